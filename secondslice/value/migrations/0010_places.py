from django.db import migrations, models
from django.db.models import F


def fill(apps, schema_editor):
    """Only what its author read then: that it stands on the menu and, where the page said so, in mails."""
    published = apps.get_model("value", "Testimonial").objects.filter(state="published")
    published.update(on_storefront=True, in_bulletin=F("in_mails"))


class Migration(migrations.Migration):

    dependencies = [
        ("value", "0009_outlook"),
    ]

    operations = [
        *[
            migrations.AddField("testimonial", name, models.BooleanField(default=False))
            for name in ("on_wall", "on_storefront", "in_reports", "in_bulletin")
        ],
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
