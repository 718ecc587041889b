"""Pages of the review console."""
