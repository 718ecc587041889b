"""/code/channels/: where the voucher is open, ending one, opening it elsewhere (P12, P37)."""

from io import StringIO

import pytest
from django.core.management import call_command

from tests.factories import vouchers as make

from .channels import joined, make_app
from .test_authorize import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(tenant):
    return make_app(tenant)


@pytest.fixture
def phone(holder):
    """The holder's browser."""
    return browser(holder)


class TestCitizenPages:
    """/code/channels/ (P12, P37)."""

    @pytest.fixture
    def slot(self, bank, holder):
        return joined(holder, bank.channel)

    def test_list_where_the_voucher_is_open(self, phone, slot):
        words = phone.get("/code/channels/").content.decode()
        assert "本平台" in words and "就是这里" in words
        assert "示例银行" in words and "还没有出示过" in words and "最多 6 处" in words

    def test_ask_before_ending_and_say_what_stays_p37(self, phone, slot):
        page = f"/code/channels/{slot.ref}/end/"
        words = phone.get(page).content.decode()
        assert "正在亮着的码也扫不了" in words and "实体卡照常能用" in words
        assert phone.post(page, follow=True).redirect_chain[0][0] == "/code/channels/"
        slot.refresh_from_db()
        assert slot.ended_at
        assert phone.get(page).status_code == 404

    def test_show_a_stranger_nothing_t31(self, slot, tenant):
        stranger = browser(make.make_holder(tenant))
        page = f"/code/channels/{slot.ref}/end/"
        assert stranger.get(page).status_code == stranger.post(page).status_code == 404
        assert "示例银行" not in stranger.get("/code/channels/").content.decode()

    def test_say_how_to_open_it_elsewhere_p12(self, phone):
        call_command("import_channels", stdout=StringIO())
        words = phone.get("/code/channels/guide/").content.decode()
        assert "支付宝" in words and "工商银行" in words and "在微信里出示" in words

    def test_wait_for_a_voucher(self, tenant):
        newcomer = browser(make.make_user(make.make_person(tenant)), unlock=False)
        assert "还没有开通" in newcomer.get("/code/channels/").content.decode()
        assert newcomer.get("/code/channels/guide/").status_code == 200
