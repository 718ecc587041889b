"""Acts at counters move along their table."""

from django.db import migrations

from yibao.kernel import guards

PAIRS = [("WAITING", "DONE"), ("WAITING", "REFUSED"), ("WAITING", "EXPIRED")]


class Migration(migrations.Migration):
    dependencies = [("vouchers", "0006_apply_again")]

    operations = [
        migrations.RunSQL(*guards.moves("vouchers_counteract", "vouchers.counter_act", PAIRS)),
    ]
