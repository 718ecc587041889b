"""Pages of 异地就医备案: the filings, the open areas, the five steps of a new one (A7)."""
