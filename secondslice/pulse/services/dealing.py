"""Deal the days: what each person's budget leaves of what the plan wants, and the reason where that is another day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction

from secondslice.accounts.models import User, Workspace
from secondslice.accounts.selectors import lead_of
from secondslice.core.rows import update_rows
from secondslice.customers.models import Contact
from secondslice.projects.models import Project
from secondslice.pulse.budget import Planned, Why, Wish, schedule
from secondslice.pulse.plan_models import PlannedAsk
from secondslice.pulse.selectors.people import Holds, Standing, standings

BATCH = 500


def deal_days(
    *,
    workspace: Workspace,
    at: datetime,
    holds: Holds,
    contacts: Collection[int] | None = None,
) -> None:
    """Give every planned occasion the day that its person's budget leaves, or the reason why it has none."""
    rows = PlannedAsk.objects.filter(workspace=workspace, state=PlannedAsk.State.PLANNED)
    if contacts is not None:
        rows = rows.filter(contact__in=contacts)
    everybody = list(rows.order_by("contact").values_list("contact", flat=True).distinct())
    for start in range(0, len(everybody), BATCH):
        people = list(
            Contact.objects.filter(pk__in=everybody[start : start + BATCH]).select_related(
                "customer", "preference"
            )
        )
        found = standings(workspace, people, at=at, holds=holds)
        deal_to(workspace=workspace, turns=list(found.values()), holds=holds)


def deal_to(
    *, workspace: Workspace, turns: Sequence[Standing], holds: Holds
) -> dict[int, list[PlannedAsk]]:
    """Deal days to these people, and return what is planned for each. What was sent meanwhile is not touched."""
    waiting: dict[int, list[PlannedAsk]] = {one.contact.pk: [] for one in turns}
    for row in _waiting(workspace, list(waiting)):
        waiting[row.contact_id].append(row)
    lead = lead_of(workspace).pk if holds.owners else None
    changed: list[PlannedAsk] = []
    for standing in turns:
        changed += deal(
            standing=standing, rows=waiting[standing.contact.pk], holds=holds, lead=lead
        )
    with transaction.atomic():
        update_rows(changed, ["on", "why"], state=PlannedAsk.State.PLANNED)
    return waiting


def deal(
    *, standing: Standing, rows: Sequence[PlannedAsk], holds: Holds, lead: int | None
) -> list[PlannedAsk]:
    """Put its day and its reason into each of one person's planned rows, and return those that changed.

    Nothing is read or stored: pulse/tests/years.py calls it too. `lead` mends what nobody else would. What somebody
    wants by hand comes first: of two that are wanted on one day the plan's own gives way.
    """
    rows = sorted(rows, key=lambda row: not row.is_by_hand)
    wishes = [
        Wish(
            row,
            row.project_id,
            row.wanted_on,
            row.at_close,
            holds.owners.get(row.project.manager_id or lead or 0),
        )
        for row in rows
    ]
    found = schedule(wishes, standing.person, standing.limits, today=standing.today)
    return [one.wish.key for one in found if _take(one, today=standing.today)]


def _waiting(workspace: Workspace, contacts: Collection[int]) -> list[PlannedAsk]:
    """Return what is planned for these people. Many rows share a person and a project: each is read and made once.

    By `in_bulk`, which asks in portions: SQLite refuses one question about a thousand projects.
    """
    found = PlannedAsk.objects.filter(
        workspace=workspace, contact__in=contacts, state=PlannedAsk.State.PLANNED
    )
    rows = list(found.order_by("project__name", "wanted_on", "pk"))
    projects = Project.objects.select_related("manager").in_bulk({row.project_id for row in rows})
    people = Contact.objects.in_bulk({row.contact_id for row in rows})
    askers = User.objects.in_bulk({row.asked_by_id for row in rows if row.asked_by_id})
    for project in projects.values():
        project.workspace = workspace
    for row in rows:
        row.project, row.contact = projects[row.project_id], people[row.contact_id]
        if row.asked_by_id:
            row.asked_by = askers[row.asked_by_id]
    return rows


def _take(one: Planned[PlannedAsk], *, today: date) -> bool:
    """Put a decision into its row; tell whether that changed anything.

    Once its day has gone by, what moved a question is the reason still: when the new day has come, when that falls on a
    weekend, and when it comes sooner than it seemed because what held it back is over. Nobody is late then.
    """
    row, why = one.wish.key, one.why
    was_moved = bool(row.why) and row.wanted_on < today
    is_no_later = row.on is None or (one.on is not None and one.on <= row.on)
    if why in _SAY_LITTLE and was_moved and is_no_later:
        why = Why(row.why)
    if (row.on, row.why) == (one.on, why.value):
        return False
    row.on, row.why = one.on, why.value
    return True


_SAY_LITTLE = frozenset({Why.LATE, Why.NO_WORKDAY})
"""What is found for every question whose day went by, whatever the cause."""
