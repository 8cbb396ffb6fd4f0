"""Structured logs: one JSON line an event on standard output, without anything a person typed.

What an exception says is left out, for it may quote a row or a form: its types, its frames and what
PostgreSQL calls it stay. Of the messages of frameworks that quote the request only the pattern stays.
"""

import re
import sys
import traceback
from collections.abc import Iterator
from typing import Any

import structlog

SECRET_FIELDS = frozenset(
    {"password", "code", "token", "cookie", "authorization", "sealed", "secret", "body"}
)
QUOTING = ("django", "gunicorn", "allauth", "celery.app.trace", "celery.beat")
PLACE_HOLDER = re.compile(r"%(\(\w+\))?[sdr]")
FRAMES = 25
Event = dict[str, Any]


def without_secrets(logger: Any, method: str, event: Event) -> Event:
    return {key: value for key, value in event.items() if key.lower() not in SECRET_FIELDS}


def without_quotes(logger: Any, method: str, event: Event) -> Event:
    """`Internal Server Error: …` instead of the path: a path may hold a code, an argument anything."""
    record = event["_record"]
    if not record.name.startswith(QUOTING):
        return event
    return {**event, "event": PLACE_HOLDER.sub("…", str(record.msg))}


def without_words(logger: Any, method: str, event: Event) -> Event:
    """The exception without its message: where it came through is enough to find it."""
    given = event.pop("exc_info", None)
    error = (given if isinstance(given, tuple) else sys.exc_info())[1] if given else None
    if error is None:
        return event
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return {
        **event,
        "exception": " from ".join(_name(type(found)) for found in causes(error)),
        "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        **_diagnosis(error),
    }


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """The exception, what it was raised from, and so on."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _name(kind: type[BaseException]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _diagnosis(error: BaseException) -> Event:
    """PostgreSQL's code, and the constraint that was broken."""
    found = getattr(error.__cause__ or error, "diag", None)
    return {"sqlstate": found.sqlstate, "constraint": found.constraint_name} if found else {}


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    without_secrets,
]
JSON_LINES = {
    "()": structlog.stdlib.ProcessorFormatter,
    "foreign_pre_chain": [*SHARED, without_quotes],
    "processors": [
        without_words,
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ],
}
# Every request and task has one line of ours; these would say it again, or again for every stranger.
LEVELS = {
    "django": "INFO",
    "django.request": "ERROR",
    "django.security": "ERROR",
    "django.security.DisallowedHost": "CRITICAL",
    "django.server": "ERROR",
    "gunicorn.error": "WARNING",
    "gunicorn.access": "CRITICAL",
    "celery.worker.strategy": "WARNING",
    "celery.app.trace": "WARNING",
    "celery.beat": "WARNING",
}


def configured() -> Event:
    """Django's LOGGING, with structlog made ready: the same lines from us, Django, gunicorn and Celery."""
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
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": JSON_LINES},
        "handlers": {"stdout": stdout},
        "root": {"handlers": ["stdout"], "level": "INFO"},
        # No handlers of their own: everything goes to the root's.
        "loggers": {
            name: {"level": level, "handlers": [], "propagate": True} for name, level in LEVELS.items()
        },
    }
