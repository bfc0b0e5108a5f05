"""What was promised, looked up in the stored rows with other means than the product's: days counted one by one.

Each function returns its findings as sentences; none is well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import pairwise, product
from zoneinfo import ZoneInfo

import holidays

from secondslice.accounts.models import Workspace
from secondslice.customers.models import Contact, Customer
from secondslice.journeys.tests.life import Life
from secondslice.messaging.models import Message
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import AskRules, PlannedAsk, Touch
from secondslice.pulse.taste_points import STANDARD, Dates, Milestone, occasions
from secondslice.recovery.models import Case

YEAR = timedelta(days=365)
State = PlannedAsk.State


@cache
def _free_days(country: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country)


def faults(workspace: Workspace) -> list[str]:
    """Return everything in the stored rows that breaks what was promised to people."""
    found: list[str] = []
    for contact in Contact.objects.filter(workspace=workspace).select_related("customer"):
        zone = ZoneInfo(contact.time_zone or workspace.time_zone)
        found += [f"{contact}: {one}" for one in _of_person(workspace, contact, zone)]
    return [*found, *_of_cases(workspace), *_of_plan(workspace)]


def _came_back(row: PlannedAsk) -> bool:
    """Tell whether the question went out on its day and came back: what is asked anew then is late, and may say so."""
    asked = Ask.objects.filter(project=row.project_id, contact=row.contact_id)
    return asked.filter(state=Ask.State.BOUNCED).exists()


def _of_person(workspace: Workspace, contact: Contact, zone: ZoneInfo) -> Iterator[str]:
    rules = AskRules.objects.get(workspace=workspace)
    arrived = Ask.objects.filter(contact=contact).exclude(state=Ask.State.BOUNCED)

    def days(kind: str) -> list[date]:
        moments = arrived.filter(kind=kind).values_list("sent_at", flat=True)
        return sorted({one.astimezone(zone).date() for one in moments})

    touches = Touch.objects.filter(contact=contact)
    reminders = sorted(touches.filter(kind=Touch.Kind.REMINDER).values_list("on", flat=True))
    talks = list(touches.exclude(kind=Touch.Kind.REMINDER).values_list("on", flat=True))
    asked, again = days(Ask.Kind.FIRST), days(Ask.Kind.RE_ASK)
    is_client = contact.customer.kind == Customer.Kind.EXTERNAL
    floor = rules.floor_external if is_client else rules.floor_internal
    most = rules.per_year_external if is_client else rules.per_year
    yield from _too_near(asked, again, floor=floor)
    for day in asked:
        if (number := _within([*asked, *again], day)) > most:
            yield f"{number} questions within the year that ends on {day}"
    for day in {*asked, *reminders}:  # a talk and what was promised are not held back
        if (number := _within([*asked, *reminders, *talks, *again], day)) > rules.contacts_per_year:
            yield f"{number} contacts within the year that ends on {day}"
    yield from _of_mails(workspace, contact, zone, rules)
    yield from _of_reminders(contact, zone, asked, reminders)


def _too_near(asked: Sequence[date], again: Sequence[date], *, floor: int) -> Iterator[str]:
    for before, after in pairwise(asked):
        if (after - before).days < floor:
            yield f"asked on {before} and again on {after}"
    for before, after in product(again, asked):
        if 0 < (after - before).days < floor:
            yield f"asked again in a case on {before}, and anew on {after}"


def _within(days: Collection[date], end: date) -> int:
    return sum(1 for day in days if end - YEAR < day <= end)


def _of_mails(
    workspace: Workspace, contact: Contact, zone: ZoneInfo, rules: AskRules
) -> Iterator[str]:
    free = _free_days(contact.country or workspace.country)
    mails = Message.objects.filter(about=contact.ref, kind__startswith="pulse.")
    seen: Counter[date] = Counter()
    for message in mails.order_by("pk"):
        if message.sent_at is None:
            yield f"a mail of {message.due_at} has not left"
            continue
        local = message.sent_at.astimezone(zone)
        seen[local.date()] += 1
        if local.weekday() > 4 or local.date() in free:
            yield f"a mail on {local:%A %Y-%m-%d}, no working day"
        if not rules.opens <= local.time() < rules.closes:
            yield f"a mail at {local:%Y-%m-%d %H:%M}"
    yield from (f"{number} mails on {day}" for day, number in seen.items() if number > 1)


def _of_reminders(
    contact: Contact, zone: ZoneInfo, asked: list[date], reminders: list[date]
) -> Iterator[str]:
    mails = Message.objects.filter(about=contact.ref, kind="pulse.reminder")
    sent_on = sorted(one.sent_at.astimezone(zone).date() for one in mails if one.sent_at)
    if sent_on != reminders:
        yield f"reminders left on {sent_on} and are counted on {reminders}"
    asked = asked or [date.min]
    of = Counter(max(day for day in asked if day < one) for one in reminders)
    yield from (f"reminded {number} times of {day}" for day, number in of.items() if number > 1)


def _of_cases(workspace: Workspace) -> Iterator[str]:
    for case in Case.objects.filter(workspace=workspace):
        if (number := case.re_asks.count()) > 2:
            yield f"{case}: asked again {number} times"


def _of_plan(workspace: Workspace) -> Iterator[str]:
    """No occasion ends without a word: sent, or not and why."""
    rows = PlannedAsk.objects.filter(workspace=workspace).select_related(
        "ask", "contact", "project"
    )
    for row in rows:
        day = row.on
        if row.state == State.SENT:
            if row.ask is None:
                yield f"{row} is noted as sent, and no question is stored"
                continue
            zone = ZoneInfo(row.contact.time_zone or workspace.time_zone)
            day = row.ask.sent_at.astimezone(zone).date()
            if row.on != day:
                yield f"{row} was to be sent on {row.on} and was on {day}"
        if day != row.wanted_on and not (row.why and row.get_why_display()):
            yield f"{row} ({row.state}) was wanted on {row.wanted_on}, has {day} and no reason"
        if day == row.wanted_on and row.why:
            yield f"{row} ({row.state}) has its day, {day}, and a reason why not: {row.why}"


@dataclass
class Ledger:
    """Every morning the plan is copied into a book: nothing vanishes from it that the project still wants."""

    found: list[str] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    """How many questions each reason has put off."""
    _rows: dict[int, tuple[int, str, bool]] = field(default_factory=dict)
    _since: dict[tuple[int, date], date] = field(default_factory=dict)
    _late: set[int] = field(default_factory=set)

    def look(self, life: Life) -> None:
        """Compare the plan with the book, and write it down anew."""
        rows = {
            row.pk: row
            for row in PlannedAsk.objects.filter(workspace=life.workspace).select_related("contact")
        }
        wanted = _wanted(life.workspace)
        for gone in set(self._rows) - set(rows):
            project, occasion, _sent = self._rows[gone]
            if occasion in wanted[project]:
                self.found.append(f"{occasion} of project {project} is lost on {life.now}")
        there = {(row.project_id, row.occasion) for row in rows.values()}
        for project, keys in wanted.items():
            for key, on in keys.items():
                if (project, key) not in there and on >= life.now.date() - timedelta(days=12):
                    self.found.append(f"{key} of project {project} on {on} is not planned")
        for row in rows.values():
            self._look_at(row, life)
        self._rows = {
            row.pk: (row.project_id, row.occasion, row.state == State.SENT) for row in rows.values()
        }

    def _look_at(self, row: PlannedAsk, life: Life) -> None:
        zone = ZoneInfo(row.contact.time_zone or life.workspace.time_zone)
        today = life.now.astimezone(zone).date()
        since = self._since.setdefault((row.pk, row.wanted_on), today)
        if row.state == State.PLANNED and row.on is not None and row.on < today:
            self.found.append(f"{row} still stands on {row.on}, on {today}")
        is_late = row.why == "late" and row.wanted_on >= since and row.pk not in self._late
        if is_late and not _came_back(row):
            self._late.add(row.pk)
            self.found.append(f"{row} is late on {today}: {row.wanted_on}, {row.on}, {row.state}")


def _wanted(workspace: Workspace) -> dict[int, dict[str, date]]:
    found: dict[int, dict[str, date]] = {}
    asked = set(
        Stakeholder.objects.filter(workspace=workspace, role__in=Stakeholder.ASKED).values_list(
            "project", flat=True
        )
    )
    projects = Project.objects.filter(workspace=workspace).prefetch_related("milestones")
    for project in projects:
        gates = tuple(Milestone(one.ref.hex, one.due_on) for one in project.milestones.all())
        dates = Dates(
            project.starts_on,
            project.ends_on,
            gates,
            is_stopped=project.phase == Project.Phase.STOPPED,
        )
        found[project.pk] = (
            {one.key: one.on for one in occasions(STANDARD, dates)} if project.pk in asked else {}
        )
    return found
