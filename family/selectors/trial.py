"""The trial of the rules: which way a request would take, what it needs, and why (P46–P84).

It asks the same rules and tables as a real request and writes nothing. What hangs on real people
(voucher, insurance, counters) is named as a limit, not looked up.
"""

from collections.abc import Iterator
from datetime import datetime, time

from vouchers.selectors import policies as voucher_policies
from yibao.cases import sla
from yibao.cases.trials import LOOK, NO, OK, Answer, Part, Row
from yibao.kernel import calendar, clock

from ..data import Branch, Policy, Relation
from ..data.policy import REQUESTS_A_DAY
from ..data.relations import BRANCH_WORDS, RELATION_WORDS
from ..data.steps import STEP_WORDS, Step
from ..data.trial import Question
from ..models import ProofSet
from ..rules import age_text, prechecks, trial
from ..rules import steps as step_rules
from ..rules.handover import GROWN_UP
from ..rules.prechecks import Side
from . import policies

_OFFICE_OPENS = time(9)


def answer(question: Question) -> Answer:
    """Everything the rules say of it."""
    policy = policies.of(question.region, question.day)
    branch = trial.branch_of(question.document, question.member_born, question.day, policy)
    ways = policies.proof_sets(branch, question.relation, question.region)
    hindrances = tuple(_hindrances(question, policy, branch, ways))
    headline, mark = f"按“{BRANCH_WORDS[branch]}”办理", OK
    if any(row.mark == NO for row in hindrances):
        headline, mark = "不能在网上办", NO
    elif hindrances:
        mark = LOOK
    parts = (
        Part("先看能不能办", hindrances or (Row("条件", "没有不能办的地方", mark=OK),)),
        Part("怎么办", tuple(_path(question, policy, branch))),
        _papers(branch, ways, policy),
        Part("谁要同意", tuple(_consents(question, policy, branch))),
        Part("谁来审、多久", tuple(_review(question, policy, branch))),
        Part("数量上限", tuple(_limits(question, policy))),
        _years(question, policy),
    )
    return Answer(headline, mark, parts)


def _hindrances(
    question: Question, policy: Policy, branch: Branch, ways: list[ProofSet]
) -> Iterator[Row]:
    age = prechecks.years_between(question.day, question.holder_born)
    if question.holder_born > question.day or age < policy.holder_min_age:
        why = f"这一天 {max(age, 0)} 岁，要满 {policy.holder_min_age} 岁"
        yield Row("申请人的年龄", "不够", why, "P52", NO)
    if question.relation not in policy.relations:
        offered = "、".join(RELATION_WORDS[one] for one in policy.relations)
        yield Row("关系", "当地不办", f"当地办：{offered}", "P47", NO)
    if not _ages_fit(question):
        yield Row("年龄和关系", "对不上", "申请时会请他核对；提交了由人看，不自动通过", "P63", LOOK)
    path = prechecks.judge_path(branch, question.member_born, question.day, policy)
    if path.outcome == prechecks.LOOK:
        yield Row("办理方式", "和年龄不合", "新生儿的办法只给未满 1 岁的孩子", "P67", NO)
    needs_paper = not (branch == Branch.NEWBORN and policy.newborn_instant)
    if needs_paper and not ways:
        yield Row("材料", "没有可用的证明方式", "到窗口办，或请管理员录入证明方式", "P63", NO)


def _ages_fit(question: Question) -> bool:
    """Genders are not asked for; for a couple it is enough that one way round fits."""
    pairs = (("1", "2"), ("2", "1"))
    return any(
        prechecks.judge_ages(
            question.relation,
            Side(question.holder_born, holder),
            Side(question.member_born, member),
            question.day,
        ).outcome
        == prechecks.OK
        for holder, member in pairs
    )


def _path(question: Question, policy: Policy, branch: Branch) -> Iterator[Row]:
    age = age_text(question.member_born, question.day)
    why = trial.why_path(question.member_born, question.day, policy)
    yield Row("家人的年龄", age, why, "P54、P55")
    if trial.is_leap_birth(question.member_born):
        yield Row("2 月 29 日出生", "平年按 2 月 28 日满岁", rule="P56")
    yield Row(
        "办理方式", BRANCH_WORDS[branch], "提交那天定下；审核时满岁了，通过前再问本人", "P54、P58"
    )
    without = {Step.FACE} if not policy.holder_face_first else set()
    words = [STEP_WORDS[step] for step in step_rules.order(branch, without=without)]
    yield Row("步骤", " → ".join(words), rule="P59–P62")
    if question.member_region and question.member_region != question.region:
        yield Row("参保地不同", "可以办", "绑定只出示医保码，不看参保地", "P45", OK)


def _papers(branch: Branch, ways: list[ProofSet], policy: Policy) -> Part:
    rows = [_way(way) for way in ways]
    rows.append(Row("承诺书", "系统出文，申请人签名", rule="P62"))
    if branch == Branch.ADULT and policy.member_photo_needed:
        rows.append(Row("近期免冠照片", "要交", "当地开了照片比对", "P64"))
    notes = {
        Branch.ADULT: "登记系统查到同样的关系，就不用交证明材料。",
        Branch.NEWBORN: "出生登记查得到，就不用交材料；查不到再交。",
    }
    several = "下面的证明方式，齐一种就行。" if len(ways) > 1 else ""
    return Part("要交什么", tuple(rows), notes.get(branch, "") + several)


def _way(way: ProofSet) -> Row:
    slots = [
        slot.title if slot.is_required else f"{slot.title}（需要时）" for slot in way.slots.all()
    ]
    rule = "P68" if way.branch == Branch.OTHER_DOCUMENT else "P63"
    return Row(way.title, "、".join(slots), way.note, rule)


def _consents(question: Question, policy: Policy, branch: Branch) -> Iterator[Row]:
    yield Row("申请人", "同意告知书，签承诺书", rule="P59、P62")
    if policy.holder_face_first:
        yield Row("申请人", "先本人刷脸", "当地要求", "P65")
    if trial.needs_consent(question.member_born, question.day, policy):
        why = f"{policy.consent_ttl_hours} 小时内答复；可以在申请人手机上刷脸加本人手机验证码"
        yield Row("家人本人", "刷脸并同意", why, "P54、P65、P66、P75")
        return
    yield Row("家人本人", "不用，也不刷脸", "未到年龄，由监护人签告知书", "P65、P66")
    if branch == Branch.NEWBORN:
        yield Row("妈妈", "本人刷脸", "核对出生医学证明上的母亲", "P67")


def _review(question: Question, policy: Policy, branch: Branch) -> Iterator[Row]:
    begins = datetime.combine(question.day, _OFFICE_OPENS, tzinfo=clock.SHANGHAI)
    due = sla.promise(begins, policy.review_workdays, (), calendar.overrides())
    yield Row(
        "承诺时间",
        f"{policy.review_workdays} 个工作日，最迟 {due:%Y-%m-%d %H:%M}",
        "按工作日历；等补正、等本人同意时不计时",
        "P76、P180",
    )
    yield from _instant(policy, branch)
    yield from _second(question)
    yield Row(
        "补正",
        f"最多 {policy.return_max} 次，每次等 {policy.return_wait_workdays} 个工作日",
        "超过次数按规则结束，可以到窗口办",
        "P77、P178",
    )
    yield Row("申请复核", f"{policy.appeal_workdays} 个工作日内，由另一位审核员看", rule="P184")


def _instant(policy: Policy, branch: Branch) -> Iterator[Row]:
    if branch == Branch.NEWBORN and policy.newborn_instant:
        yield Row("即时办成", "可以", "出生登记核对一致，妈妈刷脸通过", "P67、P74", OK)
    if branch == Branch.CHILD and policy.match_instant:
        yield Row("即时办成", "可以", "登记的关系一致，没有疑点", "P74", OK)
    if policy.auto_approval and branch != Branch.OTHER_DOCUMENT:
        why = f"得分满 {policy.auto_score}，没有疑点；其中 {policy.auto_sample_percent}% 仍由人看"
        yield Row("按公开规则通过", "可以", why, "P181", OK)


def _second(question: Question) -> Iterator[Row]:
    if Relation(question.relation).is_other:
        yield Row("第二个人", "要", "配偶、父母、子女以外的关系", "P181", LOOK)
    elif question.at_counter:
        yield Row("第二个人", "要", "窗口代办，申请人没有刷脸", "P181", LOOK)
    else:
        yield Row("第二个人", "有风险提示或被抽中时要；不通过都要两个人", rule="P181")


def _limits(question: Question, policy: Policy) -> Iterator[Row]:
    card = voucher_policies.of(question.member_region or question.region, question.day)
    yield Row("一个人最多绑定", f"{policy.max_members} 位家人，在办的也占名额", rule="P48")
    yield Row("一个月最多新绑", f"{policy.max_new_binds_a_month} 位", rule="K12")
    yield Row("一天最多提交", f"{REQUESTS_A_DAY} 次", rule="K12")
    yield Row(
        "家人的医保码",
        f"最多 {card.max_channels} 个渠道，一个月最多 {card.max_new_binds_a_month} 位新的绑定人",
        "按家人的参保地",
        "P15",
    )
    yield Row("同一个人", "只绑一次，不能绑自己", rule="P50、P51")


def _years(question: Question, policy: Policy) -> Part:
    found = trial.points(question.relation, question.member_born, question.day, policy)
    rows = tuple(Row(f"{one.day:%Y-%m-%d}", one.words, rule=one.rule) for one in found)
    if not rows:
        rows = (Row("以后", f"已满 {policy.adult_age} 岁，年龄不再改变什么"),)
        grown = trial.needs_consent(question.member_born, question.day, policy)
        if not grown or question.relation == Relation.WARD:
            rows = (Row("以后", f"已满 {GROWN_UP} 岁，按现在的监护证明办"),)
    return Part("办成以后", rows)
