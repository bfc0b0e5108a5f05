"""The stages of a workspace's funnel and its reasons for losing: where they start, and how they are changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership, Workspace
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.funnel.models import FunnelStage, LostReason
from secondslice.funnel.rules import NEEDED, OTHER_REASON
from secondslice.funnel.selectors.stages import (
    all_stages,
    count_in,
    first_reasons,
    first_stages,
    in_use,
    lost_reasons,
)

MOST_STAGES, MOST_REASONS = 12, 20


@dataclass(frozen=True, slots=True)
class StageLine:
    """What a workspace decides about one stage. An empty name: the product's own."""

    code: str
    name: str
    position: int
    stale_days: int
    is_used: bool


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """What a workspace decides about one reason for losing. An empty name: the product's own."""

    code: str
    name: str
    position: int
    is_shown: bool


@transaction.atomic
def seed_stages(*, workspace: Workspace) -> None:
    """Give a workspace the stages and reasons that it begins with. Doing it twice changes nothing."""
    if not FunnelStage.objects.filter(workspace=workspace).exists():
        FunnelStage.objects.bulk_create(first_stages(workspace), ignore_conflicts=True)
    if not LostReason.objects.filter(workspace=workspace).exists():
        LostReason.objects.bulk_create(first_reasons(workspace), ignore_conflicts=True)


@transaction.atomic
def change_stages(*, by: Membership, lines: Sequence[StageLine], at: datetime) -> None:
    """Name the stages, order them, say when one is stale, and take those out of use in which nothing stands."""
    seed_stages(workspace=by.workspace)
    stages = all_stages(by.workspace)
    for line in lines:
        found = stages.get(line.code)
        if found is None:
            continue
        if not line.is_used and found.retired_at is None:
            _must_be_empty(found, count_in(by.workspace, found.code))
            found.retired_at = at
        elif line.is_used:
            found.retired_at = None
        is_products = line.name == FunnelStage(code=found.code).label
        found.name = "" if is_products else line.name
        found.position, found.stale_days = line.position, line.stale_days
    used = list(in_use(stages).values())
    _must_have_all_kinds({one.kind for one in used})
    _must_differ([one.label for one in used])
    fields = ["name", "position", "stale_days", "retired_at"]
    FunnelStage.objects.bulk_update(stages.values(), fields)
    _note(by, gettext_noop("changed the stages of the funnel"), at)


@transaction.atomic
def add_stage(*, by: Membership, name: str, kind: str, stale_days: int, at: datetime) -> None:
    """Add a stage behind those of its kind."""
    seed_stages(workspace=by.workspace)
    stages = all_stages(by.workspace)
    if len(in_use(stages)) >= MOST_STAGES:
        raise RuleBroken(
            _("A funnel has at most %(most)s stages. Take one out of use first.")
            % {"most": MOST_STAGES}
        )
    _must_differ([*(one.label for one in in_use(stages).values()), name])
    last = max((one.position for one in stages.values() if one.kind == kind), default=0)
    FunnelStage.objects.create(
        workspace=by.workspace,
        code=_free_code(name, set(stages)),
        name=name,
        kind=kind,
        position=last + 1,
        stale_days=stale_days,
    )
    _note(by, gettext_noop("added a stage to the funnel"), at, name)


@transaction.atomic
def change_lost_reasons(*, by: Membership, lines: Sequence[ReasonLine], at: datetime) -> None:
    """Name the reasons for losing, order them, and say which are offered."""
    seed_stages(workspace=by.workspace)
    reasons = {one.code: one for one in lost_reasons(by.workspace)}
    for line in lines:
        found = reasons.get(line.code)
        if found is None:
            continue
        is_products = line.name == LostReason(code=found.code).label
        found.name = "" if is_products else line.name
        found.position = line.position
        found.is_shown = line.is_shown or found.code == OTHER_REASON
    _must_differ([one.label for one in reasons.values()])
    LostReason.objects.bulk_update(reasons.values(), ["name", "position", "is_shown"])
    _note(by, gettext_noop("changed the reasons for losing"), at)


@transaction.atomic
def add_lost_reason(*, by: Membership, name: str, at: datetime) -> None:
    """Add a reason for losing."""
    seed_stages(workspace=by.workspace)
    reasons = lost_reasons(by.workspace)
    if len(reasons) >= MOST_REASONS:
        raise RuleBroken(
            _("There can be %(most)s reasons at most. Give one of them another name.")
            % {"most": MOST_REASONS}
        )
    _must_differ([*(one.label for one in reasons), name])
    LostReason.objects.create(
        workspace=by.workspace,
        code=_free_code(name, {one.code for one in reasons}),
        name=name,
        position=max(one.position for one in reasons) + 1,
    )
    _note(by, gettext_noop("added a reason for losing"), at, name)


def _must_be_empty(stage: FunnelStage, count: int) -> None:
    if count:
        raise RuleBroken(
            _("%(count)s opportunities stand in “%(stage)s”. Move them first, then take it out.")
            % {"count": count, "stage": stage.label}
        )


def _must_have_all_kinds(kinds: set[str]) -> None:
    if not kinds.issuperset(NEEDED):
        raise RuleBroken(
            _("A funnel needs an open stage, one that is won and one that is lost. Keep one each.")
        )


def _must_differ(names: Sequence[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise RuleBroken(
                _("“%(name)s” is there twice. Give each its own name.") % {"name": name}
            )
        seen.add(name.casefold())


def _free_code(name: str, taken: set[str]) -> str:
    """Return a code made of the name that nothing else has."""
    base = slugify(name)[:24] or "own"
    codes = [base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))]
    return next(code for code in codes if code not in taken)


def _note(by: Membership, verb: str, at: datetime, subject: str = "") -> None:
    audit(workspace=by.workspace, actor=by.user, verb=verb, subject=subject, at=at)
