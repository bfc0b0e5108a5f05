"""Remind the silent, once: not who has answered, stopped, or waits for something of ours to be mended."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from secondslice.accounts.models import Workspace
from secondslice.accounts.selectors import still_here
from secondslice.analytics.workdays import add_workdays
from secondslice.core import clock
from secondslice.messaging.models import Message
from secondslice.messaging.services.smoothing import Slots, slots
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import AskRules, LeftOut, Touch
from secondslice.pulse.selectors.people import Holds, Standing, calendar_of, rules_of
from secondslice.pulse.services.posting import remind
from secondslice.pulse.services.turns import permit_reminder, take_turns

AT_ONCE = 100
"""People whose reminders are written in one transaction."""


def remind_silent(*, workspace: Workspace, at: datetime, holds: Holds) -> int:
    """Send a reminder for each mail whose questions nobody has answered for some working days. Return how many mails.

    A mail that asked about several projects and got one answer is answered. Each mail is reminded of once: the claim
    and the reminder are one transaction.
    """
    chosen = rules_of(workspace)
    people = sorted(
        {
            ask.contact_id
            for ask in _unanswered(workspace, at=at)
            if remind_from(ask=ask, chosen=chosen) <= clock.day_of(at, _zone(ask))
        }
    )
    free = slots(at=at)
    return sum(
        _remind_some(workspace, people[start : start + AT_ONCE], free, at=at, holds=holds)
        for start in range(0, len(people), AT_ONCE)
    )


@transaction.atomic
def _remind_some(
    workspace: Workspace, contacts: Collection[int], free: Slots, *, at: datetime, holds: Holds
) -> int:
    chosen = rules_of(workspace)
    turns = take_turns(workspace=workspace, contacts=contacts, at=at, holds=holds)
    silent: dict[int, list[Ask]] = {}
    for ask in _by_who_is_here(workspace, _unanswered(workspace, at=at, contacts=contacts)):
        silent.setdefault(ask.contact_id, []).append(ask)
    return sum(
        _remind(standing, silent.get(standing.contact.pk, []), chosen, free) for standing in turns
    )


def _by_who_is_here(workspace: Workspace, asks: list[Ask]) -> list[Ask]:
    """Let the PMO remind of what somebody asked who has left since: replies go to who is here. Nothing is stored."""
    people = {one for ask in asks for one in (ask.asked_by_id, ask.owner_id) if one is not None}
    here = still_here(workspace, people)
    for ask in asks:
        if ask.asked_by_id not in here:
            ask.asked_by = None
        if ask.owner_id not in here:
            ask.owner = None
    return asks


def _remind(standing: Standing, asks: Iterable[Ask], chosen: AskRules, free: Slots) -> bool:
    """Write one reminder for the questions of the person's last mail; tell whether it was written."""
    mails: dict[date, list[Ask]] = {}
    for ask in asks:
        if remind_from(ask=ask, chosen=chosen) <= standing.today:
            mails.setdefault(clock.day_of(ask.sent_at, _zone(ask)), []).append(ask)
    if not mails:
        return False
    asked_on, last = max(mails.items())
    permit = permit_reminder(standing=standing, asked_on=asked_on, slots=free)
    if permit is None:
        return False
    claimed = Ask.objects.filter(
        pk__in=[ask.pk for ask in last], reminded_at=None, state=Ask.State.SENT
    ).update(reminded_at=permit.leaves_at)
    if claimed != len(last) or not remind(asks=last, permit=permit, batch=free.batch):
        return False  # somebody has answered in this moment
    Touch.objects.create(
        workspace=standing.contact.workspace,
        contact=standing.contact,
        kind=Touch.Kind.REMINDER,
        on=standing.today,
    )
    return True


def remind_from(*, ask: Ask, chosen: AskRules) -> date:
    """Return the first day on which to remind of a question."""
    sent_on = clock.day_of(ask.sent_at, _zone(ask))
    calendar = calendar_of(ask.contact, workspace=chosen.workspace, year=sent_on.year)
    return add_workdays(sent_on, chosen.remind_after, calendar)


def _zone(ask: Ask) -> str:
    return ask.contact.time_zone or ask.workspace.time_zone


def _unanswered(
    workspace: Workspace, *, at: datetime, contacts: Collection[int] | None = None
) -> list[Ask]:
    """Return the questions that arrived, can be answered, and whose mail has had no answer to any of its questions.

    Not those that we would not ask any more: the person has no part in the project, was left out, or it was stopped.
    """
    delivered = Q(message__state__in=[Message.State.SENT, Message.State.KEPT])
    mine = {"project": OuterRef("project"), "contact": OuterRef("contact")}
    found = Ask.objects.filter(
        delivered,
        Exists(Stakeholder.objects.filter(**mine)),
        ~Exists(LeftOut.objects.filter(**mine, ended_at=None)),
        ~Q(project__phase=Project.Phase.STOPPED),
        workspace=workspace,
        state=Ask.State.SENT,
        kind=Ask.Kind.FIRST,
        reminded_at=None,
        expires_at__gt=at,
        sent_at__lt=at,
    ).exclude(Q(contact__preference__only_at_close=True) & ~Q(planned__at_close=True))
    if contacts is not None:
        found = found.filter(contact__in=contacts)
    asks = list(
        found.select_related(
            "workspace", "contact", "project__manager", "wording", "owner", "asked_by"
        ).order_by("message", "project__name", "pk")
    )
    answered = set(
        Ask.objects.filter(
            message__in={ask.message_id for ask in asks}, state=Ask.State.ANSWERED
        ).values_list("message", flat=True)
    )
    return [ask for ask in asks if ask.message_id not in answered]
