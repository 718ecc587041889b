"""gunicorn for `make run` and for production; what differs comes from the environment."""

import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = 4
# One import of the code; a worker that was killed is replaced by a fork within milliseconds.
preload_app = True
# No request may take longer: the database gives up after 10 s.
timeout = 30
graceful_timeout = 10
keepalive = 5
# A fresh process now and then, not all at once.
max_requests = 20000
max_requests_jitter = 2000
# Heartbeat files in memory where the system has it, so that a slow disk kills no worker.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
# Headers with an underscore are dropped but for these, from the proxy: one way of showing who calls
# the national interface is written so.
forwarder_headers = (
    "SCRIPT_NAME,PATH_INFO,_API_NAME,_API_VERSION,_API_TIMESTAMP,_API_ACCESS_KEY,_API_SIGNATURE"
)
control_socket_disable = True
# Paths carry opaque references, but who read what belongs into the audit, not into a text log.
accesslog = None
errorlog = "-"
loglevel = "warning"


def pre_fork(server, worker):
    """Leave no database connection open that two processes would share."""
    from django.db import connections

    connections.close_all()


def child_exit(server, worker):
    """Forget the gauges of a worker that is gone."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)
