"""Questions by hand that wait: for the hour, for the end of a day off, or for a day that the budget leaves.

Whoever was asked in confidence is here only for those who keep confidences: when they are asked next may depend on what
they said (`access.may_know_when`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from secondslice.accounts.models import Membership
from secondslice.projects.models import Project
from secondslice.pulse.access import may_send_now, may_take_back
from secondslice.pulse.budget import Why
from secondslice.pulse.plan_models import BY_HAND, AskRules, PlannedAsk
from secondslice.pulse.selectors.people import rules_of, zone_of
from secondslice.pulse.selectors.plans import planned

TURN = timedelta(hours=1)
"""What is due is looked at on every full hour (pulse.live_the_hour)."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A question by hand that waits, and what this member may do about it."""

    row: PlannedAsk
    at: datetime | None
    """When it leaves, as things stand; None: on no day."""
    may_take_back: bool
    may_send_now: bool

    @property
    def is_held(self) -> bool:
        """Tell whether it waits for something to be mended, so that its day is only the next look."""
        return self.row.why in {Why.CASE, Why.FULL}

    @property
    def why_words(self) -> str:
        """Return what moved it there; nothing where it waits for the hour alone."""
        return str(self.row.get_why_display()) if self.row.why else ""


def waits_of(
    membership: Membership, rows: Iterable[PlannedAsk], *, at: datetime
) -> dict[int, Wait]:
    """Return of these rows those by hand that wait, by key: one query, none where there are none."""
    mine = [row for row in rows if row.is_by_hand and row.state == PlannedAsk.State.PLANNED]
    if not mine:
        return {}
    rules = rules_of(membership.workspace)
    return {
        row.pk: Wait(
            row=row,
            at=_leaves_at(row, rules, at=at),
            may_take_back=may_take_back(membership, row),
            may_send_now=may_send_now(membership, row),
        )
        for row in mine
    }


def first_waits(membership: Membership, *, at: datetime, most: int) -> tuple[list[Wait], int]:
    """Return the soonest of what waits, as far as this member may know it, and how many more there are."""
    found = planned(membership).filter(point=BY_HAND, on__isnull=False).order_by("on", "pk")
    waits = list(waits_of(membership, found[:most], at=at).values())
    return waits, found.count() - len(waits) if len(waits) == most else 0


def waits_about(membership: Membership, project: Project, *, at: datetime) -> dict[int, Wait]:
    """Return what waits and was wanted by hand about a project, by person, whoever may know it: see `askable`."""
    found = PlannedAsk.objects.filter(
        project=project, point=BY_HAND, state=PlannedAsk.State.PLANNED
    )
    rows = found.select_related("contact", "asked_by")
    return {one.row.contact_id: one for one in waits_of(membership, rows, at=at).values()}


def _leaves_at(row: PlannedAsk, rules: AskRules, *, at: datetime) -> datetime | None:
    """Return the next full hour at which the mail may leave on its day, by the clock of the person."""
    if row.on is None:
        return None
    zone = ZoneInfo(zone_of(row.contact, workspace=rules.workspace))
    local = at.astimezone(zone)
    first = local.date() + timedelta(days=local.time() >= rules.closes)
    opens = datetime.combine(max(row.on, first), rules.opens, zone).astimezone(UTC)
    return on_the_hour(max(opens, at))


def on_the_hour(moment: datetime) -> datetime:
    """Return the first full hour from a moment on.

    >>> f"{on_the_hour(datetime(2026, 3, 6, 7, 30, tzinfo=UTC)):%H:%M}"
    '08:00'
    """
    full = moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return full if full == moment else full + TURN
