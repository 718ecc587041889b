"""The queue stays quick with very many cases: every statement of it goes through an index."""

import io
import re

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from yibao.cases.desk import taking
from yibao.cases.models import Case
from yibao.cases.queues import counts, listing
from yibao.cases.queues import tabs as queues
from yibao.cases.queues.listing import Wanted
from yibao.kernel.models import Tenant
from yibao.sandbox.seeding import scale

pytestmark = pytest.mark.django_db
MANY, VERY_MANY = 20_000, 1_000_000
MOST_STATEMENTS = 12
FIRST_WORDS = """
INSERT INTO cases_decision (id, case_id, kind, stage, decider_id, reason_codes, rule_ids, evidence,
                            checklist, note, at)
SELECT gen_random_uuid(), id, 'REJECT', 'FIRST', gen_random_uuid(), '[]', '[]', '[]', '{}', '',
       now()
  FROM cases_case WHERE state = 'OPEN' ORDER BY id LIMIT 300
"""
STRANGERS = """
UPDATE cases_case SET case_type = 'something.else'
 WHERE id IN (SELECT id FROM cases_case WHERE state = 'OPEN' ORDER BY id DESC LIMIT 3000)
"""
# Promises over four months, so that few end soon on any day and at any hour of the week.
PROMISES = """
UPDATE cases_case SET due_at = now() + (mod(abs(hashtext(ref)), 2880) - 1920) * interval '1 hour'
"""
_READS = re.compile(r"^SELECT\b.*\bcases_case\b", re.DOTALL | re.IGNORECASE)
_PASSED = re.compile(r"Rows Removed by Filter: (\d+)")
_WHOLE = re.compile(r"Seq Scan on cases_case\b")


def plans(work, explain: str = "EXPLAIN ") -> dict[str, str]:
    """Each statement about cases that the work makes, with the plan of the planner."""
    with CaptureQueriesContext(connection) as seen:
        work()
    found = {}
    for sql in [one["sql"].replace('"', "") for one in seen.captured_queries]:
        if _READS.match(sql):
            with connection.cursor() as cursor:
                cursor.execute(explain + sql.replace("%", "%%"), [])
                found[sql] = "\n".join(row[0] for row in cursor.fetchall())
    assert found, "no statement about cases was seen"
    return found


def whole(work) -> list[str]:
    """Statements that read all cases from end to end, with their plans."""
    return [f"{sql[:300]}\n{plan}" for sql, plan in plans(work).items() if _WHOLE.search(plan)]


class Walks:
    """What an officer does all day, at one scale."""

    @pytest.mark.parametrize("tab", sorted(queues.TABS))
    def test_a_page_of_the_queue_goes_through_an_index(self, officer, tab):
        reader = queues.Reader.now(officer)
        assert whole(lambda: listing.page(reader, Wanted(tab=tab))) == []

    @pytest.mark.parametrize("sort", ["opened", "-opened", "due", "-due"])
    def test_sorting_goes_through_an_index(self, officer, sort):
        reader = queues.Reader.now(officer)
        assert whole(lambda: listing.page(reader, Wanted(sort=sort))) == []

    def test_the_second_page_starts_where_the_first_ended(self, officer):
        reader = queues.Reader.now(officer)
        first = listing.page(reader, Wanted())
        assert len(first.rows) == listing.SIZE and first.after
        assert whole(lambda: listing.page(reader, Wanted(), after=first.after)) == []

    def test_counting_passes_few_cases_by(self, officer):
        found = plans(lambda: counts.of(officer, fresh=True), "EXPLAIN (ANALYZE) ")
        # Each number stops at its cap: a common thing may be counted from the start of the table.
        passed = [int(one) for plan in found.values() for one in _PASSED.findall(plan)]
        assert max(passed, default=0) < Case.objects.count() // 2

    @pytest.mark.parametrize("what", ["other", "due"])
    def test_a_number_reads_no_more_than_it_counts(self, officer, what):
        reader = queues.Reader.now(officer)
        worked = queues.visible(officer).filter(state__in=queues.WORKED)
        rows = {
            "other": lambda: worked.filter(queues.in_queue(queues.OTHER)),
            "due": lambda: counts.soon(worked, reader),
        }[what]
        found = plans(lambda: counts.capped({what: rows()}), "EXPLAIN (ANALYZE) ")
        plan = "\n".join(found.values())
        assert not _WHOLE.search(plan), plan
        assert sum(int(one) for one in _PASSED.findall(plan)) <= counts.MOST + 1, plan

    def test_taking_the_next_goes_through_an_index(self, officer):
        assert whole(lambda: taking.take_next(by=officer)) == []

    def test_looking_up_a_case_goes_through_an_index(self, officer):
        ref = Case.objects.values_list("ref", flat=True).first()
        rows = queues.visible(officer)
        assert whole(lambda: rows.filter(ref=ref).first()) == []

    def test_the_page_takes_few_statements(self, officer):
        reader = queues.Reader.now(officer)
        counts.of(officer)
        with CaptureQueriesContext(connection) as seen:
            listing.page(reader, Wanted())
        assert len(seen) <= MOST_STATEMENTS


def settle() -> None:
    """As after a while: some first words, cases of a type that nobody registered, promises of all
    ages, and the planner knows how many rows there are.

    Only the owner may do that past the guards.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        role = cursor.fetchone()[0]
        cursor.execute("RESET ROLE")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(FIRST_WORDS)
        cursor.execute(STRANGERS)
        cursor.execute(PROMISES)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("ANALYZE cases_case, cases_decision, cases_barred, family_bindingrequest")
        cursor.execute(f'SET ROLE "{role}"')


@pytest.fixture(scope="module")
def many(django_db_setup, django_db_blocker):
    """Twenty thousand open cases, loaded once and rolled back at the end."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around._from_testcase = True
        with around:
            facts = {"name": "演示", "kind": "SANDBOX"}
            owner = Tenant.objects.get_or_create(code="demo", defaults=facts)[0]
            scale.city(owner, people=0, reviews=MANY, seed=1, say=lambda line: None)
            settle()
            yield owner
            transaction.set_rollback(True)


class TestManyCases(Walks):
    @pytest.fixture
    def officer(self, many, tenant, desk):
        return desk.officer()


@pytest.mark.full
@pytest.mark.timeout(1800)
class TestVeryManyCases:
    def test_all_walks_go_through_an_index(self, tenant, desk):
        call_command("seed_city", reviews=VERY_MANY, stdout=io.StringIO())
        with connection.cursor() as cursor:  # to touch and to judge a million rows takes its time
            cursor.execute("SET LOCAL statement_timeout = 0")
        settle()
        officer, walks = desk.officer(), Walks()
        for tab in queues.TABS:
            walks.test_a_page_of_the_queue_goes_through_an_index(officer, tab)
        walks.test_counting_passes_few_cases_by(officer)
        for what in ("other", "due"):
            walks.test_a_number_reads_no_more_than_it_counts(officer, what)
        walks.test_taking_the_next_goes_through_an_index(officer)
        walks.test_looking_up_a_case_goes_through_an_index(officer)
