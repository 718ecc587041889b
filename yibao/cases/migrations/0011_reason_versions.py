"""Versions of reasons: drafted by one, activated by another; a version never goes back (feature 35).

The database keeps the words of every version that was active, and what was given: a use belongs to
the case of its decision, and nobody gives a reason that is still a draft.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE OR REPLACE FUNCTION cases_keep_reason() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state = 'RETIRED' OR (OLD.state <> 'DRAFT' AND
       (to_jsonb(OLD) - 'state' - 'retired_at') IS DISTINCT FROM
       (to_jsonb(NEW) - 'state' - 'retired_at')) THEN
        RAISE EXCEPTION 'reason: what was said to people stays as it was'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.state = 'ACTIVE' AND NEW.state = 'DRAFT' THEN
        RAISE EXCEPTION 'reason: a version that was in use is no draft again'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION cases_check_reason_use() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM cases_decision d
          JOIN cases_case c ON c.id = d.case_id
          JOIN cases_reason r ON r.tenant_id = c.tenant_id
         WHERE d.id = NEW.decision_id AND c.id = NEW.case_id AND r.id = NEW.reason_id
           AND r.active_from IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'reason use: not of this case, or never in use'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_reasonuse_fits BEFORE INSERT ON cases_reasonuse
    FOR EACH ROW EXECUTE FUNCTION cases_check_reason_use();
"""
BACKWARD = """
DROP TRIGGER cases_reasonuse_fits ON cases_reasonuse;
DROP FUNCTION cases_check_reason_use();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0010_review_desk_guarded"),
        ("kernel", "0003_working_days"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="reason",
            name="activated_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="启用人",
            ),
        ),
        migrations.AddConstraint(
            model_name="reason",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "DRAFT")),
                fields=("tenant", "case_type", "code"),
                name="cases_reason_one_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="reason",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("activated_by__isnull", True),
                    ("created_by__isnull", True),
                    models.Q(("activated_by", models.F("created_by")), _negated=True),
                    _connector="OR",
                ),
                name="cases_reason_activated_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="reason",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "ACTIVE"), _negated=True),
                    models.Q(("active_from__isnull", False), ("created_by__isnull", True)),
                    models.Q(("activated_by__isnull", False), ("active_from__isnull", False)),
                    _connector="OR",
                ),
                name="cases_reason_active_by_somebody",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
