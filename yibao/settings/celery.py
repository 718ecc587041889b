"""Celery: the bell, never the truth. The outbox table in PostgreSQL holds what is owed."""

from datetime import timedelta

from kombu import Queue

CELERY_TASK_QUEUES = [Queue("default"), Queue("outbox"), Queue("notices"), Queue("review")]
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_SOFT_TIME_LIMIT = 45
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_VISIBILITY_TIMEOUT = 300
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": CELERY_VISIBILITY_TIMEOUT,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    # A request must never hang on a broker that is away: the ring is only a wake-up.
    "socket_timeout": 5,
    "socket_connect_timeout": 0.5,
    "retry_on_timeout": False,
    "max_retries": 0,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE = {
    "outbox-relay": {
        "task": "yibao.kernel.tasks.relay_outbox",
        "schedule": timedelta(seconds=2),
        "options": {"queue": "outbox", "expires": 10},
    },
    "audit-seal": {
        "task": "yibao.audit.tasks.seal",
        "schedule": timedelta(seconds=1),
        "options": {"queue": "default", "expires": 5},
    },
    "settlement-close-attempts": {
        "task": "settlement.tasks.close_stale_attempts",
        "schedule": timedelta(seconds=20),
        "options": {"queue": "default", "expires": 30},
    },
    "settlement-cards": {
        "task": "settlement.tasks.ask_the_bank",
        "schedule": timedelta(seconds=10),
        "options": {"queue": "default", "expires": 10},
    },
    "settlement-proof": {
        "task": "settlement.tasks.prove_books",
        "schedule": timedelta(hours=24),
        "options": {"queue": "default"},
    },
    "accounts-exports": {
        "task": "accounts.tasks.end_exports",
        "schedule": timedelta(minutes=30),
        "options": {"queue": "default", "expires": 600},
    },
    "vouchers-end-sanctions": {
        "task": "vouchers.tasks.end_sanctions",
        "schedule": timedelta(minutes=10),
        "options": {"queue": "default", "expires": 300},
    },
    "vouchers-counter-acts": {
        "task": "vouchers.tasks.expire_counter_acts",
        "schedule": timedelta(minutes=10),
        "options": {"queue": "default", "expires": 300},
    },
    "housekeeping": {
        "task": "yibao.kernel.tasks.clear_expired",
        "schedule": timedelta(hours=1),
        "options": {"queue": "default"},
    },
}
