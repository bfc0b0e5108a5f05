from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from django.db import migrations, models
from django.db.models import F, Max, OuterRef, Q, Subquery

BATCH = 500
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SINCE_THE_TALK = ["planned", "adjusted", "re_asked"]


def fill(apps, schema_editor):
    """A step counts from the No or the talk; after a plan, a change or a silence from what is written down of it."""
    cases = apps.get_model("recovery", "Case").objects
    cases.filter(acknowledged_at=None).update(began_at=F("said_at"))
    cases.exclude(acknowledged_at=None).update(began_at=F("acknowledged_at"))
    _fill_later_steps(apps, cases.filter(state__in=SINCE_THE_TALK))


def _fill_later_steps(apps, cases):
    notes = apps.get_model("recovery", "CaseNote").objects.filter(case=OuterRef("pk")).order_by()
    changes = apps.get_model("recovery", "Adjustment").objects.filter(case=OuterRef("pk"))
    newest = changes.order_by("-at", "-pk")
    found = cases.select_related("workspace").annotate(
        planned_at=Subquery(_last(notes.filter(kind="planned"))),
        silent_at=Subquery(_last(notes.filter(kind="no_answer", at__gte=OuterRef("said_at")))),
        changed_at=Subquery(newest.values("at")[:1]),
        starts_on=Subquery(newest.values("starts_on")[:1]),
    )
    batch = []
    for case in found.order_by("pk").iterator(BATCH):
        case.began_at = _began(case, changes.model)
        batch.append(case)
        if len(batch) == BATCH:
            cases.model.objects.bulk_update(batch, ["began_at"])
            batch = []
    cases.model.objects.bulk_update(batch, ["began_at"])


def _last(notes):
    return notes.values("case").annotate(last=Max("at")).values("last")


def _began(case, changes):
    talked = case.acknowledged_at
    if talked is None:  # to talk comes first: after a silence since it was taken up again by a change
        later = Q(case=case, at__gte=case.silent_at) if case.silent_at else Q(pk=None)
        taken_up = changes.objects.filter(later).order_by("at", "pk").values_list("at", flat=True)
        return taken_up.first() or case.said_at
    if case.state == "planned":
        return max(talked, case.planned_at or talked)
    if case.changed_at is None:
        return talked
    opening = datetime.combine(case.starts_on, time(9), ZoneInfo(case.workspace.time_zone))
    return max(talked, case.changed_at, opening)


def nothing(apps, schema_editor):
    """Back: the column goes, and the times of the steps stay."""


class Migration(migrations.Migration):
    dependencies = [("recovery", "0009_adjustments_in_the_log")]
    operations = [
        migrations.AddField(
            "case", "began_at", models.DateTimeField(default=EPOCH), preserve_default=False
        ),
        migrations.RunPython(fill, nothing),
        migrations.AlterField(
            model_name='casenote',
            name='why',
            field=models.CharField(blank=True, choices=[('person', 'the same person said No a short time ago'), ('cause', 'it is the same cause a second time at this customer'), ('blamed', 'the reasons are about the owner'), ('away', 'the owner is away'), ('gone', 'the owner does not look after such cases any more')], max_length=6),
        ),
    ]
