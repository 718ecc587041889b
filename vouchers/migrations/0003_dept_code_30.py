"""Departments of a scan and of a visit are named alike: 30 characters."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vouchers", "0002_guards")]

    operations = [
        migrations.AlterField(
            model_name="scan",
            name="dept_code",
            field=models.CharField(blank=True, max_length=30, verbose_name="科室编码"),
        ),
    ]
