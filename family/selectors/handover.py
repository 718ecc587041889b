"""Growing up, of one binding today: asked at each showing and by the tasks (P83, P84, T38)."""

from yibao.kernel import clock

from ..models import Binding
from ..rules import handover as rules
from . import policies


def standing(binding: Binding) -> rules.Standing:
    """What the member's age makes of a binding today, by the rules of the holder's area."""
    return rules.standing(
        binding,
        binding.member.birth_date,
        clock.today(binding.tenant),
        policies.of_person(binding.holder),
    )


def may_show(binding: Binding) -> bool:
    """Whether age lets the holder show the code today; the state is asked apart."""
    return standing(binding).may_show


def sees_bills(binding: Binding) -> bool:
    """Whether age and the member's own word let the holder see the bills (settled 1)."""
    return standing(binding).sees_bills
