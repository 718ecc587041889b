"""The steps of a request, and their order in each branch (wireframe 4)."""

from enum import StrEnum

from .relations import Branch


class Step(StrEnum):
    """One step of the wizard; the proof method and the slots belong to DOCUMENTS."""

    NOTICE = "NOTICE"
    FACE = "FACE"
    MEMBER = "MEMBER"
    PLACE = "PLACE"
    MOTHER = "MOTHER"
    DOCUMENTS = "DOCUMENTS"
    PROMISE = "PROMISE"
    CHECK = "CHECK"


#: How a missing step is called on the check page and in refusals.
STEP_WORDS: dict[str, str] = {
    Step.NOTICE: "看告知书并同意",
    Step.FACE: "您本人刷脸",
    Step.MEMBER: "家人的姓名、证件号和关系",
    Step.PLACE: "家人的参保地",
    Step.MOTHER: "妈妈本人刷脸",
    Step.DOCUMENTS: "材料照片",
    Step.PROMISE: "签承诺书",
    Step.CHECK: "核对后提交",
}

#: Every branch in its order; FACE, MOTHER and DOCUMENTS fall out where a request needs none.
ORDERS: dict[str, tuple[Step, ...]] = {
    Branch.CHILD: (
        Step.NOTICE,
        Step.FACE,
        Step.MEMBER,
        Step.PLACE,
        Step.DOCUMENTS,
        Step.PROMISE,
        Step.CHECK,
    ),
    Branch.ADULT: (
        Step.NOTICE,
        Step.FACE,
        Step.MEMBER,
        Step.PLACE,
        Step.DOCUMENTS,
        Step.PROMISE,
        Step.CHECK,
    ),
    Branch.NEWBORN: (
        Step.NOTICE,
        Step.FACE,
        Step.MEMBER,
        Step.MOTHER,
        Step.PLACE,
        Step.DOCUMENTS,
        Step.PROMISE,
        Step.CHECK,
    ),
    Branch.OTHER_DOCUMENT: (
        Step.NOTICE,
        Step.FACE,
        Step.MEMBER,
        Step.PLACE,
        Step.DOCUMENTS,
        Step.PROMISE,
        Step.CHECK,
    ),
}
#: Until the relative is named, the longest usual way is announced.
USUAL = Branch.CHILD
