"""Pages of mutual aid: wireframe 6, the way to a grant, changing, stopping, refusing, statement."""

import re
from datetime import date

import pytest
from django.test import Client

from family.data import Relation
from family.models import AidBlock, Grant
from settlement.models import LedgerAccount
from tests.factories import world
from tests.factories.aid import make_grant
from tests.factories.bindings import make_binding
from yibao.kernel import clock

pytestmark = pytest.mark.django_db
LINES = [("1", "XA01", "1", "300.00")]


@pytest.fixture
def payer(city):
    """An employee with 1,000 yuan in the account."""
    return world.insured(city, balance="1000.00")


@pytest.fixture
def member(city, payer):
    """The payer's mother: no account of her own, and bound to the payer."""
    who = world.insured(city, insutype="390", psn_type="60")
    make_binding(payer.person, who.person, Relation.PARENT, voucher=False)
    return who


def phone_of(who, *, proved=False):
    """A signed-in phone; ``proved`` has just unlocked with the password."""
    client = Client()
    client.force_login(who.user, backend="django.contrib.auth.backends.ModelBackend")
    if proved:
        prove(client)
    return client


def prove(client):
    """As after the unlock page."""
    session = client.session
    session["unlocked_at"] = int(clock.now().timestamp())
    session["unlocked_by"] = "password"
    session.save()


def text_of(answer) -> str:
    """The page as text; it must have worked."""
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def limits(**more):
    """What the limits page sends."""
    return {
        "annual": "500", "per_payment": "200", "uses": ["CARE", "PHARMACY"], "end": "year_end",
    } | more  # fmt: skip


def spend(till, member, amount="300.00"):
    """The member pays with what the grants allow."""
    return till.bill(member, ("1", "XA01", "1", amount), acct_used_flag="1", use_aid=True)


class TestFirstPage:
    """Wireframe 6: three numbers, both directions."""

    def test_shows_the_three_numbers_and_both_directions(self, payer, member, till):
        make_grant(payer, member, "PARENT", annual_cap_fen=100_000)
        spend(till, member)
        page = text_of(phone_of(payer).get("/mutual-aid/"))
        assert "1,000.00 元" in page and "自己随时可用" in page
        used = re.search(r"今年已用</span><span class=\"yb-num\">([0-9.,]+) / 1,000.00 元", page)
        assert used is not None and used[1] != "0.00"
        received = text_of(phone_of(member).get("/mutual-aid/"))
        assert payer.person.masked_name in received and "今年还可以用" in received

    def test_tells_a_resident_that_there_is_no_account_to_share(self, member):
        """P95."""
        page = text_of(phone_of(member).get("/mutual-aid/"))
        assert "您的险种没有个人账户" in page and "/mutual-aid/new/who/" not in page

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [("is_activated", False, "还没有启用"), ("is_frozen", True, "被冻结了")],
    )
    def test_says_why_an_account_cannot_help(self, payer, field, value, words):
        """Settled 7: aid needs the activated flag."""
        LedgerAccount.objects.filter(person=payer.person).update(**{field: value})
        page = text_of(phone_of(payer).get("/mutual-aid/"))
        assert words in page and "/mutual-aid/new/who/" not in page
        assert phone_of(payer).get("/mutual-aid/new/who/").url == "/mutual-aid/"


class TestGiving:
    """P100: who, how much, a consent of its own, face or password."""

    def test_leads_through_four_pages_to_the_grant(self, payer, member):
        client = phone_of(payer)
        assert member.person.masked_name in text_of(client.get("/mutual-aid/new/who/"))
        sent = client.post("/mutual-aid/new/who/", {"who": member.person.psn_no})
        assert sent.url == "/mutual-aid/new/limit/"
        assert client.post("/mutual-aid/new/limit/", limits()).url == "/mutual-aid/new/consent/"
        page = text_of(client.get("/mutual-aid/new/consent/"))
        assert "500.00 元" in page and "家庭共济授权书" in page
        sent = client.post("/mutual-aid/new/consent/", {"agree": "on"})
        assert sent.url == "/mutual-aid/new/check/"
        assert "/code/unlock/" in client.get("/mutual-aid/new/check/").url
        assert client.post("/mutual-aid/new/check/").status_code == 403
        assert not Grant.objects.exists()
        prove(client)
        assert "500.00 元" in text_of(client.get("/mutual-aid/new/check/"))
        sent = client.post("/mutual-aid/new/check/")
        grant = Grant.objects.get()
        assert sent.url == f"/mutual-aid/{grant.ref}/"
        assert grant.member == member.person and grant.relation == "PARENT"
        assert (grant.annual_cap_fen, grant.per_payment_cap_fen) == (50_000, 20_000)
        assert grant.period.upper == date(clock.today().year + 1, 1, 1)
        terms = grant.terms.get()
        assert terms.proof == "PIN" and len(terms.text_sha256) == 64
        again = client.post("/mutual-aid/new/check/")
        assert again.status_code == 302 and Grant.objects.count() == 1

    def test_asks_the_consent_anew_after_other_limits(self, payer, member):
        """The digest covers the limits that stood on the page."""
        client = phone_of(payer, proved=True)
        client.post("/mutual-aid/new/who/", {"who": member.person.psn_no})
        client.post("/mutual-aid/new/limit/", limits())
        client.post("/mutual-aid/new/consent/", {"agree": "on"})
        client.post("/mutual-aid/new/limit/", limits(annual="900"))
        assert client.post("/mutual-aid/new/check/").url == "/mutual-aid/new/consent/"
        assert not Grant.objects.exists()

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"annual": ""}, "请填一年最多"),
            ({"annual": "0"}, "请填大于 0 的金额"),
            ({"annual": "１２"}, "yb-errors"),
            ({"uses": []}, "请至少选一样"),
            ({"end": "own_day"}, "请填最后一天"),
            ({"end": "own_day", "last_day": "2020-01-01"}, "不能早于"),
            ({"starts_on": "2020-01-01"}, "不能早于今天"),
        ],
    )
    def test_says_what_is_wrong_with_the_limits(self, payer, member, more, words):
        client = phone_of(payer)
        client.post("/mutual-aid/new/who/", {"who": member.person.psn_no})
        page = text_of(client.post("/mutual-aid/new/limit/", limits(**more)))
        assert words in page and 'id="error-summary"' in page

    def test_shows_the_refusal_of_the_service(self, payer, member):
        """P104: the member has said no."""
        AidBlock.objects.create(member=member.person, payer=payer.person, created_at=clock.now())
        client = phone_of(payer, proved=True)
        client.post("/mutual-aid/new/who/", {"who": member.person.psn_no})
        client.post("/mutual-aid/new/limit/", limits())
        client.post("/mutual-aid/new/consent/", {"agree": "on"})
        answer = client.post("/mutual-aid/new/check/")
        assert answer.status_code == 409 and "不接受" in answer.content.decode()

    def test_knows_nobody_but_the_own_relatives(self, payer, member, city):
        """T31: a number of somebody else chooses nobody."""
        stranger = world.insured(city)
        client = phone_of(payer)
        page = text_of(client.post("/mutual-aid/new/who/", {"who": stranger.person.psn_no}))
        assert "请从下面选一位家人" in page

    def test_names_a_relative_who_is_not_bound(self, payer, city):
        """P103: declared by the payer; name and number have to belong together (T26)."""
        brother, client = world.insured(city), phone_of(payer, proved=True)
        certno, name = brother.person.certno, brother.person.name
        wrong = {"name": "张三丰", "certno": certno, "relation": "SIBLING"}
        page = text_of(client.post("/mutual-aid/new/who/other/", wrong))
        assert "对不上" in page
        sent = client.post("/mutual-aid/new/who/other/", wrong | {"name": name})
        assert sent.url == "/mutual-aid/new/limit/"
        client.post("/mutual-aid/new/limit/", limits())
        client.post("/mutual-aid/new/consent/", {"agree": "on"})
        client.post("/mutual-aid/new/check/")
        grant = Grant.objects.get()
        assert grant.member == brother.person and grant.relation == "SIBLING"
        page = text_of(client.post("/mutual-aid/new/who/other/", wrong | {"name": name}))
        assert "已经授权过" in page or "在原授权上修改" in page

    def test_explains_when_nobody_can_be_chosen(self, city):
        alone = world.insured(city, balance="1.00")
        assert "现在没有可以授权的家人" in text_of(phone_of(alone).get("/mutual-aid/new/who/"))


class TestChanging:
    """Wireframe 6 c: lowering at once, raising with a proof."""

    def test_lowers_without_a_proof_and_raises_with_one(self, payer, member):
        grant = make_grant(payer, member, "PARENT", annual_cap_fen=50_000)
        client, page = phone_of(payer), f"/mutual-aid/{grant.ref}/limits/"
        assert "500.00" in text_of(client.get(page))
        lower = limits(annual="300", end="own_day", last_day=f"{clock.today().year}-12-31")
        assert client.post(page, lower).url == f"/mutual-aid/{grant.ref}/"
        grant.refresh_from_db()
        assert grant.annual_cap_fen == 30_000
        higher = lower | {"annual": "800"}
        assert client.post(page, higher).url == f"{page}check/"
        assert "/code/unlock/" in client.get(f"{page}check/").url
        assert client.post(f"{page}check/").status_code == 403
        grant.refresh_from_db()
        assert grant.annual_cap_fen == 30_000
        prove(client)
        shown = text_of(client.get(f"{page}check/"))
        assert "300.00 元" in shown and "800.00 元" in shown
        assert client.post(f"{page}check/").url == f"/mutual-aid/{grant.ref}/"
        grant.refresh_from_db()
        assert grant.annual_cap_fen == 80_000 and grant.terms.count() == 3

    def test_stops_at_once_without_a_proof(self, payer, member):
        """P117: stopping is urgent."""
        grant = make_grant(payer, member, "PARENT")
        client = phone_of(payer)
        assert "停止以后" in text_of(client.get(f"/mutual-aid/{grant.ref}/stop/"))
        assert client.post(f"/mutual-aid/{grant.ref}/stop/").url == "/mutual-aid/"
        grant.refresh_from_db()
        assert grant.ended_at is not None
        assert "这份授权停止了" in text_of(client.get(f"/mutual-aid/{grant.ref}/"))
        assert client.get(f"/mutual-aid/{grant.ref}/stop/").status_code == 302

    @pytest.mark.parametrize("tail", ["", "limits/", "stop/"])
    def test_belongs_to_the_payer_alone(self, payer, member, city, tail):
        """T31: neither the member nor a stranger opens the payer's pages."""
        grant = make_grant(payer, member, "PARENT")
        for who in (member, world.insured(city)):
            assert phone_of(who).get(f"/mutual-aid/{grant.ref}/{tail}").status_code == 404


class TestReceiving:
    """P104: the member may refuse, once or for ever, and take it back."""

    def test_refuses_for_ever_and_takes_it_back(self, payer, member):
        grant = make_grant(payer, member, "PARENT", annual_cap_fen=50_000)
        client = phone_of(member)
        assert "500.00 元" in text_of(client.get("/mutual-aid/received/"))
        page = f"/mutual-aid/received/{grant.ref}/refuse/"
        assert "以后也不收" in text_of(client.get(page))
        assert client.post(page, {"forever": "on"}).url == "/mutual-aid/received/"
        grant.refresh_from_db()
        assert grant.ending == "MEMBER"
        block = AidBlock.objects.get()
        assert "您不收的" in text_of(client.get("/mutual-aid/received/"))
        client.post("/mutual-aid/received/take-back/", {"block": str(block.pk)})
        assert not AidBlock.objects.exists()

    def test_shows_the_members_own_bills_but_not_the_payers(self, payer, member, till):
        grant = make_grant(payer, member, "PARENT", annual_cap_fen=50_000)
        bill = spend(till, member)
        shown = text_of(phone_of(member).get(f"/mutual-aid/received/{grant.ref}/"))
        assert f"/bills/{bill['setl_id']}/" in shown
        other = text_of(phone_of(payer).get(f"/mutual-aid/{grant.ref}/"))
        assert till.place.name in other and bill["setl_id"] not in other

    def test_knows_no_grant_of_others(self, payer, member):
        grant = make_grant(payer, member, "PARENT")
        for tail in ("", "refuse/"):
            answer = phone_of(payer).get(f"/mutual-aid/received/{grant.ref}/{tail}")
            assert answer.status_code == 404


class TestOrder:
    """P111: the member states the order of the payers."""

    def test_moves_a_payer_up(self, payer, member, city):
        second = world.insured(city, balance="50.00")
        one, two = make_grant(payer, member, "PARENT"), make_grant(second, member, "SPOUSE")
        client = phone_of(member)
        page = text_of(client.get("/pay-order/"))
        assert "您的险种没有个人账户" in page and page.index(one.ref) < page.index(two.ref)
        client.post("/pay-order/", {"ref": two.ref, "move": "up"})
        page = text_of(client.get("/pay-order/"))
        assert page.index(two.ref) < page.index(one.ref)
        for wrong in ({}, {"ref": two.ref, "move": "up"}, {"ref": "G-none", "move": "down"}):
            client.post("/pay-order/", wrong)
        page = text_of(client.get("/pay-order/"))
        assert page.index(two.ref) < page.index(one.ref)


class TestStatement:
    """Each month by relative, in both directions, refunds included."""

    def test_adds_up_with_refunds(self, payer, member, till):
        make_grant(payer, member, "PARENT")
        bill = spend(till, member)
        month = f"{clock.today():%Y-%m}"
        paid = bill["setlinfo"]["acct_mulaid_pay"]
        page = text_of(phone_of(payer).get(f"/mutual-aid/statement/{month}/"))
        assert f"{paid} 元" in page and "您替家人付的" in page
        till.post(
            f"settlements/{bill['setl_id']}/refunds/",
            {"lines": [{"feedetl_sn": "1", "cnt": "1"}], "reason": "退药"},
        )
        page = text_of(phone_of(payer).get(f"/mutual-aid/statement/{month}/"))
        assert "退回" in page and "0.00 元" in page
        answer = phone_of(member).get(f"/mutual-aid/statement/{month}/table.csv")
        table = b"".join(answer.streaming_content).decode()
        assert table.startswith("\ufeff时间") and "退回" in table and f",{paid}\r\n" in table
        assert payer.person.name not in table and member.person.name not in table

    def test_hides_a_formula_in_the_name_of_a_place(self, payer, member, city):
        """T93."""
        till = world.Till(world.institution(city))
        till.place.name = "=HYPERLINK(1)"
        till.place.save()
        make_grant(payer, member, "PARENT")
        spend(till, member)
        answer = phone_of(payer).get(f"/mutual-aid/statement/{clock.today():%Y-%m}/table.csv")
        assert "'=HYPERLINK" in b"".join(answer.streaming_content).decode()

    @pytest.mark.parametrize("month", ["2026-13", "2026-00", "abcd-ef", "9999-01", "２０２６-01"])
    def test_knows_real_months_only(self, payer, month):
        assert phone_of(payer).get(f"/mutual-aid/statement/{month}/").status_code == 404

    def test_costs_the_same_for_many_bills(
        self, payer, member, till, django_assert_max_num_queries
    ):
        make_grant(payer, member, "PARENT")
        for _ in range(4):
            spend(till, member, "20.00")
        client = phone_of(payer)
        with django_assert_max_num_queries(17):
            text_of(client.get(f"/mutual-aid/statement/{clock.today():%Y-%m}/"))
