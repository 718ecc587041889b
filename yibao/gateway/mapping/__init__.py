"""Names and codes of the interface document against those of the apps; no rule of its own."""
