"""Pages of the national interface that citizens see."""
