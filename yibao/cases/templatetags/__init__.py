"""Template tags of the review console."""
