"""Pages of the review console below ``/admin/review/``."""
