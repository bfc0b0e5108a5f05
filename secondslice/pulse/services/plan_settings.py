"""Set how often a workspace asks, and at which moments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership, Workspace
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.pulse.chips import POINTS
from secondslice.pulse.modes import LEAST_SPREAD, LEAST_TOGETHER
from secondslice.pulse.plan_models import BY_HAND, AskRules, PlannedAsk, TastePoint
from secondslice.pulse.services.planning import seed_taste_points
from secondslice.pulse.services.wording import reword_point, tell_processes

MOST_POINTS = 12
WEIGHTS = {
    TastePoint.Moment.HALFWAY.value: 1,
    TastePoint.Moment.START.value: 2,
    TastePoint.Moment.MILESTONE.value: 3,
    TastePoint.Moment.END.value: 4,
}
"""Which of two questions stays when they fall together: the heavier."""


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


@dataclass(frozen=True, slots=True)
class PointFacts:
    """What is decided about one taste point. Without a label it is called as the product calls it."""

    label: str
    days_after: int
    longer_than: int
    is_active: bool
    asks_worth: bool
    question: str
    """Words of its own; nothing: those of all."""


@transaction.atomic
def change_points(*, by: Membership, points: Mapping[str, PointFacts], at: datetime) -> None:
    """Store when projects are tasted, what each point is called, and in which words it asks."""
    seed_taste_points(workspace=by.workspace)
    for point in TastePoint.objects.filter(workspace=by.workspace, code__in=points):
        facts = points[point.code]
        point.label = "" if facts.label == str(POINTS.get(point.code, "")) else facts.label
        point.days_after, point.longer_than = facts.days_after, facts.longer_than
        point.is_active, point.asks_worth = facts.is_active, facts.asks_worth
        point.save()
        reword_point(workspace=by.workspace, point=point.code, question=facts.question)
    _note(by, gettext_noop("changed when projects are asked about"), at=at)


@transaction.atomic
def add_point(
    *, by: Membership, label: str, moment: str, days_after: int, at: datetime
) -> TastePoint:
    """Add a moment at which every project is tasted. Raise RuleBroken when there are more than anybody can follow."""
    seed_taste_points(workspace=by.workspace)
    if TastePoint.objects.filter(workspace=by.workspace).count() >= MOST_POINTS:
        raise RuleBroken(
            _("There are %(most)s moments. Remove one, or customers are asked all the time.")
            % {"most": MOST_POINTS}
        )
    point = TastePoint.objects.create(
        workspace=by.workspace,
        code=_free_code(by.workspace, label),
        label=label,
        moment=moment,
        days_after=days_after,
        weight=WEIGHTS[moment],
        asks_worth=moment == TastePoint.Moment.END,
    )
    _note(by, gettext_noop("added a moment to ask"), subject=label, at=at)
    return point


@transaction.atomic
def remove_point(*, by: Membership, code: str, at: datetime) -> None:
    """Take a moment out: what is planned for it goes, what was asked stays. Raise RuleBroken when it is the last."""
    seed_taste_points(workspace=by.workspace)
    mine = TastePoint.objects.filter(workspace=by.workspace)
    point = mine.filter(code=code).first()
    if point is None:
        return
    if mine.count() == 1:
        raise RuleBroken(
            _("At least one moment must stay. Switch it off, if nobody is to be asked.")
        )
    reword_point(workspace=by.workspace, point=code, question="")
    point.delete()
    _note(by, gettext_noop("removed a moment to ask"), subject=str(point), at=at)


def _free_code(workspace: Workspace, label: str) -> str:
    """Return a code that no point has or ever had: what was asked under the old one stays asked."""
    used = set(TastePoint.objects.filter(workspace=workspace).values_list("code", flat=True))
    used |= set(
        PlannedAsk.objects.filter(workspace=workspace).values_list("point", flat=True).distinct()
    )
    used |= {BY_HAND, *POINTS}
    base = slugify(label)[:20] or "point"
    return next(
        code for n in range(1, 10_000) if (code := base if n == 1 else f"{base}-{n}") not in used
    )


def _note(by: Membership, verb: str, *, at: datetime, subject: str = "") -> None:
    audit(workspace=by.workspace, actor=by.user, verb=verb, subject=subject, at=at)
