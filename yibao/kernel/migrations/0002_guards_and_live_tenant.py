"""Trigger functions that all apps use, and the live tenant."""

from django.db import migrations

from yibao.kernel import guards


def add_live_tenant(apps, schema_editor):
    """The live installation is a tenant like the others."""
    tenant = apps.get_model("kernel", "Tenant")
    rows = tenant.objects.using(schema_editor.connection.alias)
    rows.get_or_create(code="live", defaults={"name": "正式", "kind": "LIVE"})


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [
        migrations.RunSQL(guards.FUNCTIONS, guards.FUNCTIONS_BACK),
        migrations.RunPython(add_live_tenant, migrations.RunPython.noop),
    ]
