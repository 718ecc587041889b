"""What an officer looks at before agreeing, in order; stored with each decision (P176)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One line; ``from_16`` is asked only where the member answers for the own matters."""

    code: str
    words: str
    from_16: bool = False


CHECKS = (
    Check("identity", "姓名、证件号和材料一致"),
    Check("pictures", "照片清楚、页数齐，不是翻拍，没有改动"),
    Check("relation", "材料上的关系和填写的一致（户口本不是同一本也可以）"),
    Check("age_path", "提交那天的年龄和办理方式对得上"),
    Check("promise", "承诺书的版本、签名和姓名都对"),
    Check("notice", "同意了告知书"),
    Check("consent", "家人本人的同意和刷脸", from_16=True),
    Check("counters", "没有超过名额和每月数量"),
    Check("risks", "看过风险提示"),
    Check("duplicates", "没有重复的绑定和申请"),
)


def for_request(*, needs_consent: bool) -> tuple[Check, ...]:
    """The lines that fit a request."""
    return tuple(check for check in CHECKS if needs_consent or not check.from_16)
