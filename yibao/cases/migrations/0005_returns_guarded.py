"""Cases may be returned and closed by rule; decisions never change."""

from django.db import migrations

from yibao.kernel import guards

FORWARD = """
INSERT INTO kernel_allowedmove (case_type, from_state, to_state) VALUES
    ('cases.case', 'OPEN', 'CLOSED'),
    ('cases.case', 'IN_REVIEW', 'RETURNED'),
    ('cases.case', 'IN_REVIEW', 'CLOSED'),
    ('cases.case', 'RETURNED', 'OPEN'),
    ('cases.case', 'RETURNED', 'WITHDRAWN'),
    ('cases.case', 'RETURNED', 'CLOSED');
"""
BACKWARD = """
DELETE FROM kernel_allowedmove
 WHERE case_type = 'cases.case' AND 'RETURNED' IN (from_state, to_state)
    OR case_type = 'cases.case' AND to_state = 'CLOSED';
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_returns_and_decisions")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunSQL(*guards.append_only("cases_decision")),
    ]
