import django.db.models.deletion
import uuid
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """What was said before was said in the currency that its opportunity has now: no other is known."""
    opportunity = apps.get_model("funnel", "Opportunity")
    currency = opportunity.objects.filter(pk=OuterRef("opportunity")).values("currency")[:1]
    for name in ("DeliveryCheck", "Promise"):
        apps.get_model("funnel", name).objects.update(currency=Subquery(currency))


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_alerts_and_digest'),
        ('funnel', '0011_choice_keeps_words'),
    ]

    operations = [
        migrations.AddField("deliverycheck", "currency", models.CharField(max_length=3, default=""), preserve_default=False),
        migrations.AddField("promise", "currency", models.CharField(max_length=3, default=""), preserve_default=False),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
