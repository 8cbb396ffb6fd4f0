"""gunicorn in the demo: a worker dies with its master, as the master dies with the supervisor."""

from typing import Any

from portal.launcher.children import die_with

wsgi_app = "portal.wsgi:application"
worker_class = "gthread"
workers = 2
threads = 4
graceful_timeout = 5
loglevel = "warning"
control_socket_disable = True


def post_fork(server: Any, _worker: Any) -> None:
    die_with(server.pid)
