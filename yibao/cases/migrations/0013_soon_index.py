from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_queue_indexes")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state__in", ["OPEN", "IN_REVIEW"])),
                fields=["tenant", "promised_days", "due_at", "id"],
                name="cases_case_soon",
            ),
        ),
    ]
