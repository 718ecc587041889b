"""Shapes of what is asked and answered about stays in hospital."""

from rest_framework import serializers as s

from yibao.kernel.rest import StrictChoiceField, StrictSerializer, StrictTextField

from ..data.stays import DISCHARGE_WAYS
from .inputs import MomentField


class AdmissionInput(StrictSerializer):
    """Number and bed; without a number the one of the visit."""

    ipt_no = StrictTextField(max_length=40, required=False, allow_blank=True, default="")
    adm_bed = StrictTextField(max_length=30, required=False, allow_blank=True, default="")


class DischargeInput(StrictSerializer):
    """When and how the patient left."""

    endtime = MomentField()
    dscg_way = StrictChoiceField(choices=list(DISCHARGE_WAYS), required=False, default="1")


class InterimInput(StrictSerializer):
    """Nothing is needed: the year is the visit's own."""


class Part(s.Serializer):
    """住院的一段。"""

    visit_id = s.CharField()
    mdtrt_id = s.CharField()
    segment = s.IntegerField(help_text="第几段，从 1 起")
    year = s.IntegerField(help_text="这一段算哪一年")
    service_date = s.DateField(help_text="费用所属日；年度中间结算的是 12 月 31 日")
    status = s.CharField()


class Stay(s.Serializer):
    """住院。"""

    stay_id = s.CharField()
    status = s.CharField()
    ipt_no = s.CharField()
    adm_bed = s.CharField()
    begntime = s.DateTimeField()
    endtime = s.DateTimeField(allow_null=True)
    dscg_way = s.CharField()
    parts = Part(many=True)


class Interim(s.Serializer):
    """年度中间结算。"""

    closed = Part(help_text="截到 12 月 31 日的一段，接着试算、结算")
    running = Part(help_text="1 月 1 日起的一段")
    moved = s.IntegerField(help_text="移到新一段的费用条数")
    stay = Stay()
