"""Reading of the environment: one place, fail-fast in production, generated secrets elsewhere."""

import json
import os
import secrets
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import environ

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / ".yibao"))).resolve()


def database(url: str) -> dict[str, object]:
    """Turn a ``postgres://`` address (TCP or percent-encoded socket folder) into Django's dict."""
    parts = urlsplit(url)
    host = unquote(parts.hostname or "") if not parts.netloc.count("%") else ""
    if parts.netloc.count("%"):
        host = unquote(parts.netloc.rpartition("@")[2].partition(":")[0])
    return {
        "ENGINE": "django_prometheus.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
    }


def celery_broker(redis_url: str) -> str:
    """Translate a redis-py address into the form that Celery's transport understands."""
    if not redis_url.startswith("unix://"):
        return redis_url
    parts = urlsplit(redis_url)
    number = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={number}"


def local_secrets() -> dict[str, str]:
    """Read or create the secrets of a local installation in ``DATA_DIR/secrets.json`` (0600)."""
    path = DATA_DIR / "secrets.json"
    if path.exists():
        return json.loads(path.read_text("utf-8"))
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    made = {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "FIELD_KEYS": f"k1:{secrets.token_hex(32)}",
        "INDEX_KEY": secrets.token_hex(32),
        "CODE_KEY": secrets.token_hex(32),
    }
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        json.dump(made, handle)
    return made
