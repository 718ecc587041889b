"""Structured JSON logs with masking: no personal data leaves through a log line (T88)."""

import structlog

_SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
]


def _mask(logger: object, name: str, event: dict[str, object]) -> dict[str, object]:
    from yibao.kernel.masking import mask_text

    return {key: mask_text(val) if isinstance(val, str) else val for key, val in event.items()}


structlog.configure(
    processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _mask,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            "foreign_pre_chain": _SHARED,
        }
    },
    "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stream"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.server": {"level": "WARNING"},
        "celery": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
        # Which characters a paper needs of its font is nobody's business, least of a log's.
        "fontTools": {"level": "WARNING"},
        "oauth2_provider": {"level": "WARNING"},
        "django_structlog": {"level": "WARNING"},
    },
}

# The id that our first middleware gives (or accepts) is the one in the log.
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = True
