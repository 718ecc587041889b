"""No foreign page acts for a citizen, and looking changes nothing (T24)."""

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from tests.factories import world
from yibao.kernel import clock

from .table import OPEN_REST, REST, SANDBOX, WEB
from .test_urls import BACKEND, _path, _walk

# Programs bring a token and never a session; these addresses look at no cookie.
BY_TOKEN = {*REST, *OPEN_REST}
PAGES = sorted({*WEB, *SANDBOX} - BY_TOKEN)
# Looking at a code is issuing one: the row is what the page shows, and it dies in a minute.
SHOW_A_CODE = {"code/", "code/barcode/"}
# Taking a copy away is noted (T94), and tries at the code of a paper are counted.
NOTED = {
    "balance/csv/": "audit_auditevent",
    "bills/all/csv/": "audit_auditevent",
    "bills/all/pdf/": "audit_auditevent",
    "bills/csv/": "audit_auditevent",
    "bills/pdf/": "audit_auditevent",
    "verify/<str:code>/": "kernel_ratecounter",
}


@pytest.fixture
def citizen(tenant):
    return world.insured(tenant).user


def _browser(citizen, **more):
    http = Client(**more)
    http.force_login(citizen, backend=BACKEND)
    session = http.session
    session["unlocked_at"] = int(clock.now().timestamp())
    session["unlocked_by"] = "password"
    session.save()
    return http


def _rows():
    """Rows of every table, in one query: this is asked after each of some hundred pages."""
    tables = {model._meta.db_table for model in apps.get_models()}
    counts = " UNION ALL ".join(
        f"SELECT '{one}', count(*) FROM \"{one}\"" for one in sorted(tables)
    )
    with connection.cursor() as cursor:
        cursor.execute(counts)
        return dict(cursor.fetchall())


class TestForgery:
    @pytest.mark.django_db
    def test_every_unsafe_page_needs_the_form_s_token_t24(self, citizen):
        http = _browser(citizen, enforce_csrf_checks=True)
        let_in = []
        for text in PAGES:
            for method in ("post", "put", "patch", "delete"):
                status = getattr(http, method)(_path(text)).status_code
                if status != 403:
                    let_in.append((method, text, status))
        assert let_in == []

    @pytest.mark.django_db
    def test_every_page_of_the_console_needs_it_too_t24(self, citizen):
        http = _browser(citizen, enforce_csrf_checks=True)
        paths = [one for one in _walk(get_resolver().url_patterns) if one.startswith("admin/")]
        let_in = [one for one in paths if http.post(_path(one)).status_code not in (403, 302, 404)]
        assert let_in == []

    @pytest.mark.django_db
    def test_nothing_may_be_framed_t24(self, citizen):
        answer = _browser(citizen).get("/me/")
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
class TestLooking:
    def test_changes_no_row_count_t24(self, citizen):
        http = _browser(citizen)
        before, changed = _rows(), []
        for text in PAGES:
            if text in SHOW_A_CODE or text in SANDBOX:
                continue
            http.get(_path(text))
            after = _rows()
            if after != before:
                grown = {name for name in after if after[name] != before[name]}
                changed += [(text, name) for name in sorted(grown)]
                before = after
        assert changed == list(NOTED.items())

    def test_as_a_stranger_changes_nothing_either_t24(self, tenant):
        http = Client()
        before = _rows()
        for text in PAGES:
            if text not in SANDBOX and text not in NOTED:
                http.get(_path(text))
        assert _rows() == before
