"""Numbers of the review desk and of officers, and the charts that show them (feature 40)."""
