"""Shared ground of the tests: the application role, cleaning of guarded tables, the demo tenant."""

import os

import pytest
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings
from xdist.scheduler.loadscope import LoadScopeScheduling

# A loaded machine is slow, not wrong: properties are never judged by the clock.
settings.register_profile(
    "patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")

APP_ROLE = os.environ.get("DATABASE_APP_ROLE", "yibao_app")
# Rows that migrations wrote and that every test may count on.
KEPT_TABLES = {
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "kernel_allowedmove",
}


class OneSiteScheduling(LoadScopeScheduling):
    """Browser tests share one running site, so one worker gets them all, and first; the others
    are handed out one by one.

    (The marker ``xdist_group`` of pytest-xdist 3.8 has no effect under pytest 9.)
    """

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if nodeid.startswith("tests/browser/") else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> OneSiteScheduling:
    """How the tests are spread over the workers."""
    return OneSiteScheduling(config, log)


def _as_owner(work):
    """Run ``work(cursor)`` with the owner's rights and all triggers asleep."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET session_replication_role = replica")
        work(cursor)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute(f'SET ROLE "{APP_ROLE}"')


def _empty_all_tables(cursor) -> None:
    for table in connection.introspection.table_names(cursor):
        if table == "kernel_tenant":
            cursor.execute("DELETE FROM kernel_tenant WHERE code <> 'live'")
        elif table not in KEPT_TABLES:
            cursor.execute(f'DELETE FROM "{table}"')


def _clean_up(self) -> None:
    """Ledger and audit refuse TRUNCATE, so Django's own flush cannot clean them."""
    _as_owner(_empty_all_tables)


TransactionTestCase._fixture_teardown = _clean_up


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """From here on the tests act with the application's rights, as production does (I2)."""
    from accounts.services import roles
    from yibao.kernel import dbroles

    with django_db_blocker.unblock():
        dbroles.apply_grants()
        # Groups and rights stay (KEPT_TABLES), so that not every test makes them anew.
        roles.ensure_roles(by=None)
        _as_owner(_empty_all_tables)
        connection.close()
        connection.settings_dict["OPTIONS"]["assume_role"] = APP_ROLE
    yield
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["OPTIONS"].pop("assume_role", None)


@pytest.fixture(autouse=True)
def patient_threads(request):
    """Threads of a race wait longer than two seconds for a lock: what they show is who wins, not
    how quick the machine is. That each wait has an end is T72's own test, on other connections."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None or not marker.kwargs.get("transaction"):
        yield
        return
    options = connection.settings_dict["OPTIONS"]
    hurried = options["options"]
    options["options"] = (
        f"{hurried} -c lock_timeout=60s -c statement_timeout=90s"
        " -c idle_in_transaction_session_timeout=90s"
    )
    yield
    options["options"] = hurried


@pytest.fixture
def as_owner(db):
    """Run a function with the owner's cursor and sleeping triggers, as an intruder would."""
    return _as_owner


@pytest.fixture
def tenant(db):
    """The tenant that citizen pages and the sandbox use."""
    from yibao.kernel.models import Tenant

    demo = {"name": "演示", "kind": "SANDBOX"}
    return Tenant.objects.get_or_create(code="demo", defaults=demo)[0]


@pytest.fixture
def quick_papers(settings, tmp_path, monkeypatch):
    """Papers in a folder of this test, drawn without the limited program."""
    from tests.factories import documents

    settings.DOCUMENT_DIR = tmp_path / "documents"
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr("family.gateways.renditions.render", documents.quick)


@pytest.fixture(autouse=True)
def no_lot(monkeypatch):
    """Requests are drawn for a second look by chance (P181); tests say so where they want it."""
    monkeypatch.setattr("family.services.reviews.is_drawn", lambda **_: False)
    monkeypatch.setattr("yibao.cases.looks.draws.watched_percent", lambda _: 0)
