"""Authenticators that were stored with a readable secret move into the sealed table."""

from django.db import migrations

OLD = "otp_totp_totpdevice"
COLUMNS = "user_id, name, confirmed, key, drift, last_t"


def copy(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if OLD not in connection.introspection.table_names(cursor):
            return
        cursor.execute(f"SELECT {COLUMNS} FROM {OLD}")  # noqa: S608
        found = cursor.fetchall()
    sealed = apps.get_model("accounts", "Authenticator")
    for user_id, name, confirmed, key, drift, last_t in found:
        sealed.objects.create(
            user_id=user_id, name=name, confirmed=confirmed, key=key, drift=drift, last_t=last_t
        )
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; DROP TABLE {OLD}")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_sealed_authenticator")]

    operations = [migrations.RunPython(copy, migrations.RunPython.noop)]
