"""Audit rows and their links never change (I23, T42)."""

from django.db import migrations

from yibao.kernel import guards


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("kernel", "0002_guards_and_live_tenant")]

    operations = [
        migrations.RunSQL(*guards.append_only("audit_auditevent")),
        migrations.RunSQL(*guards.append_only("audit_auditseal")),
    ]
