"""What the work costs, as ratios taken in one run: `make bench`. No test: nothing fails here."""
