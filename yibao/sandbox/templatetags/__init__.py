"""Template filters of the till."""
