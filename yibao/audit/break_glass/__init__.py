"""Pages of break glass below ``/admin/break-glass/``."""
