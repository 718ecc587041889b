"""What family does when somebody leaves, and what it holds about a person."""

from typing import Any

from django.dispatch import receiver
from django.urls import reverse

from accounts.data import ConsentKind, OpenMatter
from accounts.events import (
    account_closing,
    consent_kinds_wanted,
    consent_withdrawn,
    export_wanted,
    open_matters_wanted,
    person_died,
    person_leaving,
)
from vouchers.data import CodePill, CounterMatter, IssuedCode, Relative
from vouchers.events import (
    code_pills_wanted,
    code_scanned,
    counter_matters_wanted,
    may_present_wanted,
    relative_code_wanted,
    relatives_wanted,
    scan_holders_wanted,
    scan_mismatched,
    voucher_closed,
)
from yibao.cases import four_eyes
from yibao.cases.events import Involved, case_decided, evidence_wanted, involved_wanted
from yibao.cases.looks import draws as look_draws
from yibao.kernel import outbox
from yibao.kernel.portable import Section

from .. import selectors
from ..data.notice import NOTICE_KIND
from ..events import consent_answered
from ..models import Binding
from ..selectors import matters, own_copy, reasons
from ..selectors import reviews as review_facts
from ..services import (
    bindings,
    desk,
    document_upkeep,
    drafts,
    handover,
    moves,
    prechecks,
    request_steps,
    requests,
    reviews,
    risks,
    showing,
    verdicts,
)
from ..states import ConsentState

# Reviews of papers: decided beside them, refused by two, by officers of the area (settled 18).
for _case_type in review_facts.CASE_TYPES:
    four_eyes.review_strictly(_case_type)
    look_draws.watch(_case_type, review_facts.look_percent)
desk.register(by=None)
reasons.register()


@receiver(counter_matters_wanted, dispatch_uid="family.counter_matters")
def offer_family_desk(sender: Any, person: Any, **_: Any) -> list[CounterMatter]:
    """The family account at the counter."""
    return [CounterMatter("亲情账户", reverse("family_desk:person", args=[person.pk]))]


@receiver(person_leaving, dispatch_uid="family.person_leaving")
def lock_in_order(sender: Any, person: Any, by: Any, **_: Any) -> None:
    """Holders and requests are locked before the voucher that closes next."""
    moves.lock_all_around(by=by, person=person)


@receiver(account_closing, dispatch_uid="family.account_closing_bindings")
def end_bindings_of_closed(sender: Any, user: Any, person: Any, by: Any, **_: Any) -> None:
    """Whoever leaves shows nobody's code, and nobody shows theirs; the others are told."""
    if person is not None:
        bindings.close_for(by=by, person=person, ending=Binding.Ending.CLOSING)


@receiver(person_died, dispatch_uid="family.person_died")
def end_bindings_of_the_dead(sender: Any, person: Any, by: Any, **_: Any) -> None:
    """Family displays close with a death, in both directions (P39, P85)."""
    bindings.close_for(by=by, person=person, ending=Binding.Ending.DEATH)


@receiver(voucher_closed, dispatch_uid="family.voucher_closed")
def end_displays_of_voucher(sender: Any, voucher: Any, by: Any, **_: Any) -> None:
    """Without a voucher there is nothing to show; what its person shows of others stays."""
    is_dead = voucher.person.deceased_on is not None
    ending = Binding.Ending.DEATH if is_dead else Binding.Ending.CLOSING
    bindings.close_for(by=by, person=voucher.person, ending=ending, as_holder=False)


@receiver(may_present_wanted, dispatch_uid="family.may_present")
def say_who_may_show(sender: Any, code: Any, person: Any, **_: Any) -> bool:
    """Whether the binding of a code that is being used up still stands (T40)."""
    holder_id = code.shown_by.person_id
    return selectors.bindings.showing_of(holder_id, person.pk) is not None


@receiver(scan_holders_wanted, dispatch_uid="family.scan_holders")
def name_holders(sender: Any, scan: Any, **_: Any) -> list[Any]:
    """Holders who learn of a scan and may answer 不是我."""
    shower_id = scan.code.shown_by_id if scan.code_id is not None else None
    return selectors.bindings.holders_to_tell(scan.person_id, shower_id)


@receiver(relatives_wanted, dispatch_uid="family.relatives")
def name_relatives_in_app(sender: Any, user: Any, client: Any, **_: Any) -> list[Relative]:
    """Whose codes a channel app may ask for."""
    return [
        Relative(row.ref, row.member, selectors.bindings.member_word(row))
        for row in selectors.bindings.of_holder(user.person)
        if selectors.bindings.is_showing(row)
    ]


@receiver(relative_code_wanted, dispatch_uid="family.relative_code")
def give_relatives_code(
    sender: Any, user: Any, client: Any, ref: str, unlocked_by: str, **_: Any
) -> IssuedCode:
    """A relative's code inside a channel app; refusals go through to the app."""
    return showing.show_in_app(by=user, client=client, ref=ref, unlocked_by=unlocked_by)


@receiver(code_pills_wanted, dispatch_uid="family.code_pills")
def name_relatives(sender: Any, user: Any, **_: Any) -> list[CodePill]:
    """The row of names on the code page."""
    return [
        CodePill(selectors.bindings.pill_word(row), reverse("family_code:code", args=[row.ref]))
        for row in selectors.bindings.of_holder(user.person)
    ]


@receiver(export_wanted, dispatch_uid="family.export")
def give_own_data(sender: Any, user: Any, person: Any, **_: Any) -> list[Section]:
    """Rights and requests in both directions, questions asked and answered."""
    if person is None:
        return []
    return [
        *selectors.own_data(person),
        *selectors.consents.own_data(person),
        *own_copy.of(person),
    ]


@receiver(open_matters_wanted, dispatch_uid="family.open_matters")
def name_open_matters(sender: Any, user: Any, person: Any, **_: Any) -> list[OpenMatter]:
    """Requests on their way."""
    return matters.open_matters(person) if person is not None else []


@receiver(account_closing, dispatch_uid="family.account_closing_papers")
def erase_papers(sender: Any, user: Any, person: Any, by: Any, **_: Any) -> None:
    """Drafts end and every picture of a paper is erased with its key (T54, T91)."""
    if person is not None:
        drafts.discard_of(by=by, person=person)
        document_upkeep.erase_all_of(by=by, person=person)


@receiver(case_decided, dispatch_uid="family.review")
def carry_out_review(sender: Any, case: Any, **_: Any) -> None:
    """Officers decided on a request or on its appeal."""
    if case.case_type in review_facts.CASE_TYPES:
        verdicts.carry_out(by=case.reviewer, case=case)


@receiver(involved_wanted, dispatch_uid="family.involved")
def name_involved(sender: Any, case: Any, **_: Any) -> Involved | None:
    """Holder, member, their relatives, and who decided before (T32, P181)."""
    return review_facts.involved(case)


@receiver(evidence_wanted, dispatch_uid="family.evidence")
def name_evidence(sender: Any, case: Any, **_: Any) -> list[dict[str, str]] | None:
    """The papers of the request as they are now (T35)."""
    request = review_facts.of_case(case)
    return review_facts.evidence(request) if request is not None else None


@receiver(account_closing, dispatch_uid="family.account_closing_requests")
def end_requests_of_closed(sender: Any, user: Any, person: Any, by: Any, **_: Any) -> None:
    """Whoever leaves asks for nothing any more."""
    if person is not None:
        requests.end_all_of(by=by, person=person)


@receiver(person_died, dispatch_uid="family.person_died_requests")
def end_requests_of_the_dead(sender: Any, person: Any, by: Any, **_: Any) -> None:
    """Requests of and about somebody who has died come to their end (P39, P177)."""
    requests.end_all_of(by=by, person=person)


@receiver(consent_kinds_wanted, dispatch_uid="family.consent_kinds")
def name_consents(sender: Any, **_: Any) -> tuple[ConsentKind, ...]:
    """The notice before naming a relative (P59)."""
    return (NOTICE_KIND,)


@receiver(consent_withdrawn, dispatch_uid="family.notice_withdrawn")
def forget_draft(sender: Any, user: Any, kind: str, by: Any, **_: Any) -> None:
    """Without the notice nothing is collected; what was sent goes its way."""
    if kind == NOTICE_KIND.kind and user.person_id is not None:
        drafts.discard_of(by=by, person=user.person)


@receiver(account_closing, dispatch_uid="family.account_closing_draft")
def forget_draft_of_closed(sender: Any, user: Any, person: Any, by: Any, **_: Any) -> None:
    """Whoever leaves sends nothing any more."""
    if person is not None:
        drafts.discard_of(by=by, person=person)


@receiver(consent_answered, dispatch_uid="family.consent_answered")
def go_on_with_answer(sender: Any, ask: Any, by: Any, **_: Any) -> None:
    """What a member's answer means for the request, or for a display that waited since 16."""
    if ask.request is not None:
        _FOR_REQUEST[ask.state](by=by, request=ask.request)
    elif ask.state == ConsentState.GIVEN:
        handover.take_over(by=by, binding=ask.binding, ask=ask)
    elif ask.state == ConsentState.REFUSED:
        handover.refuse(by=by, binding=ask.binding)
    else:
        handover.settle(by=by, binding=ask.binding)


_FOR_REQUEST = {
    ConsentState.GIVEN: reviews.consent_given,
    ConsentState.REFUSED: reviews.consent_refused,
    ConsentState.EXPIRED: reviews.consent_expired,
}


@outbox.handles(request_steps.PRECHECK_TOPIC)
def check_request(payload: dict[str, Any]) -> None:
    """The automatic checks that a submitted request is owed."""
    prechecks.run(by=None, request_id=payload["request"])


@receiver(code_scanned, dispatch_uid="family.code_scanned")
def owe_look_at_scan(sender: Any, scan: Any, **_: Any) -> None:
    """A scan of a code that a relative showed is looked at later: nobody waits for it (P91)."""
    risks.owe_scan(by=None, scan=scan)


@receiver(scan_mismatched, dispatch_uid="family.scan_mismatched")
def open_case_of_mismatch(sender: Any, scan: Any, statement: str, **_: Any) -> Any:
    """A counter said that the code which a relative showed is not the patient's (P88)."""
    return risks.note_mismatch(by=None, scan=scan, statement=statement)


@outbox.handles(risks.SCAN_TOPIC)
def look_at_scan(payload: dict[str, Any]) -> None:
    """Signals of misuse."""
    risks.note_scan(by=None, scan_id=payload["scan"])


@receiver(case_decided, dispatch_uid="family.risk_decided")
def carry_out_risk(sender: Any, case: Any, state: str, **_: Any) -> None:
    """Misuse that an officer upholds pauses the displays (P90)."""
    if case.case_type == risks.CASE_TYPE:
        risks.carry_out(by=case.reviewer, case=case, is_upheld=state == "APPROVED")


@receiver(involved_wanted, dispatch_uid="family.risk_involved")
def name_involved_in_risk(sender: Any, case: Any, **_: Any) -> Involved | None:
    """Both sides of what a case of risk is about (T32)."""
    if case.case_type != risks.CASE_TYPE:
        return None
    return Involved.of(risks.involved(by=None, case=case))
