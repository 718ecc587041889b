"""Settings: ``local`` (make run), ``test`` (make test), ``production``; all build on ``base``."""
