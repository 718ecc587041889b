"""Words of notices: versions of staff over the product's own (P190)."""

import pytest

from yibao.notices import services as notices
from yibao.notices.errors import TemplateMoveRefused, TemplateUnfit, WriterReleases
from yibao.notices.models import NoticeTemplate
from yibao.notices.services import templates
from yibao.notices.wording import UnfitWords, check_words, render_words, variables_of

from ..factories.accounts import CitizenFactory, StaffFactory

pytestmark = pytest.mark.django_db
BODY = "{{ name }}，您的医保码停用了{% if reason %}（{{ reason }}）{% endif %}。请拨 12393。"


def _draft(writer, body=BODY, title="医保码停用了", medium="INBOX", code="voucher_suspended"):
    return templates.draft(by=writer, code=code, medium=medium, title=title, body=body)


class TestReleasedWords:
    def test_are_what_people_receive(self, tenant):
        writer, other = StaffFactory(tenant=tenant), StaffFactory(tenant=tenant)
        templates.release(by=other, template=_draft(writer))
        reader = CitizenFactory(tenant=tenant)
        notice = notices.post(
            "voucher_suspended", by=None, user=reader, context={"name": "王*", "reason": "丢了"}
        )
        assert (notice.title, notice.body) == (
            "医保码停用了",
            "王*，您的医保码停用了（丢了）。请拨 12393。",
        )

    def test_give_way_to_the_products_own_when_retired(self, tenant):
        writer, other = StaffFactory(tenant=tenant), StaffFactory(tenant=tenant)
        row = templates.release(by=other, template=_draft(writer))
        templates.retire(by=other, template=row)
        reader = CitizenFactory(tenant=tenant)
        notice = notices.post("voucher_suspended", by=None, user=reader, context={"name": "王*"})
        assert notice.title == "医保码已停用"

    def test_replace_the_version_before(self, tenant):
        writer, other = StaffFactory(tenant=tenant), StaffFactory(tenant=tenant)
        first = templates.release(by=other, template=_draft(writer))
        second = templates.release(by=other, template=_draft(writer))
        first.refresh_from_db()
        assert (first.state, second.state, second.version) == ("RETIRED", "ACTIVE", 2)
        with pytest.raises(TemplateMoveRefused):
            templates.release(by=other, template=first)

    def test_are_not_released_by_their_writer(self, tenant):
        writer = StaffFactory(tenant=tenant)
        row = _draft(writer)
        with pytest.raises(WriterReleases):
            templates.release(by=writer, template=row)
        assert NoticeTemplate.objects.get(pk=row.pk).state == "DRAFT"


class TestUnfitWords:
    @pytest.mark.parametrize(
        "body",
        [
            "请打开 https://example.org 办理",
            "请回复您的密码",
            "请提供本人身份证号",
            "{{ certno }} 已停用",
            "{% include 'base.html' %}",
            "{% load static %}",
            "{{ name",
            "{% if name %}没有结束",
        ],
    )
    def test_are_refused_with_a_reason(self, tenant, body):
        with pytest.raises(TemplateUnfit) as refused:
            _draft(StaffFactory(tenant=tenant), body=body)
        assert refused.value.message

    def test_warnings_against_telling_a_password_are_welcome(self):
        check_words("请勿提供密码。", allowed=frozenset())

    def test_a_text_message_has_a_most_of_140_characters(self, tenant):
        with pytest.raises(TemplateUnfit):
            _draft(StaffFactory(tenant=tenant), medium="SMS", title="", body="长" * 141)

    def test_one_time_codes_keep_their_words(self, tenant):
        with pytest.raises(TemplateUnfit):
            _draft(StaffFactory(tenant=tenant), medium="SMS", code="login_code", body="{{ code }}")

    def test_an_unknown_kind_has_no_words(self, tenant):
        with pytest.raises(TemplateUnfit):
            _draft(StaffFactory(tenant=tenant), code="no_such_kind")

    def test_a_missing_closing_tag_is_told(self):
        with pytest.raises(UnfitWords):
            check_words("{% if name %}x", allowed=frozenset({"name"}))


class TestLanguage:
    def test_finds_variables_in_conditions_too(self):
        assert variables_of("{{ a|fen }}{% if b %}{{ c }}{% endif %}") == {"a", "b", "c"}

    def test_leaves_marks_as_they_are(self):
        assert render_words("{{ name }}", {"name": "<b>"}) == "<b>"
