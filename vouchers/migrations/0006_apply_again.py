"""A voucher that was closed by own wish may be applied for again."""

from django.db import migrations

FORWARD = """
INSERT INTO kernel_allowedmove (case_type, from_state, to_state)
VALUES ('vouchers.voucher', 'CLOSED', 'APPLIED');
"""
BACK = """
DELETE FROM kernel_allowedmove
WHERE case_type = 'vouchers.voucher' AND from_state = 'CLOSED' AND to_state = 'APPLIED';
"""


class Migration(migrations.Migration):
    dependencies = [("vouchers", "0005_answers_and_slips_stay")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
