"""What citizens see first: home, settings, help, error pages, and the parts all pages share."""
