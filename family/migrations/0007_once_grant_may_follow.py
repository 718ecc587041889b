"""A payer may say yes again for a visit whose earlier grant for once has ended (P113)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_face_check_consent"),
        ("cases", "0012_queue_indexes"),
        ("family", "0006_aid_guards"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="grant",
            name="family_grant_once_a_visit",
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True), ("kind", "ONCE")),
                fields=("payer", "for_visit"),
                name="family_grant_once_a_visit",
            ),
        ),
    ]
