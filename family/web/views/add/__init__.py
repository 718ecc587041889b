"""Pages of adding a relative, one module a group of steps (wireframe 4)."""
