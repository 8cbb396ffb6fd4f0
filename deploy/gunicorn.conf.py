"""gunicorn in production: `gunicorn --config deploy/gunicorn.conf.py`; WEB_CONCURRENCY is its processes."""

wsgi_app = "portal.wsgi:application"
bind = "0.0.0.0:8000"
worker_class = "gthread"
threads = 4
# Loaded before the processes are made: a start that cannot succeed ends here, with its sentence.
preload_app = True
# A stop lets running requests end.
graceful_timeout = 25
keepalive = 15
# Heartbeats in memory: on a slow disk a process would look hung.
worker_tmp_dir = "/dev/shm"  # noqa: S108
loglevel = "warning"
control_socket_disable = True
