from __future__ import annotations

from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    """A case that was open is new, or heard when somebody had talked; its time runs from when it was opened."""
    cases = apps.get_model("recovery", "Case").objects
    cases.filter(state="open", acknowledged_at=None).update(state="new")
    cases.filter(state="open").update(state="acknowledged")
    cases.filter(said_at=None).update(said_at=F("opened_at"))
    cases.filter(touched_at=None, acknowledged_at=None).update(touched_at=F("opened_at"))
    cases.filter(touched_at=None).update(touched_at=F("acknowledged_at"))


def empty(apps, schema_editor):
    """Back: heard and planned were one state with new."""
    cases = apps.get_model("recovery", "Case").objects
    cases.filter(state__in=["new", "acknowledged", "planned"]).update(state="open")


class Migration(migrations.Migration):
    dependencies = [("recovery", "0004_states_and_times")]
    operations = [migrations.RunPython(fill, empty, elidable=True)]
