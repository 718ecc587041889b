"""Rights of the application role in PostgreSQL (I2, T69).

Tables are owned by the owner role; the application role gets what it needs and no more. An app
names its guarded tables with ``restrict`` in ``ready``; ``manage.py migrate`` applies the rights.
"""

from django.conf import settings
from django.db import connections

_RESTRICTED: dict[str, tuple[str, ...]] = {}


class PrimaryOnlyRouter:
    """All reads and writes go to the primary (T71); only migrations may use the owner alias."""

    def db_for_read(self, model: type, **hints: object) -> str:
        return "default"

    def db_for_write(self, model: type, **hints: object) -> str:
        return "default"

    def allow_relation(self, one: object, other: object, **hints: object) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool:
        return True


def restrict(table: str, *rights: str) -> None:
    """Grant only these rights on the table, e.g. ``SELECT`` or ``UPDATE (note)``."""
    _RESTRICTED[table] = rights


def restricted() -> dict[str, tuple[str, ...]]:
    """Guarded tables and what the application may do with them."""
    return dict(_RESTRICTED)


def apply_grants(using: str = "default") -> bool:
    """Give the application role its rights; False where it is the owner itself."""
    role = settings.DATABASE_APP_ROLE
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT current_user, EXISTS (SELECT 1 FROM pg_roles WHERE rolname = %s)", [role]
        )
        owner, exists = cursor.fetchone()
        if owner == role or not exists:
            return False
        name = connections[using].ops.quote_name(role)
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        cursor.execute(
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}"
        )
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")
        cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {name}")
        for table, rights in sorted(_RESTRICTED.items()):
            cursor.execute(f"REVOKE ALL ON {table} FROM {name}")
            cursor.execute(f"GRANT {', '.join(rights)} ON {table} TO {name}")
    return True
