"""Pages of policy versions: write, compare, prove, approve, work a month out, try (P195)."""

import json

import pytest

from settlement.models import PackCase, PackRun, PolicyPack
from settlement.services import packs, what_ifs
from tests.factories import world
from yibao.audit.models import AuditEvent
from yibao.kernel import clock

pytestmark = pytest.mark.django_db
TEXT = world.PACK.read_text("utf-8").replace('"2025.2"', '"2026.5"')
CASES = json.loads(world.CASES.read_text("utf-8"))


@pytest.fixture
def draft(city):
    return packs.import_pack(by=None, text=TEXT.replace('ratio: "0.92"', 'ratio: "0.93"'))


def read(browser, path, **query):
    answer = browser.get(f"/admin/policy/{path}", query)
    assert answer.status_code == 200
    return answer.content.decode()


def send(browser, path, **data):
    return browser.post(f"/admin/policy/{path}", data, follow=True).content.decode()


class TestWriting:
    def test_says_what_is_wrong_and_loses_nothing(self, city, console):
        text = TEXT.replace('start: "200.00"', "start: 200.5", 1)
        page = send(console.browser("finance"), "new/", text=text)
        assert "<code>benefits[0].start</code>" in page
        assert "不带引号的小数" in page and "start: 200.5" in page
        assert not PolicyPack.objects.filter(version="2026.5").exists()

    def test_of_no_yaml_names_the_line(self, city, console):
        page = send(console.browser("admin"), "new/", text="region: [")
        assert "不是有效的 YAML" in page and "region: [" in page
        assert "请填写内容" in send(console.browser("admin"), "new/", text=" ")

    def test_of_a_copy_shows_what_it_changes_and_takes_the_cases_along(self, city, console):
        browser = console.browser("finance")
        page = read(browser, "new/", **{"from": str(city.pack.pk)})
        assert "emp_outp_l3_work" in page
        text = TEXT.replace('ratio: "0.92"', 'ratio: "0.90"')
        path = f"new/?from={city.pack.pk}"
        page = send(browser, path, text=text, with_cases="on", preview="1")
        assert "emp_inp_l1_work" in page and "92%" in page and "90%" in page
        assert not PolicyPack.objects.filter(version="2026.5").exists()
        page = send(browser, path, text=text, with_cases="on")
        assert "草稿已存" in page and "还没有跑过" in page
        row = PolicyPack.objects.get(version="2026.5")
        assert row.cases.count() == len(CASES)

    def test_takes_a_file(self, city, console, tmp_path):
        sent = tmp_path / "pack.yaml"
        sent.write_text(TEXT, "utf-8")
        with sent.open("rb") as file:
            assert "草稿已存" in send(console.browser("admin"), "new/", file=file)
        sent.write_bytes(TEXT.encode("gb18030"))
        with sent.open("rb") as file:
            assert "UTF-8" in send(console.browser("admin"), "new/", file=file)

    def test_under_a_known_number_is_refused(self, city, console):
        text = world.PACK.read_text("utf-8").replace('"0.92"', '"0.91"')
        assert "请换版本号" in send(console.browser("finance"), "new/", text=text)


class TestReading:
    def test_lists_versions_and_shows_one_in_words(self, city, draft, console):
        page = read(console.browser("auditor"), "")
        assert "2025.2" in page and "还没有算例" in page
        page = read(console.browser("auditor"), f"{draft.pk}/")
        assert "每次住院" in page and "职工大额医疗补助" in page
        assert "跑全部算例" not in page and "改成新版本" not in page

    def test_compares_two_versions(self, city, draft, console):
        page = read(console.browser("auditor"), f"{draft.pk}/compare/")
        assert "待遇 emp_inp_l1_work" in page and "92%" in page and "93%" in page
        assert "待遇 emp_inp_l2_work" not in page


class TestProving:
    def test_shows_red_then_green_then_lets_approve(self, city, draft, console):
        packs.retire(by=None, pack_id=city.pack.pk, reason="换版本")
        finance, path = console.browser("finance"), f"{draft.pk}/"
        wrong = {**CASES[0], "expect": {"hifp_pay": "801.00"}}
        assert "放入了 1 个" in send(finance, f"{path}cases/add/", text=json.dumps(wrong))
        page = send(finance, f"{path}run/")
        assert "1 个和应得的结果不一样" in page
        assert "<code>setlinfo.hifp_pay</code> 应为 801.00，算出 800.00" in page
        assert "批准（第一人）" not in page
        approve = f"/admin/settlement/policypack/{draft.pk}/do/approve-first/"
        refused = finance.post(approve, {"reason": "看过了"}, follow=True).content.decode()
        assert "还有算例" in refused
        send(finance, f"{path}cases/add/", text=json.dumps(CASES))
        page = send(finance, f"{path}run/")
        assert "全部相符" in page and "批准（第一人）" in page
        finance.post(approve, {"reason": "看过了"})
        second = approve.replace("first", "second")
        console.browser("lead").post(second, {"reason": "看过了"})
        draft.refresh_from_db()
        assert draft.state == "ACTIVE"

    def test_shows_one_case_with_its_steps_and_takes_it_away(self, city, draft, console):
        world.proven(draft)
        row = PackCase.objects.get(pack=draft, title="DY03")
        path = f"{draft.pk}/cases/{row.pk}/"
        page = read(console.browser("auditor"), path)
        assert "83328.00" in page and "怎么算出来的" in page and "去掉这个算例" not in page
        finance = console.browser("finance")
        assert "以后跑算例不再看它" in read(finance, f"{path}remove/")
        assert "请写明原因" in send(finance, f"{path}remove/")
        assert "已去掉" in send(finance, f"{path}remove/", reason="数字有争议")
        assert not PackCase.objects.filter(pk=row.pk).exists()

    def test_names_what_is_wrong_with_a_case(self, city, draft, console):
        bad = {**CASES[0], "expect": {"hifp_pay": 8}}
        page = send(console.browser("finance"), f"{draft.pk}/cases/add/", text=json.dumps(bad))
        assert "<code>expect.hifp_pay</code>" in page and "DY01" in page

    def test_of_a_version_in_force_is_fixed(self, city, console):
        page = send(
            console.browser("finance"), f"{city.pack.pk}/cases/add/", text=json.dumps(CASES[0])
        )
        assert "算例不能再改" in page


class TestMonth:
    @pytest.fixture
    def run(self, city, draft, console):
        run = what_ifs.begin(by=console.user("finance"), pack_id=draft.pk, month=clock.today())
        return run

    def test_is_asked_for_and_worked_out(self, city, draft, console):
        finance = console.browser("finance")
        assert "请选择" in send(finance, f"{draft.pk}/what-if/", month="2099-01-01")
        month = finance.get(f"/admin/policy/{draft.pk}/").context["month_form"]
        page = send(finance, f"{draft.pk}/what-if/", month=month.fields["month"].choices[0][0])
        assert "正在算" in page
        while what_ifs.work_next(by=None):
            continue
        run = PackRun.objects.get(kind="WHAT_IF")
        page = read(console.browser("auditor"), f"what-if/{run.pk}/")
        assert "这个月没有账单" in page

    def test_shows_sums_bars_and_table(self, city, run, console):
        while what_ifs.work_next(by=None):
            continue
        page = read(console.browser("lead"), f"what-if/{run.pk}/")
        assert "<svg" in page and "张账单里" in page and "基金一共" in page
        answer = console.browser("lead").get(f"/admin/policy/what-if/{run.pk}/table.csv")
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        assert "谁付多少（元）" in text and "个人负担" in text
        assert AuditEvent.objects.filter(verb="settlement.pack.what_if_exported").exists()

    def test_of_another_world_is_not_found(self, run, console):
        from yibao.kernel.models import Tenant

        other = Tenant.objects.create(code="other", name="别处", kind="SANDBOX")
        user = console.user("auditor")
        browser = console.browser("auditor")
        user.tenant = other
        user.save()
        assert browser.get(f"/admin/policy/what-if/{run.pk}/").status_code == 404


class TestTrial:
    ASKED = {
        "trial": "settlement", "day": "2026-03-01", "insutype": "310", "psn_type": "11",
        "age": "45", "fixmedins_type": "1", "hosp_tier": "3", "med_type": "11",
        "remote": "none", "class_a": "800.00", "own": "100.00",
    }  # fmt: skip

    def test_answers_with_every_step_and_changes_nothing(self, city, console):
        browser = console.browser("finance")
        page = read(browser, "try/", trial="settlement")
        assert "按哪个版本" in page and "绑定家人" not in page
        before = AuditEvent.objects.count()
        page = read(browser, "try/", **self.ASKED, pack=str(city.pack.pk))
        assert "<dt>基金付</dt><dd>300.00 元" in page and "个人负担 500.00 元" in page
        assert "规则 P129" in page
        assert AuditEvent.objects.count() == before

    def test_asks_again_for_what_is_wrong(self, city, console):
        wrong = {**self.ASKED, "class_a": "0", "pack": "x"}
        assert "没有这个版本" in read(console.browser("lead"), "try/", **wrong)
        wrong = {**self.ASKED, "class_a": "0", "pack": str(city.pack.pk)}
        assert "至少填一项费用" in read(console.browser("lead"), "try/", **wrong)

    def test_offers_each_reader_their_own(self, city, console):
        assert "报销结算" not in read(console.browser("reviewer"), "try/")
        assert console.browser("reviewer").get(
            "/admin/policy/try/", {"trial": "settlement"}
        ).status_code == 404  # fmt: skip
        page = read(console.browser("lead"), "try/")
        assert "报销结算" in page and "绑定家人" in page
