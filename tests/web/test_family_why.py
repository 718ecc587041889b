"""绑定了却用不了: the eleven checks of P92 in their order, with the real state of the relative."""

from datetime import date, timedelta

import pytest

from family.services import showing
from tests.factories import bindings as bound
from tests.factories import family as make
from tests.factories import vouchers as codes
from tests.factories import world
from vouchers.models import Scan, VoucherPolicy
from vouchers.services import scans
from yibao.kernel import clock

BACKEND = "django.contrib.auth.backends.ModelBackend"
WHY = "/help/binding-not-working/"
ADULT = date(1956, 3, 12)
TITLES = [
    "家人的医保码激活了没有",
    "绑定办完了没有",
    "您的密码能用吗",
    "医保码停用了没有",
    "家人参保正常吗",
    "参保地对不对",
    "那里能不能扫码",
    "家人账户里有钱吗",
    "超过限额或时间了吗",
    "绑定的人数超了吗",
    "信息同步了没有",
]


@pytest.fixture
def holder(tenant, city):
    return make.make_holder(tenant)


@pytest.fixture
def mother(tenant):
    return make.make_holder(tenant, name="李秀英", born=ADULT)


@pytest.fixture
def binding(holder, mother):
    return bound.make_binding(holder.person, mother.person, "PARENT")


@pytest.fixture
def page(client, holder):
    client.force_login(holder, backend=BACKEND)
    return lambda query="": client.get(WHY + query)


def first(answer):
    """The title of what is to be solved first."""
    found = answer.context["first"]
    return found.title if found else None


class TestOrder:
    def test_is_that_of_p92(self, page, binding):
        assert [check.title for check in page().context["checks"]] == TITLES

    def test_finds_nothing_where_nothing_is_wrong(self, page, binding):
        answer = page()
        assert first(answer) is None and "没查出问题" in answer.content.decode()

    def test_puts_the_earlier_of_two_first(self, page, holder, mother, binding):
        holder.person.voucher.pin_hash = ""
        holder.person.voucher.save()
        mother.person.enrolments.update(psn_insu_stas="2")
        assert first(page()) == TITLES[2]


class TestChecks:
    """One fault at a time, each with its remedy."""

    def test_1_the_voucher_is_not_active(self, page, mother, binding):
        mother.person.voucher.delete()
        answer = page()
        assert first(answer) == TITLES[0] and answer.context["first"].url

    def test_2_the_request_is_on_its_way(self, page, tenant, holder):
        request = make.make_submitted(holder.person, make.make_member(tenant), state="RETURNED")
        answer = page()
        assert first(answer) == TITLES[1]
        assert answer.context["first"].url == f"/family/requests/{request.ref}/fix/"

    def test_2_the_binding_is_paused(self, page, holder, mother):
        bound.make_binding(holder.person, mother.person, "PARENT", state="SUSPENDED")
        assert first(page()) == TITLES[1]

    def test_3_the_password_is_not_set(self, page, holder, binding):
        holder.person.voucher.pin_hash = ""
        holder.person.voucher.save()
        assert first(page()) == TITLES[2]

    def test_3_the_password_is_locked(self, page, holder, binding):
        holder.person.voucher.pin_locked_until = clock.now() + timedelta(minutes=20)
        holder.person.voucher.save()
        assert first(page()) == TITLES[2]

    @pytest.mark.parametrize("whose", ["holder", "mother"])
    def test_4_a_voucher_is_suspended_p87(self, request, page, binding, whose):
        voucher = request.getfixturevalue(whose).person.voucher
        voucher.state = "SUSPENDED"
        voucher.save()
        assert first(page()) == TITLES[3]

    def test_5_the_insurance_is_in_arrears(self, page, mother, binding):
        mother.person.enrolments.update(psn_insu_stas="2")
        assert first(page()) == TITLES[4]

    def test_5_the_insurance_is_not_found(self, page, mother, binding):
        mother.person.enrolments.all().delete()
        assert first(page()) == TITLES[4]

    def test_6_another_place_is_chosen_p19(self, page, mother, binding):
        row = mother.person.enrolments.get()
        mother.person.enrolments.update(insuplc_admdvs="510100", is_current=True)
        row.pk, row.is_current, row.insuplc_admdvs = None, False, "510600"
        row.save()
        assert first(page()) == TITLES[5]

    def test_6_insured_elsewhere_alone_is_no_fault(self, page, mother, binding):
        mother.person.enrolments.update(insuplc_admdvs="510100")
        assert first(page()) is None

    def test_7_the_last_scan_failed(self, page, tenant, holder, binding):
        self._scan(tenant, showing.show(by=holder, ref=binding.ref).code)
        assert first(page()) == TITLES[6]

    def test_7_what_the_member_showed_is_not_told(self, page, tenant, mother, binding):
        """T39: scans of the relative's own phone are the relative's business."""
        self._scan(tenant, codes.show(mother))
        answer = page()
        assert first(answer) is None and "德阳测试机构" not in answer.content.decode()

    def _scan(self, tenant, code):
        place = codes.make_institution(tenant)
        scans.redeem(by=codes.make_client(place), institution=place, ask=codes.make_ask(code=code))
        Scan.objects.update(outcome="voucher.code.expired")

    def test_8_the_account_is_empty_and_nothing_is_lent_k3(self, page, tenant, holder):
        other = world.insured(tenant, birth=ADULT)
        bound.make_binding(holder.person, other.person, "PARENT", sees_bills=True)
        answer = page()
        assert first(answer) == TITLES[7]
        assert "亲情账户里没有钱" in answer.context["first"].text
        assert answer.context["first"].url == "/family/compare/"

    def test_8_the_balance_is_not_told_without_the_scope(self, page, tenant, holder):
        other = world.insured(tenant, birth=ADULT, balance="123.45")
        bound.make_binding(holder.person, other.person, "PARENT")
        assert "123.45" not in page().content.decode()

    def test_9_the_hour_is_outside(self, page, binding):
        now = clock.local(clock.now())
        start = (now + timedelta(hours=2)).time().replace(microsecond=0)
        end = (now + timedelta(hours=3)).time().replace(microsecond=0)
        VoucherPolicy.objects.create(
            region_id="510600", valid_from=date(2020, 1, 1), service_from=start, service_to=end
        )
        assert first(page()) == TITLES[8]

    def test_10_the_places_are_taken(self, page, tenant, holder, binding):
        for _ in range(4):
            bound.make_binding(holder.person, make.make_member(tenant))
        check = page().context["checks"][9]
        assert check.state == "note" and "到上限" in check.text

    def test_11_the_insurance_is_young_p7(self, page, mother, binding):
        mother.person.enrolments.update(valid_from=clock.today() - timedelta(days=5))
        check = page().context["checks"][10]
        assert check.state == "note" and "1 到 3 个月" in check.text


class TestChoice:
    def test_is_by_name_and_never_by_number(self, page, tenant, holder, binding):
        other = bound.make_binding(holder.person, make.make_member(tenant))
        answer = page(f"?member={other.ref}")
        assert answer.context["chosen"].binding == other
        assert len(answer.context["choices"]) == 2

    def test_of_somebody_elses_binding_falls_back_t31(self, page, tenant, binding):
        stranger = make.make_holder(tenant)
        theirs = bound.make_binding(stranger.person, make.make_member(tenant))
        assert page(f"?member={theirs.ref}").context["chosen"].binding == binding


class TestSilentEnd:
    def test_reads_nothing_of_the_relative_and_admits_nothing(self, page, holder, mother):
        """Feature 29: it looks like a display that is out of order."""
        bound.make_binding(
            holder.person, mother.person, "PARENT", state="UNBOUND", ending="MEMBER",
            ended_silently=True, hidden_from=clock.now() + timedelta(days=30),
        )  # fmt: skip
        mother.person.enrolments.update(psn_insu_stas="2")
        answer = page()
        assert [check.title for check in answer.context["checks"]] == TITLES
        assert first(answer) == TITLES[10]
        assert "欠费" not in answer.content.decode() and "解除" not in answer.content.decode()


class TestWithoutAPerson:
    def test_tells_the_usual_reasons_in_the_order(self, client, city):
        answer = client.get(WHY)
        page = answer.content.decode()
        assert answer.status_code == 200 and "去登录" in page and "常见的原因" in page
        assert page.index("还没激活") < page.index("刚参保")

    def test_says_so_where_nobody_is_bound(self, page):
        assert "您还没有绑定家人" in page().content.decode()
