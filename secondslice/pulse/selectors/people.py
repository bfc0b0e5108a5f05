"""What decides when a person may be asked: what went out, what came back, and what the person wants."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from secondslice.accounts.calendars import working_calendar
from secondslice.accounts.models import Workspace
from secondslice.analytics.workdays import WorkCalendar
from secondslice.customers.models import Contact, Customer
from secondslice.messaging.models import Suppression
from secondslice.messaging.selectors import chats_of, suppressed
from secondslice.projects.models import Stakeholder
from secondslice.pulse.budget import YEAR, Decision, Limits, Person, decide
from secondslice.pulse.modes import Mode
from secondslice.pulse.plan_models import AskRules, LeftOut, TastePoint
from secondslice.pulse.selectors.heard import (
    Heard,
    days_of,
    heard_of,
    open_until,
    silent_in_a_row,
    touches_of,
)
from secondslice.pulse.taste_points import STANDARD, Moment


@dataclass(frozen=True, slots=True)
class Holds:
    """What waits because something is being mended: until when we do not even look at it again."""

    people: Mapping[int, date] = field(default_factory=dict)
    """Contacts with an open case."""
    owners: Mapping[int, date] = field(default_factory=dict)
    """Users who have as many cases as they can mend: no new question about their projects."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one person's budget stands at a moment."""

    contact: Contact
    person: Person
    limits: Limits
    today: date
    """The first day on which a mail could leave, by the person's own clock: after closing time that is tomorrow."""
    is_hour: bool
    """Whether it is now an hour at which mail may leave."""
    opens: time
    """When mail begins to leave on any day, by the person's own clock."""
    closes: time
    day: date
    """The day it is now, by the person's own clock."""

    def is_open_at(self, moment: datetime) -> bool:
        """Tell whether it is an hour of today at which mail may leave, at a moment that may lie ahead."""
        local = moment.astimezone(ZoneInfo(self.person.calendar.zone))
        return local.date() == self.today and self.opens <= local.time() < self.closes

    @property
    def asked_within_a_year(self) -> int:
        """Return how many mails with questions the person got in the last 365 days."""
        return sum(1 for day in self.person.asked if day > self.today - YEAR)

    @property
    def heard_within_a_year(self) -> int:
        """Return how often the person heard from us in the last 365 days, in whichever way."""
        heard = (*self.person.asked, *self.person.touched)
        return sum(1 for day in heard if day > self.today - YEAR)

    @property
    def next_day(self) -> Decision:
        """Return when the person may be asked next, and what moves it there."""
        return decide(self.today, self.person, self.limits, at_close=True)

    def opens_on(self, day: date) -> datetime:
        """Return the moment from which mail may leave on a day."""
        zone = ZoneInfo(self.person.calendar.zone)
        return datetime.combine(day, self.opens, zone).astimezone(UTC)


def rules_of(workspace: Workspace) -> AskRules:
    """Return how often this workspace lets a person hear from it."""
    return AskRules.objects.filter(workspace=workspace).first() or AskRules(workspace=workspace)


def usual_points(workspace: Workspace) -> list[TastePoint]:
    """Return when this workspace tastes its projects: its own points, or the usual ones, unsaved."""
    own = list(TastePoint.objects.filter(workspace=workspace))
    return own or [
        TastePoint(
            workspace=workspace,
            code=one.code,
            moment=one.moment.value,
            days_after=one.days_after,
            longer_than=one.longer_than,
            weight=one.weight,
            asks_worth=one.moment is Moment.END,
        )
        for one in STANDARD
    ]


def limits_of(chosen: AskRules, contact: Contact, *, roles: Collection[str]) -> Limits:
    """Return the limits for one person: of all that apply to the parts he or she has anywhere, the strictest."""
    floor, per_year = chosen.floor_internal, chosen.per_year
    if Stakeholder.Role.EXECUTIVE in roles:
        floor = max(floor, chosen.floor_executive)
    if contact.customer.kind == Customer.Kind.EXTERNAL:
        floor = max(floor, chosen.floor_external)
        per_year = min(per_year, chosen.per_year_external)
    return Limits(floor=floor, per_year=per_year, contacts_per_year=chosen.contacts_per_year)


def zone_of(contact: Contact, *, workspace: Workspace) -> str:
    """Return the zone whose clock counts for this person."""
    return contact.time_zone or workspace.time_zone


def calendar_of(contact: Contact, *, workspace: Workspace, year: int) -> WorkCalendar:
    """Return the working days where this person lives."""
    return working_calendar(
        country=contact.country or workspace.country,
        zone=zone_of(contact, workspace=workspace),
        year=year,
    )


def left_out(projects: Collection[int]) -> set[tuple[int, int]]:
    """Return who is left out of which of these projects: (project, contact)."""
    rows = LeftOut.objects.filter(project__in=projects, ended_at=None)
    return set(rows.values_list("project_id", "contact_id"))


def standings(
    workspace: Workspace, people: Sequence[Contact], *, at: datetime, holds: Holds
) -> dict[int, Standing]:
    """Return where the budget of each of these people stands: seven queries for all of them.

    `people` come with their `customer` and `preference`.
    """
    ids = [contact.pk for contact in people]
    book = Book(
        chosen=rules_of(workspace),
        at=at,
        holds=holds,
        heard=heard_of(workspace, ids, at=at),
        touches=touches_of(workspace, ids),
        roles=_roles(workspace, ids),
        gone=unreachable(workspace, people),
    )
    return {contact.pk: book.standing(contact) for contact in people}


@dataclass(frozen=True, slots=True)
class Book:
    """What is known of several people, by key of the person."""

    chosen: AskRules
    at: datetime
    holds: Holds
    heard: Mapping[int, Sequence[Heard]]
    touches: Mapping[int, Sequence[tuple[str, date]]]
    roles: Mapping[int, Collection[str]]
    gone: Collection[int]

    def standing(self, contact: Contact) -> Standing:
        """Return where the budget of one person stands."""
        chosen, workspace = self.chosen, self.chosen.workspace
        local = self.at.astimezone(ZoneInfo(zone_of(contact, workspace=workspace)))
        is_over = local.time() >= chosen.closes
        today = local.date() + timedelta(days=is_over)
        calendar = calendar_of(contact, workspace=workspace, year=today.year)
        return Standing(
            contact=contact,
            person=self._person(contact, calendar),
            limits=limits_of(chosen, contact, roles=self.roles.get(contact.pk, ())),
            today=today,
            is_hour=not is_over and local.time() >= chosen.opens,
            opens=chosen.opens,
            closes=chosen.closes,
            day=local.date(),
        )

    def _person(self, contact: Contact, calendar: WorkCalendar) -> Person:
        zone = ZoneInfo(calendar.zone)
        heard, touches = self.heard.get(contact.pk, ()), self.touches.get(contact.pk, ())
        wishes = getattr(contact, "preference", None)
        return Person(
            asked=days_of(heard, zone),
            touched=sorted(on for _kind, on in touches),
            open_until=open_until(heard, zone, at=self.at),
            paused_until=wishes.paused_until if wishes else None,
            held_until=self.holds.people.get(contact.pk),
            only_at_close=bool(wishes and wishes.only_at_close),
            stopped=bool(wishes and wishes.stopped_at),
            unreachable=contact.pk in self.gone,
            silent_in_a_row=silent_in_a_row(heard, zone, touches, at=self.at),
            calendar=calendar,
        )


def _roles(workspace: Workspace, ids: Sequence[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    rows = Stakeholder.objects.filter(workspace=workspace, contact__in=ids)
    for contact_id, role in rows.values_list("contact", "role"):
        found.setdefault(contact_id, set()).add(role)
    return found


def unreachable(workspace: Workspace, people: Sequence[Contact]) -> dict[int, Suppression]:
    """Return which of these people have an address whose mail comes back, and why: one query.

    Whoever is asked in a chat can be reached, but not with what goes by mail only: questions in confidence. Three more
    queries, where there are such people.
    """
    found = suppressed(workspace.pk, [contact.email for contact in people])
    gone = [contact for contact in people if contact.email.lower() in found]
    if all(one.way == Contact.Way.MAIL for one in gone):
        return {contact.pk: found[contact.email.lower()] for contact in gone}
    chats, usual = chats_of(workspace.pk), rules_of(workspace)
    roles = _roles(workspace, [one.pk for one in gone])
    return {
        contact.pk: found[contact.email.lower()]
        for contact in gone
        if not reached_in_chat(contact, chats)
        or any(usual.mode_of(role) != Mode.NAMED for role in roles.get(contact.pk, ()))
    }


def reached_in_chat(contact: Contact, chats: Collection[str]) -> bool:
    """Tell whether this person wants to be asked in a chat, and can be found there. `chats`: those of the workspace."""
    if contact.way == Contact.Way.SLACK:
        return contact.way in chats and bool(contact.slack_id)
    return contact.way == Contact.Way.TEAMS and contact.way in chats
