"""Forms of the till for patients with a bed."""

from django import forms

from settlement.data.stays import DISCHARGE_WAYS
from yibao.kernel.formwords import PlainForm


class AdmissionForm(PlainForm):
    """Number and bed; both may stay empty."""

    ipt_no = forms.CharField(
        label="住院号", required=False, max_length=40, help_text="不填就用登记就诊时的号。"
    )
    adm_bed = forms.CharField(label="床位", required=False, max_length=30)


class DischargeForm(PlainForm):
    """How the patient leaves; the time is now."""

    dscg_way = forms.ChoiceField(
        label="离院方式", choices=tuple(DISCHARGE_WAYS.items()), initial="1"
    )
