from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0004_live_report"),
    ]

    operations = [
        migrations.AddField(
            model_name="vendor",
            name="live_callback",
            field=models.CharField(blank=True, max_length=200, verbose_name="通知地址"),
        ),
        migrations.AddField(
            model_name="vendor",
            name="live_due_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="最迟答复"),
        ),
        migrations.AddField(
            model_name="vendor",
            name="live_networks",
            field=models.JSONField(blank=True, default=list, verbose_name="正式系统的地址"),
        ),
    ]
