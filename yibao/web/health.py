"""What machines ask: is the process alive, can it work, how much has it done."""

import ipaddress
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import redis
import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView

log = structlog.get_logger(__name__)

OK = "ok"
BROKER_SECONDS = 1.0
# Once nothing is unapplied it stays so while this code runs: the graph is read only until then.
_is_migrated = False


@require_safe
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing outside it is asked."""
    return JsonResponse({"status": OK})


@require_safe
@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether this process can do its work now: 200 or 503, details for insiders only."""
    results = {name: check() for name, check in CHECKS.items()}
    is_ready = all(result == OK for result in results.values())
    body: dict[str, object] = {"status": OK if is_ready else "unavailable"}
    if _is_loopback(request) or (results["database"] == OK and _is_staff(request)):
        body["checks"] = results
    return JsonResponse(body, status=200 if is_ready else 503)


@require_safe
@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus exposition, for the own host or the holder of METRICS_TOKEN; else not there."""
    if not (_is_loopback(request) or _has_token(request)):
        raise Http404
    return ExportToDjangoView(request)


def database() -> str:
    """PostgreSQL answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as fault:
        return _report("database", fault)
    return OK


def broker() -> str:
    """The broker answers."""
    client = redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=BROKER_SECONDS,
        socket_connect_timeout=BROKER_SECONDS,
    )
    try:
        client.ping()
    except (redis.RedisError, OSError) as fault:
        return _report("broker", fault)
    finally:
        client.close()
    return OK


def migrations() -> str:
    """The database has every migration of this code."""
    global _is_migrated
    if _is_migrated:
        return OK
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as fault:
        return _report("migrations", fault)
    if pending:
        return f"{len(pending)} unapplied"
    _is_migrated = True
    return OK


def storage() -> str:
    """Files can be written."""
    folder = Path(settings.MEDIA_ROOT)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=".ready-")
        os.close(handle)
        Path(name).unlink()
    except OSError as fault:
        return _report("storage", fault)
    return OK


CHECKS: dict[str, Callable[[], str]] = {
    "database": database,
    "broker": broker,
    "migrations": migrations,
    "storage": storage,
}


def _report(name: str, fault: Exception) -> str:
    log.warning("readiness.failed", check=name, fault=type(fault).__name__)
    return type(fault).__name__


def _is_loopback(request: HttpRequest) -> bool:
    """From this host and not handed on by a proxy that stands on it."""
    if any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-Ip")):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _is_staff(request: HttpRequest) -> bool:
    try:
        return bool(request.user.is_authenticated and request.user.is_staff)
    except DatabaseError:
        return False


def _has_token(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    return bool(token) and constant_time_compare(given, f"Bearer {token}")
