"""Note on the questions themselves that their mail came back, or leaves once more where it still may."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from secondslice.accounts.models import Workspace
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact
from secondslice.messaging.models import Message
from secondslice.messaging.services.delivering import MAIL
from secondslice.pulse.mail_kinds import ASKING, CHANGED, REMINDER
from secondslice.pulse.models import Ask
from secondslice.pulse.selectors.asks import perhaps_open
from secondslice.pulse.selectors.people import Holds, Standing, standings
from secondslice.pulse.services.turns import permit_promised, take_turns


@transaction.atomic
def mark_bounced(*, message: Message) -> int:
    """Note that the questions of this mail have not arrived. Return how many. What was answered stays answered."""
    waiting = Ask.objects.filter(message=message, state__in=[Ask.State.SENT, Ask.State.EXPIRED])
    return waiting.filter(taste="").update(state=Ask.State.BOUNCED)


@transaction.atomic
def must_still_be_asked(*, message: Message, at: datetime) -> None:
    """Hold the person whom a mail that was given up asks, and raise RuleBroken where it may not leave any more.

    Much may have happened since it was written: the person has stopped the questions, was asked anew (a question that
    is lost is in no budget), or the question has run out. Like the re-ask it passes the floor: a member wants it now.
    """
    contacts = [one.pk for one in _readers([message])]
    turns = take_turns(workspace=message.workspace, contacts=contacts, at=at, holds=Holds())
    why = _why_not(message, turns[0] if turns else None, _asked_by([message], contacts, at=at), at)
    if why:
        raise RuleBroken(why)


def why_not_again(
    *, workspace: Workspace, messages: Collection[Message], at: datetime
) -> dict[int, str]:
    """Return which of these messages of a workspace would be refused, and why, in words: nobody is held for that."""
    people = _readers(messages)
    found = standings(workspace, people, at=at, holds=Holds()) if people else {}
    by_ref = {one.ref: found[one.pk] for one in people}
    asked = _asked_by(messages, list(found), at=at)
    told = {
        one.pk: _why_not(one, by_ref.get(one.about) if one.about else None, asked, at)
        for one in messages
    }
    return {pk: why for pk, why in told.items() if why}


def _why_not(message: Message, standing: Standing | None, asked: _Asked, at: datetime) -> str:
    if message.kind == CHANGED:
        return _(
            "Slack takes this change for half an hour only, so it cannot be sent again. The answer itself is kept."
        )
    if message.kind not in ASKING:
        return ""
    if standing is None:  # whoever it was to is erased (messaging/services/forgetting.py)
        return _(
            "The person this question was for is not known here any more, so it cannot be sent again."
        )
    try:
        permit_promised(standing=standing, at=at)
    except RuleBroken as refused:
        return str(refused)
    return _why_not_to(message, standing.contact, asked)


def _why_not_to(message: Message, contact: Contact, asked: _Asked) -> str:
    words = ""
    if message.channel == MAIL and message.to.lower() != contact.email.lower():
        words = _(
            "%(name)s has another address now than this mail is written to. Ask anew, so that it goes there."
        )
    elif not asked.is_open(message, contact):
        words = _(
            "The questions in it can no longer be answered, so it is not sent again. Ask %(name)s anew."
        )
    elif asked.is_elsewhere(message, contact):
        words = _(
            "%(name)s was asked about the same project meanwhile, so this is not sent again. Wait for that answer."
        )
    return words % {"name": contact.name} if words else ""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A question that may still wait for its answer: of what was asked in confidence nobody learns whether it does."""

    contact: int
    project: int
    message: int | None
    is_reminded: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    """What can still be answered. `projects`: of each message, about which projects it can."""

    projects: dict[int, set[int]]
    waiting: list[_Waiting]

    def is_open(self, message: Message, contact: Contact) -> bool:
        """Tell whether anything in this message can still be answered.

        Of a reminder, which no question names, all that the person was reminded of.
        """
        if message.kind == REMINDER:
            return any(one.contact == contact.pk and one.is_reminded for one in self.waiting)
        return bool(self.projects.get(message.pk))

    def is_elsewhere(self, message: Message, contact: Contact) -> bool:
        """Tell whether the person was asked about a project of this message in another one."""
        mine = self.projects.get(message.pk, set())
        return any(
            one.contact == contact.pk and one.project in mine and one.message != message.pk
            for one in self.waiting
        )


def _asked_by(messages: Collection[Message], contacts: Collection[int], *, at: datetime) -> _Asked:
    """Return what these messages ask, and what these people may have to answer: two queries."""
    mine = Ask.objects.filter(
        message__in=[one.pk for one in messages],
        state__in=[Ask.State.SENT, Ask.State.BOUNCED],
        expires_at__gt=at,
    )
    projects: dict[int, set[int]] = {}
    for message_id, project_id in mine.values_list("message", "project"):
        projects.setdefault(message_id, set()).add(project_id)
    waiting = Ask.objects.filter(perhaps_open(at=at), contact__in=contacts)
    rows = waiting.values_list("contact", "project", "message", "reminded_at")
    return _Asked(
        projects,
        [
            _Waiting(contact, project, letter, reminded is not None)
            for contact, project, letter, reminded in rows
        ],
    )


def _readers(messages: Collection[Message]) -> list[Contact]:
    """Return the people whom these messages ask, as far as they are known here."""
    refs = {one.about for one in messages if one.about and one.kind in ASKING}
    workspaces = {one.workspace_id for one in messages}
    found = Contact.objects.filter(workspace__in=workspaces, erased_at=None, ref__in=refs)
    return list(found.select_related("customer", "preference").order_by("pk"))


@transaction.atomic
def mark_sent_again(*, message: Message) -> int:
    """Note that the questions of a mail that was given up are with the person after all, soon."""
    bounced = Ask.objects.filter(message=message, state=Ask.State.BOUNCED)
    return bounced.update(state=Ask.State.SENT)
