"""Lay the ask plan: which occasions there are, from the projects' dates. Harmless to repeat.

What was asked already is never touched. The days are dealt in services/dealing.py, and sent in services/sending.py.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction

from secondslice.accounts.models import Workspace
from secondslice.projects.models import Milestone, Project, Stakeholder
from secondslice.pulse import taste_points
from secondslice.pulse.budget import Why
from secondslice.pulse.plan_models import PlannedAsk, TastePoint
from secondslice.pulse.selectors.people import left_out, usual_points
from secondslice.pulse.taste_points import Dates, Occasion, Point, occasions

MISSED = timedelta(days=14)
"""An occasion that lay further back when its project was first planned is past: nobody is asked about old times."""
BATCH = 500
Key = tuple[int, str]
"""Contact and occasion."""


@transaction.atomic
def seed_taste_points(*, workspace: Workspace) -> None:
    """Give a workspace the usual taste points, unless it has its own."""
    if TastePoint.objects.filter(workspace=workspace).exists():
        return
    TastePoint.objects.bulk_create(usual_points(workspace))


@transaction.atomic
def plan_projects(
    *, workspace: Workspace, today: date, projects: Collection[int] | None = None
) -> set[int]:
    """Write the occasions of all projects, or of some: new ones come, moved ones move, vanished ones go.

    What was asked stays as it is; only unsent occasions move. Return whose plans may have changed (contacts).
    """
    chosen = Project.objects.filter(workspace=workspace)
    if projects is not None:
        chosen = chosen.filter(pk__in=projects)
    points = _points(workspace)
    concerned: set[int] = set()
    for start in range(0, len(every := list(chosen.order_by("pk"))), BATCH):
        concerned |= _plan_some(workspace, every[start : start + BATCH], points, today)
    return concerned


def _points(workspace: Workspace) -> list[Point]:
    return [
        Point(
            code=row.code,
            moment=taste_points.Moment(row.moment),
            days_after=row.days_after,
            longer_than=row.longer_than,
            weight=row.weight,
        )
        for row in usual_points(workspace)
        if row.is_active
    ]


@dataclass
class Known:
    """What is known of some projects: their gates, their people, and what is planned."""

    gates: dict[int, list[taste_points.Milestone]] = field(default_factory=dict)
    parts: dict[int, list[int]] = field(default_factory=dict)
    """Whom to ask: everybody with a part that counts, but those left out."""
    people: dict[int, set[int]] = field(default_factory=dict)
    """Everybody with any part."""
    planned: dict[int, dict[Key, PlannedAsk]] = field(default_factory=dict)


def _know(projects: Sequence[int]) -> Known:
    found, out = Known(), left_out(projects)
    for gate in Milestone.objects.filter(project__in=projects):
        one = taste_points.Milestone(gate.ref.hex, gate.due_on)
        found.gates.setdefault(gate.project_id, []).append(one)
    parts = Stakeholder.objects.filter(project__in=projects).order_by("pk")
    for project, contact, role in parts.values_list("project_id", "contact_id", "role"):
        found.people.setdefault(project, set()).add(contact)
        if role in Stakeholder.ASKED and (project, contact) not in out:
            found.parts.setdefault(project, []).append(contact)
    for row in PlannedAsk.objects.filter(project__in=projects):
        found.planned.setdefault(row.project_id, {})[row.contact_id, row.occasion] = row
    return found


def _plan_some(
    workspace: Workspace, projects: Sequence[Project], points: Sequence[Point], today: date
) -> set[int]:
    known = _know([project.pk for project in projects])
    new: list[PlannedAsk] = []
    moved: list[PlannedAsk] = []
    gone: list[int] = []
    for project in projects:
        laid = lay(project=project, known=known, points=points, today=today)
        new += laid.new
        moved += laid.moved + laid.given_up
        gone += [row.pk for row in laid.gone]
    unsent = PlannedAsk.objects.exclude(state=PlannedAsk.State.SENT)
    with transaction.atomic():
        for row in new:
            row.workspace = workspace
        PlannedAsk.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)
        unsent.bulk_update(moved, ["wanted_on", "on", "why", "state", "at_close"], batch_size=BATCH)
        unsent.filter(pk__in=gone).delete()
    return {contact for here in known.planned.values() for contact, _key in here} | {
        row.contact_id for row in new
    }


@dataclass(frozen=True, slots=True)
class Laid:
    """What changes in the plan of a project; of what has moved, or was given up, the rows hold it already."""

    new: list[PlannedAsk]
    moved: list[PlannedAsk]
    given_up: list[PlannedAsk]
    """What is wanted no more, but waited already: it would be missed, and gets a reason."""
    gone: list[PlannedAsk]


def lay(*, project: Project, known: Known, points: Sequence[Point], today: date) -> Laid:
    """Decide what changes in the plan of a project. Nothing is read or stored: pulse/tests/years.py calls it too."""
    wanted = _wanted(project, known, points)
    here = known.planned.get(project.pk, {})
    is_stopped = project.phase == Project.Phase.STOPPED
    people = set() if is_stopped else known.people.get(project.pk, set())
    unwanted = list(_unwanted(wanted, here, people))
    return Laid(
        new=_new(project, wanted, here, today),
        moved=_moved(wanted, here, today),
        given_up=_given_up([row for row in unwanted if _is_missed(row, today)]),
        gone=[row for row in unwanted if not _is_missed(row, today)],
    )


def _wanted(project: Project, known: Known, points: Sequence[Point]) -> dict[Key, Occasion]:
    dates = Dates(
        project.starts_on,
        project.ends_on,
        tuple(known.gates.get(project.pk, ())),
        is_stopped=project.phase == Project.Phase.STOPPED,
    )
    return {
        (contact, one.key): one
        for one in occasions(points, dates)
        for contact in known.parts.get(project.pk, ())
    }


def _new(
    project: Project,
    wanted: Mapping[Key, Occasion],
    here: Mapping[Key, PlannedAsk],
    today: date,
) -> list[PlannedAsk]:
    return [
        PlannedAsk(
            project=project,
            contact_id=contact,
            occasion=key,
            point=one.point,
            at_close=one.at_close,
            wanted_on=one.on,
            on=one.on,
        )
        for (contact, key), one in wanted.items()
        if (contact, key) not in here and one.on >= today - MISSED
    ]


def _moved(
    wanted: Mapping[Key, Occasion], here: Mapping[Key, PlannedAsk], today: date
) -> list[PlannedAsk]:
    """Return the unsent occasions whose day has moved, with it.

    One that had given way to a later question comes back when it has moved into the future; one that was given up
    because it was wanted no more, as soon as it is wanted again, unless a later question was asked meanwhile.
    """
    moved = []
    asked = _last_asked(here)
    for key, one in wanted.items():
        row = here.get(key)
        if row is None or row.state == PlannedAsk.State.SENT:
            continue
        same = (row.wanted_on, row.at_close) == (one.on, one.at_close)
        gave_way = row.state == PlannedAsk.State.GIVEN_UP
        if gave_way and row.why == Why.GONE:
            if one.on <= asked.get(row.contact_id, date.min):
                continue
        elif same or (gave_way and one.on < today):
            continue
        row.wanted_on = row.on = one.on
        row.why, row.state, row.at_close = "", PlannedAsk.State.PLANNED, one.at_close
        moved.append(row)
    return moved


def _last_asked(here: Mapping[Key, PlannedAsk]) -> dict[int, date]:
    """Return for when the last question that was asked had been wanted, by person."""
    found: dict[int, date] = {}
    for row in here.values():
        if row.state == PlannedAsk.State.SENT:
            found[row.contact_id] = max(row.wanted_on, found.get(row.contact_id, date.min))
    return found


def _unwanted(
    wanted: Mapping[Key, Occasion], here: Mapping[Key, PlannedAsk], people: Collection[int]
) -> Iterator[PlannedAsk]:
    """Yield the unsent occasions that are none any more. What somebody asks by hand stays as long as its person.

    `people`: who has a part in the project; nobody once it is stopped.
    """
    for key, row in here.items():
        stays = row.contact_id in people if row.is_by_hand else key in wanted
        if row.state == PlannedAsk.State.PLANNED and not stays:
            yield row


def _is_missed(row: PlannedAsk, today: date) -> bool:
    return row.is_by_hand or row.wanted_on < today


def _given_up(rows: list[PlannedAsk]) -> list[PlannedAsk]:
    for row in rows:
        row.state, row.on, row.why = PlannedAsk.State.GIVEN_UP, None, Why.GONE.value
    return rows
