"""The open platform at ``/dev/``: vendors, their people, keys, tries and papers."""
