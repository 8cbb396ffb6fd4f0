"""gunicorn in production: `gunicorn --config deploy/gunicorn.conf.py`. WEB_CONCURRENCY says how many processes."""

wsgi_app = "portal.wsgi:application"
bind = "0.0.0.0:8000"
worker_class = "gthread"
threads = 4
# Loaded before the processes are made: a start that cannot succeed ends here, with its sentence.
preload_app = True
# The proxy in front waits as long for a page, and as long at a stop.
timeout = 30
graceful_timeout = 25
keepalive = 15
# Heartbeats in memory: a slow disk would look like a hung process.
worker_tmp_dir = "/dev/shm"
loglevel = "warning"
control_socket_disable = True
