from __future__ import annotations

from typing import Any

from django.db import migrations


def supersede(apps: Any, schema_editor: Any) -> None:
    """Of reports about the same, drawn on different days, let only the one that was issued last stand.

    The others are superseded from the moment on at which the next one was issued; copies of them that still wait are
    left out, as when a report is issued again.
    """
    report = apps.get_model("reports", "Report")
    copy = apps.get_model("reports", "ReportCopy")
    later: dict[tuple[object, ...], Any] = {}
    names = ("pk", "workspace", "kind", "customer", "language", "begins_on", "issued_at")
    rows = report.objects.filter(superseded_at=None).order_by("-issued_at", "-pk")
    for pk, workspace, kind, customer, language, begins_on, issued_at in rows.values_list(*names):
        about = (workspace, kind, customer, language, begins_on if kind == "executive" else None)
        if about in later:
            report.objects.filter(pk=pk).update(superseded_at=later[about])
            copy.objects.filter(share__report=pk, state="waiting").update(
                state="left_out", why="replaced", again_at=None, left_out_at=later[about]
            )
        later[about] = issued_at


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_copies_say_why")]

    operations = [migrations.RunPython(supersede, migrations.RunPython.noop)]
