"""Pages of one relative: the code, details, usage, ends, password, balance (A2, A3)."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import FaceCheck
from family.models import Binding
from family.services import bindings, showing
from tests.factories import bindings as factory
from tests.factories import family as make
from tests.factories import vouchers as voucher_factory
from vouchers.models import DynamicCode, Voucher
from vouchers.services import scans, suspension
from yibao.audit.models import AuditEvent
from yibao.kernel import proof

pytestmark = pytest.mark.django_db
ADULT = date(1956, 3, 12)


@pytest.fixture
def holder(tenant):
    return make.make_holder(tenant)


@pytest.fixture
def mother(tenant):
    return make.make_holder(tenant, name="李秀英", born=ADULT)


@pytest.fixture
def bound(holder, mother):
    return factory.make_binding(holder.person, mother.person, "PARENT")


def signed_in(user, *, proved=True):
    client = Client()
    client.force_login(user)
    if proved:
        session = client.session
        session[proof.PROVED_AT] = int(timezone.now().timestamp())
        session[proof.PROVED_BY] = proof.PASSWORD
        session[proof.PROVED_IN] = user.proof_epoch
        session.save()
    return client


def words(answer):
    return answer.content.decode()


class TestCodePage:
    def test_names_the_member_in_banner_heading_and_title(self, holder, bound):
        page = words(signed_in(holder).get(f"/code/m/{bound.ref}/"))
        assert "您正在出示 李*英（母亲）的医保码" in page or "您正在出示 李*英（父亲）" in page
        assert "<h1>李*英的医保码</h1>" in page and "换回我自己" in page
        assert DynamicCode.objects.get().shown_by == holder

    def test_asks_for_the_holders_proof_and_comes_back(self, holder, bound):
        answer = signed_in(holder, proved=False).get(f"/code/m/{bound.ref}/")
        assert answer.status_code == 302 and "/code/unlock/" in answer.url
        assert bound.ref in answer.url and not DynamicCode.objects.exists()

    def test_asks_for_the_proof_also_when_the_own_insurance_has_ended(self, tenant, mother):
        holder = make.make_holder(tenant, stas="4")
        bound = factory.make_binding(holder.person, mother.person, "PARENT")
        client = signed_in(holder, proved=False)
        to = client.get(f"/code/m/{bound.ref}/").url
        assert client.get(to).status_code == 200

    def test_has_bars_and_digits(self, holder, bound):
        page = words(signed_in(holder).get(f"/code/m/{bound.ref}/barcode/"))
        assert "换回二维码" in page and "yb-code__pic--bar" in page

    def test_names_everybody_on_the_own_code_page(self, holder, bound):
        page = words(signed_in(holder).get("/code/"))
        assert f"/code/m/{bound.ref}/" in page and 'aria-label="给谁出示"' in page

    def test_renews_by_fetch(self, holder, bound):
        client = signed_in(holder)
        answer = client.post(f"/code/m/{bound.ref}/", headers={"X-Requested-With": "fetch"})
        assert answer.status_code == 200 and 'id="code-card"' in words(answer)

    def test_is_not_there_for_strangers_t31(self, tenant, mother, bound):
        for other in (mother, make.make_holder(tenant)):
            for path in ("", "barcode/", "status/"):
                answer = signed_in(other).get(f"/code/m/{bound.ref}/{path}")
                assert answer.status_code == 404

    @pytest.mark.parametrize(
        ("state", "more", "said"),
        [
            ("SUSPENDED", {"suspension_reason": "CONSENT_16"}, "等家人同意"),
            ("SUSPENDED", {"suspension_reason": "MISUSE"}, "这个绑定暂停了"),
            ("UNBOUND", {}, "绑定已解除"),
            ("CLOSED", {"ending": "DEATH"}, "绑定已结束"),
            ("CLOSED", {"ending": "MISUSE"}, "绑定已停止"),
        ],
    )
    def test_says_why_there_is_no_code(self, holder, mother, state, more, said):
        bound = factory.make_binding(holder.person, mother.person, "PARENT", state=state, **more)
        page = words(signed_in(holder).get(f"/code/m/{bound.ref}/"))
        assert said in page and "code-form" not in page
        assert not DynamicCode.objects.exists()

    def test_says_that_the_members_code_is_suspended_p87(self, holder, mother, bound):
        suspension.suspend(by=mother, voucher=mother.person.voucher)
        assert "家人的医保码已停用" in words(signed_in(holder).get(f"/code/m/{bound.ref}/"))

    def test_says_that_the_member_is_not_insured(self, tenant, holder):
        member = make.make_member(tenant, stas="4")
        bound = factory.make_binding(holder.person, member)
        assert "没查到家人的参保信息" in words(signed_in(holder).get(f"/code/m/{bound.ref}/"))

    def test_says_that_the_own_code_is_stopped(self, holder, bound):
        suspension.suspend(by=holder, voucher=holder.person.voucher)
        assert "先看您自己的医保码" in words(signed_in(holder).get(f"/code/m/{bound.ref}/"))

    def test_says_nothing_of_a_silent_end_feature_29(self, holder, mother, bound):
        bindings.unbind(by=mother, ref=bound.ref, silently=True)
        page = words(signed_in(holder).get(f"/code/m/{bound.ref}/"))
        assert "暂时用不了" in page and "解除" not in page
        Binding.objects.update(hidden_from=timezone.now())
        assert signed_in(holder).get(f"/code/m/{bound.ref}/").status_code == 404


class TestStatus:
    def test_leads_to_the_receipt_of_the_scan(self, tenant, holder, bound):
        till = voucher_factory.make_client(voucher_factory.make_institution(tenant))
        client = signed_in(holder)
        code = client.get(f"/code/m/{bound.ref}/").context["code"]
        assert client.get(f"/code/m/{bound.ref}/status/").json()["state"] == "waiting"
        ask = voucher_factory.make_ask(code=code.code)
        scan = scans.redeem(by=till, institution=till.institution, ask=ask).scan
        found = client.get(f"/code/m/{bound.ref}/status/").json()
        assert found == {"state": "scanned", "url": f"/code/scanned/{scan.scan_id}/"}
        assert client.get(found["url"]).status_code == 200

    def test_says_that_the_binding_was_ended_meanwhile(self, holder, mother, bound):
        client = signed_in(holder)
        client.get(f"/code/m/{bound.ref}/")
        bindings.unbind(by=mother, ref=bound.ref)
        found = client.get(f"/code/m/{bound.ref}/status/").json()
        assert found == {"state": "stopped", "url": f"/code/m/{bound.ref}/"}


class TestMemberPage:
    def test_shows_what_stands_between_the_two(self, holder, bound):
        page = words(signed_in(holder).get(f"/family/{bound.ref}/"))
        assert "家人没有开放" in page and "出示医保码" in page

    @pytest.mark.parametrize("path", ["", "usage/", "remove/", "pin/"])
    def test_is_the_holders_alone_t31(self, tenant, mother, bound, path):
        for other in (mother, make.make_holder(tenant)):
            assert signed_in(other).get(f"/family/{bound.ref}/{path}").status_code == 404

    def test_usage_names_own_showings_only_t39(self, tenant, holder, mother, bound):
        till = voucher_factory.make_client(voucher_factory.make_institution(tenant))
        ask = voucher_factory.make_ask(code=voucher_factory.show(mother))
        scans.redeem(by=till, institution=till.institution, ask=ask)
        url = f"/family/{bound.ref}/usage/"
        assert till.institution.name not in words(signed_in(holder).get(url))
        bindings.set_scope(by=mother, ref=bound.ref, sees_bills=True)
        assert till.institution.name in words(signed_in(holder).get(url))

    def test_usage_survives_the_end_p81(self, holder, mother, bound):
        showing.show(by=holder, ref=bound.ref)
        bindings.unbind(by=holder, ref=bound.ref)
        assert "出示医保码" in words(signed_in(holder).get(f"/family/{bound.ref}/usage/"))


class TestRemove:
    def test_asks_first_and_then_ends_p79(self, holder, bound):
        client = signed_in(holder)
        assert "正在显示的码马上作废" in words(client.get(f"/family/{bound.ref}/remove/"))
        assert client.post(f"/family/{bound.ref}/remove/").status_code == 302
        bound.refresh_from_db()
        assert (bound.state, bound.ending) == ("UNBOUND", "HOLDER")


class TestBoundBy:
    def test_lists_who_may_show_and_ends_it_p80(self, holder, mother, bound):
        client = signed_in(mother)
        assert "王*国" in words(client.get("/family/bound-by/"))
        client.post(f"/family/bound-by/{bound.ref}/end/", {"silently": "on"})
        bound.refresh_from_db()
        assert (bound.ending, bound.ended_silently) == ("MEMBER", True)
        assert "没有人绑定您" in words(client.get("/family/bound-by/"))

    def test_lets_a_guardian_end_anothers_binding_of_the_child_p80(self, tenant, holder, mother):
        child = make.make_member(tenant)
        factory.make_binding(holder.person, child)
        other = factory.make_binding(mother.person, child, "GRANDCHILD")
        client = signed_in(holder)
        assert "李*英" in words(client.get("/family/bound-by/"))
        assert client.post(f"/family/bound-by/{other.ref}/end/").status_code == 302
        other.refresh_from_db()
        assert other.ending == "GUARDIAN"

    def test_is_nobody_elses_t31(self, tenant, holder, bound):
        for other in (holder, make.make_holder(tenant)):
            assert signed_in(other).get(f"/family/bound-by/{bound.ref}/end/").status_code == 404


class TestPin:
    def proved(self, user, person):
        """A browser of ``user`` in which ``person`` has just passed the face check."""
        from accounts.services import face

        check = FaceCheck.objects.create(
            user=user, person=person, purpose="PIN_RESET", outcome="PASSED",
            began_at=timezone.now(), ended_at=timezone.now(),
        )  # fmt: skip
        client = signed_in(user)
        session = client.session
        session["face_binding"] = "x" * 20
        session["face_result:PIN_RESET"] = face.result_token(by=user, check=check, session="x" * 20)
        session.save()
        return client

    def test_of_a_grown_member_takes_the_members_face_p29(self, holder, mother, bound):
        url = f"/family/{bound.ref}/pin/"
        assert "本人在您的手机上刷脸" in words(signed_in(holder).get(url))
        own = self.proved(holder, holder.person)
        assert "刷脸" in words(own.post(url, {"pin": "846219", "pin_again": "846219"}))
        before = Voucher.objects.get(person=mother.person)
        client = self.proved(holder, mother.person)
        client.post(url, {"pin": "846219", "pin_again": "846219"})
        after = Voucher.objects.get(person=mother.person)
        assert after.pin_hash != before.pin_hash and after.generation == before.generation + 1
        assert mother.notices.filter(code="family_pin_reset").exists()

    def test_of_a_child_takes_the_holders_face_p29(self, tenant, holder):
        child = make.make_member(tenant)
        bound = factory.make_binding(holder.person, child)
        client = self.proved(holder, holder.person)
        url = f"/family/{bound.ref}/pin/"
        assert "6 位数字" in words(client.get(url))
        client.post(url, {"pin": "846219", "pin_again": "846219"})
        assert Voucher.objects.get(person=child).pin_hash
        assert FaceCheck.objects.get(user=holder).used_at is not None


class TestBalance:
    def test_is_closed_until_the_member_opens_it(self, holder, mother, bound):
        url = f"/m/{bound.ref}/balance/"
        assert "家人没有开放" in words(signed_in(holder).get(url))
        assert not AuditEvent.objects.filter(verb="settlement.member.balance_viewed").exists()
        bindings.set_scope(by=mother, ref=bound.ref, sees_bills=True)
        assert "您不能用" in words(signed_in(holder).get(url))

    def test_tells_the_member_of_each_look_feature_62(self, holder, mother, bound):
        bindings.set_scope(by=mother, ref=bound.ref, sees_bills=True)
        signed_in(holder).get(f"/m/{bound.ref}/balance/")
        page = words(signed_in(mother).get("/me/privacy/"))
        assert "看了您的余额和一年花费" in page and "绑定您的家人" in page

    def test_of_a_child_is_open_and_of_strangers_not_there(self, tenant, holder):
        bound = factory.make_binding(holder.person, make.make_member(tenant))
        url = f"/m/{bound.ref}/balance/"
        assert "没有个人账户" in words(signed_in(holder).get(url))
        assert signed_in(make.make_holder(tenant)).get(url).status_code == 404

    def test_closes_with_the_grace_of_16(self, tenant, holder):
        young = make.make_member(tenant, born=timezone.localdate() - timedelta(days=16 * 366))
        bound = factory.make_binding(
            holder.person, young, state="CONSENT_PENDING_16", consented_at=None
        )
        assert "家人没有开放" in words(signed_in(holder).get(f"/m/{bound.ref}/balance/"))


class TestChannelsPage:
    def test_leads_to_the_binding_that_a_relatives_place_belongs_to(self, holder, mother):
        from tests.vouchers.channels import make_channel
        from vouchers.models import ChannelSlot

        make_channel("SELF", name="本平台")
        bound = factory.make_binding(holder.person, mother.person, "PARENT")
        showing.show(by=holder, ref=bound.ref)
        slot = ChannelSlot.objects.get(is_own=False)
        client = signed_in(mother)
        page = words(client.get("/code/channels/"))
        assert "王*国（替您出示）" in page and "谁绑定了我" in page
        assert client.get(f"/code/channels/{slot.ref}/end/").url == "/family/bound-by/"
        bindings.unbind(by=mother, ref=bound.ref)
        slot.refresh_from_db()
        assert slot.ended_at is not None
