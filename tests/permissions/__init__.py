"""Who gets what at every address."""
