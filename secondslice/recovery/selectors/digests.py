"""What happened since somebody was told last, and what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from secondslice.accounts import rules as roles
from secondslice.accounts.models import Membership, Workspace
from secondslice.pulse.selectors.held_back import HeldBack, held_back
from secondslice.recovery import rules
from secondslice.recovery.access import visible_cases
from secondslice.recovery.digests import FARTHEST_BACK, is_due
from secondslice.recovery.models import IS_OPEN, Case, Waiver
from secondslice.recovery.rules import State
from secondslice.recovery.selectors.clocks import is_confided
from secondslice.recovery.selectors.untouched import still_of, untouched_cases

MOST = 8
OVER = (State.WITHDRAWN, State.ERASED)


@dataclass(frozen=True, slots=True)
class Section:
    """Some cases of one kind - new, late, untouched, waiting or recovered - with the number of all."""

    kind: str
    cases: Sequence[Case]
    count: int

    @property
    def more(self) -> int:
        """Return how many are not shown."""
        return self.count - len(self.cases)


@dataclass(frozen=True, slots=True)
class Digest:
    """What one member is told."""

    since: datetime
    sections: list[Section] = field(default_factory=list)
    held_back: list[HeldBack] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to tell."""
        return not self.sections and not self.held_back

    @property
    def tells_confidences(self) -> bool:
        """Tell whether anything in it was said in confidence."""
        return any(is_confided(case) for section in self.sections for case in section.cases)


def digests_due(workspace: Workspace, at: datetime) -> list[Membership]:
    """Return who runs the PMO and has not been told of this day or week: one query."""
    found = Membership.objects.filter(
        workspace=workspace, role__in=roles.RUNS_THE_PMO, user__is_active=True
    ).exclude(digest=Membership.Digest.NONE)
    return [
        one
        for one in found.select_related("user", "workspace").order_by("pk")
        if is_due(one.digest, last=told_until(one), at=at, zone=workspace.time_zone)
    ]


def told_until(membership: Membership) -> datetime:
    """Return up to when this member knows everything: who has never had a digest, since he or she is here."""
    return membership.digest_at or membership.created_at


def digest_of(membership: Membership, *, at: datetime) -> Digest:
    """Return what happened since the last digest, and what waits; of confidences only to who keeps them."""
    since = max(told_until(membership), at - FARTHEST_BACK)
    cases = visible_cases(membership)
    still = still_of(membership.workspace, at)
    waivers = Waiver.objects.filter(workspace=membership.workspace_id, decided_at=None)
    to_decide = waivers.exclude(asked_by=membership.user_id).values("case")
    said = cases.filter(said_at__gt=since, said_at__lte=at).exclude(state__in=OVER)
    late = cases.filter(state__in=rules.TO_MEND, due_at__lte=at)
    recovered = cases.filter(state=State.RECOVERED, closed_at__gt=since, closed_at__lte=at)
    untouched = untouched_cases(cases, still)
    sections = [
        _section("new", said.order_by("said_at", "pk")),
        _section("late", late.order_by("due_at", "pk")),
        Section("untouched", untouched[:MOST], len(untouched)),
        _section("waiting", cases.filter(IS_OPEN, pk__in=to_decide).order_by("due_at", "pk")),
        _section("recovered", recovered.order_by("closed_at", "pk")),
    ]
    return Digest(since, [one for one in sections if one.count], held_back(membership))


def _section(kind: str, cases: QuerySet[Case]) -> Section:
    return Section(kind, list(cases[:MOST]), cases.count())
