from __future__ import annotations

from django.db import migrations
from django.db.models import F, OuterRef, Subquery

STAGES = (
    ("lead", "open", 14),
    ("prospect", "open", 30),
    ("proposal", "open", 30),
    ("on_hold", "on_hold", 90),
    ("won", "won", 0),
    ("lost", "lost", 0),
    ("postponed", "postponed", 0),
    ("void", "void", 0),
)
REASONS = ("no_budget", "own_people", "other_supplier", "too_dear", "too_late", "no_need", "silent", "other")


def fill(apps, schema_editor):
    """Give every workspace its stages; what stood in one means what it meant, what was lost keeps its words."""
    stages, reasons = apps.get_model("funnel", "FunnelStage"), apps.get_model("funnel", "LostReason")
    opportunities = apps.get_model("funnel", "Opportunity").objects
    changes = apps.get_model("funnel", "StageChange").objects
    for workspace in apps.get_model("accounts", "Workspace").objects.values_list("pk", flat=True):
        stages.objects.bulk_create(
            stages(workspace_id=workspace, code=code, kind=kind, stale_days=days, position=place)
            for place, (code, kind, days) in enumerate(STAGES, 1)
        )
        reasons.objects.bulk_create(
            reasons(workspace_id=workspace, code=code, position=place)
            for place, code in enumerate(REASONS, 1)
        )
    for code, kind, _days in STAGES:
        opportunities.filter(stage=code).update(kind=kind)
        changes.filter(after=code).update(kind_after=kind)
        changes.filter(before=code).update(kind_before=kind)
    opportunities.filter(stage="lost", lost_code="").update(lost_code="other")
    newest = changes.filter(opportunity=OuterRef("pk")).order_by("-at", "-pk").values("at")[:1]
    opportunities.filter(stage_since=None).update(stage_since=Subquery(newest))
    opportunities.filter(stage_since=None).update(stage_since=F("opened_at"))


def empty(apps, schema_editor):
    """Back: what is on hold or postponed was a lead before there were such stages; what never was one was lost."""
    opportunities = apps.get_model("funnel", "Opportunity").objects
    fixed = ["lead", "prospect", "proposal", "won", "lost"]
    for kind, stage in (("open", "lead"), ("on_hold", "lead"), ("won", "won"), ("lost", "lost")):
        opportunities.filter(kind=kind).exclude(stage__in=fixed).update(stage=stage)
    opportunities.filter(kind="postponed").update(stage="lead", closed_at=None)
    opportunities.filter(kind="void").update(stage="lost", lost_reason="-")
    opportunities.filter(stage="lost", lost_reason="").update(lost_reason=F("lost_code"))
    changes = apps.get_model("funnel", "StageChange").objects
    changes.exclude(before__in=[*fixed, ""]).update(before="lead")
    changes.exclude(after__in=fixed).update(after="lead")
    apps.get_model("funnel", "FunnelStage").objects.all().delete()
    apps.get_model("funnel", "LostReason").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("funnel", "0002_stages_to_set")]
    operations = [migrations.RunPython(fill, empty, elidable=True)]
