"""Structured logs: one JSON line an event on standard output, without anything a person typed.

Field names that could carry a secret are dropped whatever their value; query strings are never logged.
"""

import logging.config
from typing import Any

import structlog

SECRET_FIELDS = frozenset(
    {"password", "code", "token", "cookie", "authorization", "sealed", "secret", "body"}
)


def without_secrets(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in event.items() if key.lower() not in SECRET_FIELDS}


SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    without_secrets,
]


JSON_LINES = {
    "()": structlog.stdlib.ProcessorFormatter,
    "foreign_pre_chain": SHARED,
    "processors": [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(),
    ],
}
QUIET = {
    "django.request": "ERROR",
    "django.server": "ERROR",
    "celery.worker.strategy": "WARNING",
    "celery.app.trace": "WARNING",
    "celery.beat": "WARNING",
}


def configure(config: dict[str, Any]) -> None:
    """Django's LOGGING_CONFIG: the same lines from our code, Django, gunicorn and Celery."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    stdout = {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stdout"}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": JSON_LINES},
            "handlers": {"stdout": stdout},
            "root": {"handlers": ["stdout"], "level": "INFO"},
            "loggers": {name: {"level": level} for name, level in QUIET.items()},
        }
    )
