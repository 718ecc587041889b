"""Template tags of the citizen pages."""
