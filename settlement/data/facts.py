"""What one benefit step worked out, kept as integers so that it can be explained later."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BandFact:
    """``part`` 分 of the base fell into a band with ``ratio_e8`` (× 10⁸): the fund owes ``amount``.

    ``low`` and ``high`` (分, ``high`` None for open) are the band's limits as the pack counts.
    """

    low: int
    high: int | None
    ratio_e8: int
    part: int
    amount: int


@dataclass(frozen=True, slots=True)
class BenefitFact:
    """One applied benefit, in 分.

    ``in_scope`` what the step was given; ``start`` the standard asked; ``used`` what the yearly
    counter already held; ``dedc`` the deductible taken now; ``base`` what the bands shared;
    ``bands`` the shares; ``cap_left`` what the cap still allowed (None: no cap); ``over_cap``
    what the cap cut off; ``amount`` what the fund pays; ``continues`` that an earlier part of the
    stay has asked for the deductible already (P144).
    """

    benefit: str
    fund: str
    kind: str
    start_scope: str
    in_scope: int
    start: int
    used: int
    dedc: int
    base: int
    bands: tuple[BandFact, ...]
    gross: int
    cap_left: int | None
    over_cap: int
    amount: int
    adjusted: tuple[str, int] | None = None
    continues: bool = False
