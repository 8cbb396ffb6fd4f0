"""The Celery application: `celery -A portal worker` and `celery -A portal beat`."""

import os
import time
from typing import Any

import structlog
from celery import Celery, Task, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

log = structlog.get_logger("portal.task")


@signals.setup_logging.connect
def keep_logging(**kwargs: Any) -> None:
    """Somebody listens here, so Celery leaves logging as Django has set it up."""


@signals.task_prerun.connect
def task_starts(task: Task, task_id: str, kwargs: dict[str, Any], **_: Any) -> None:
    """Every line written meanwhile names the task."""
    task.request.started = time.perf_counter()
    structlog.contextvars.bind_contextvars(
        task=task.name, task_id=task_id, district_id=kwargs.get("district_id")
    )


@signals.task_postrun.connect
def task_ends(task: Task, state: str | None, **_: Any) -> None:
    """One log line a task, as there is one a request."""
    log.info("task", state=state, ms=round((time.perf_counter() - task.request.started) * 1000))
    structlog.contextvars.clear_contextvars()
