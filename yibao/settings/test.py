"""``make test``: as local, with fixed keys and a cheap password hash."""

import os

os.environ.setdefault("YIBAO_TEST_HOOKS", "1")

from .local import *  # noqa: F403
from .local import DATABASES

ENVIRONMENT = "test"
SECRET_KEY = "test-only-not-a-secret-" + "x" * 40
FIELD_KEYS = "k1:" + "11" * 32
INDEX_KEY = "22" * 32
CODE_KEY = "33" * 32
# The default cost is a third of a second a hash; correctness does not need it.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES.pop("owner", None)
OTP_SENDS_PER_SOURCE_HOUR = 30
CELERY_TASK_ALWAYS_EAGER = False
# Nobody listens in tests; those that need the bell ring it themselves.
OUTBOX_RING = False
# Most tests act a face; those of the real engine start one and say so.
FACE_GATEWAY = "accounts.gateways.face_simulator.SimulatedFaceGateway"
