"""The form that asks for a new test person; what is left open gets the usual."""

from typing import Any

from django import forms

from yibao.kernel.formwords import PlainForm

from ..demo import made, tails
from ..demo.made import Wish

_USUAL = ("", "由系统定")


class WishForm(PlainForm):
    """Who is wished for; whether such a person can be is said by ``making.make``."""

    kind = forms.ChoiceField(
        label="什么人", choices=[(name, one.words) for name, one in made.KINDS.items()]
    )
    age = forms.IntegerField(
        label="年龄（选填）",
        required=False,
        min_value=0,
        max_value=99,
        help_text="周岁。在职职工和成年居民 18–59，孩子 0–15，老人 60–99。",
        error_messages={
            name: "年龄请填 0–99 的整数。" for name in ("invalid", "min_value", "max_value")
        },
    )
    insurance = forms.ChoiceField(
        label="险种（选填）",
        required=False,
        choices=[_USUAL, *made.INSURANCES.items()],
        help_text="只有老人可以选。",
    )
    relative = forms.ChoiceField(
        label="一位家人（选填）",
        required=False,
        choices=[("", "孩子带家长，别人不带"), *made.RELATIVES.items()],
        help_text="同时生成，已经绑定亲情账户。",
    )
    tail = forms.ChoiceField(
        label="人员编号的尾号",
        choices=[(one.tail, f"{one.tail} {one.result}") for one in tails.PEOPLE],
        help_text="决定这个人是什么状态。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    @property
    def wish(self) -> Wish:
        """What was chosen, after ``is_valid``."""
        return Wish(**self.cleaned_data)
