"""Celery: the bell, never the truth. The outbox table in PostgreSQL holds what is owed."""

from datetime import timedelta

from celery.schedules import crontab
from kombu import Queue

CELERY_TASK_QUEUES = [
    Queue("default"), Queue("outbox"), Queue("notices"), Queue("review"), Queue("webhooks"),
]  # fmt: skip
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
    "settlement-payer-words": {
        "task": "settlement.tasks.expire_payer_words",
        "schedule": timedelta(seconds=20),
        "options": {"queue": "default", "expires": 15},
    },
    "settlement-compare-details": {
        "task": "settlement.tasks.compare_details",
        "schedule": timedelta(seconds=5),
        "options": {"queue": "default", "expires": 5},
    },
    "settlement-filings": {
        "task": "settlement.tasks.remind_of_filings",
        "schedule": crontab(hour=9, minute=30),
        "options": {"queue": "default", "expires": 3600},
    },
    "settlement-wallets": {
        "task": "settlement.tasks.return_wallet_transfers",
        "schedule": timedelta(seconds=30),
        "options": {"queue": "default", "expires": 25},
    },
    "settlement-proof": {
        "task": "settlement.tasks.prove_books",
        "schedule": crontab(hour=2, minute=40),
        "options": {"queue": "default"},
    },
    "settlement-books": {
        "task": "settlement.tasks.work_books",
        "schedule": timedelta(seconds=5),
        "options": {"queue": "default", "expires": 5},
    },
    "settlement-what-ifs": {
        "task": "settlement.tasks.work_what_ifs",
        "schedule": timedelta(seconds=5),
        "options": {"queue": "default", "expires": 5},
    },
    "settlement-offline": {
        "task": "settlement.tasks.check_offline_bills",
        "schedule": timedelta(seconds=5),
        "options": {"queue": "default", "expires": 5},
    },
    "accounts-exports": {
        "task": "accounts.tasks.end_exports",
        "schedule": timedelta(minutes=30),
        "options": {"queue": "default", "expires": 600},
    },
    "accounts-face-links": {
        "task": "accounts.tasks.forget_face_links",
        "schedule": timedelta(hours=6),
        "options": {"queue": "default", "expires": 600},
    },
    "accounts-odd-access": {
        "task": "accounts.tasks.find_odd_access",
        "schedule": crontab(hour=6, minute=10),
        "options": {"queue": "default"},
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
    "cases-leases": {
        "task": "yibao.cases.tasks.release_leases",
        "schedule": timedelta(minutes=1),
        "options": {"queue": "default", "expires": 55},
    },
    "cases-looks": {
        "task": "yibao.cases.tasks.open_old_looks",
        "schedule": timedelta(hours=1),
        "options": {"queue": "default", "expires": 3000},
    },
    "family-consents": {
        "task": "family.tasks.expire_consents",
        "schedule": timedelta(minutes=1),
        "options": {"queue": "default", "expires": 55},
    },
    "family-grants": {
        "task": "family.tasks.expire_grants",
        "schedule": timedelta(minutes=1),
        "options": {"queue": "default", "expires": 55},
    },
    "family-hand-over": {
        "task": "family.tasks.hand_over",
        "schedule": timedelta(minutes=1),
        "options": {"queue": "default", "expires": 55},
    },
    "family-hand-over-notices": {
        "task": "family.tasks.tell_of_handover",
        "schedule": timedelta(hours=1),
        "options": {"queue": "notices", "expires": 3000},
    },
    "family-requests": {
        "task": "family.tasks.expire_requests",
        "schedule": timedelta(minutes=5),
        "options": {"queue": "default", "expires": 240},
    },
    "family-reminders": {
        "task": "family.tasks.remind_of_papers",
        "schedule": timedelta(hours=1),
        "options": {"queue": "notices", "expires": 3000},
    },
    "family-showings": {
        "task": "family.tasks.tell_of_showings",
        "schedule": timedelta(hours=1),
        "options": {"queue": "notices", "expires": 3000},
    },
    "family-documents": {
        "task": "family.tasks.sweep_documents",
        "schedule": timedelta(minutes=30),
        "options": {"queue": "default", "expires": 600},
    },
    "settlement-photos": {
        "task": "settlement.tasks.sweep_photos",
        "schedule": timedelta(minutes=30),
        "options": {"queue": "default", "expires": 600},
    },
    "webhooks": {
        "task": "yibao.webhooks.tasks.deliver_due",
        "schedule": timedelta(seconds=5),
        "options": {"queue": "webhooks", "expires": 5},
    },
    "webhooks-log": {
        "task": "yibao.webhooks.tasks.clear_old",
        "schedule": timedelta(hours=6),
        "options": {"queue": "default", "expires": 3600},
    },
    "gateway": {
        "task": "yibao.gateway.tasks.forget_old",
        "schedule": timedelta(hours=1),
        "options": {"queue": "default", "expires": 3000},
    },
    "gateway-callbacks": {
        "task": "yibao.gateway.tasks.send_callbacks",
        "schedule": timedelta(seconds=5),
        "options": {"queue": "webhooks", "expires": 5},
    },
    "sandbox-fill": {
        "task": "yibao.sandbox.tasks.fill_sandboxes",
        "schedule": timedelta(seconds=10),
        "options": {"queue": "default", "expires": 10},
    },
    "portal-log": {
        "task": "yibao.portal.tasks.forget_old",
        "schedule": timedelta(hours=1),
        "options": {"queue": "default", "expires": 3000},
    },
    "portal-wipe": {
        "task": "yibao.portal.tasks.wipe_unused",
        "schedule": crontab(hour=3, minute=30),
        "options": {"queue": "default", "expires": 3600},
    },
    "housekeeping": {
        "task": "yibao.kernel.tasks.clear_expired",
        "schedule": timedelta(hours=1),
        "options": {"queue": "default"},
    },
}
