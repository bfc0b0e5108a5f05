"""Set how often a workspace asks, and at which moments."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.pulse.modes import LEAST_SPREAD, LEAST_TOGETHER
from secondslice.pulse.plan_models import AskRules, TastePoint
from secondslice.pulse.services.planning import seed_taste_points
from secondslice.pulse.services.wording import tell_processes


@transaction.atomic
def change_rules(*, by: Membership, values: dict[str, Any], at: datetime) -> None:
    """Store how often one person may hear from the workspace, and who may know what is answered.

    What was sent keeps its mode, and what was sealed its groups. Raise RuleBroken for groups that are too small.
    """
    together, spread = values.get("least_together"), values.get("least_spread")
    if (together or LEAST_TOGETHER) < LEAST_TOGETHER or (spread or LEAST_SPREAD) < LEAST_SPREAD:
        raise RuleBroken(
            _(
                "Fewer than %(together)s people, or %(spread)s for reasons, would tell who said what."
            )
            % {"together": LEAST_TOGETHER, "spread": LEAST_SPREAD}
        )
    tell_processes(by.workspace)  # the number stands on the pages
    AskRules.objects.update_or_create(workspace=by.workspace, defaults=values)
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("changed how often people are asked"),
        subject="",
        at=at,
    )


@transaction.atomic
def change_points(
    *, by: Membership, points: dict[str, dict[str, int | bool]], at: datetime
) -> None:
    """Store when projects are tasted: for each point its days, its length, and whether it is used."""
    seed_taste_points(workspace=by.workspace)
    for point in TastePoint.objects.filter(workspace=by.workspace, code__in=points):
        for name, value in points[point.code].items():
            setattr(point, name, value)
        point.save(update_fields=list(points[point.code]))
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("changed when projects are asked about"),
        subject="",
        at=at,
    )
