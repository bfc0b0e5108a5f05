"""One mail to one person with all that waits for a signature or a value, when the contact budget allows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.utils import formats, translation

from secondslice.accounts.models import User
from secondslice.accounts.selectors import lead_of
from secondslice.core import clock
from secondslice.customers.models import Contact
from secondslice.customers.services import page_tokens
from secondslice.messaging.models import Message
from secondslice.messaging.rules import MARK
from secondslice.messaging.services import Envelope, queue_mail
from secondslice.pulse.budget import Why
from secondslice.pulse.letters import HEADERS
from secondslice.pulse.selectors.by_hand import confided
from secondslice.pulse.selectors.people import Holds, Standing, rules_of
from secondslice.pulse.services.talking import note_value_mail
from secondslice.pulse.services.turns import take_turns
from secondslice.pulse.ways_out import ways_out
from secondslice.recovery.selectors import holds_of
from secondslice.value.ledger.models import SignRequest
from secondslice.value.ledger.reminder_models import Reminder
from secondslice.value.ledger.selectors.measuring import due_still, reminders_for
from secondslice.value.ledger.selectors.signing import waiting_for
from secondslice.value.ledger.services.reminding import token_of as measuring_token
from secondslice.value.ledger.services.signing import ask_worker
from secondslice.value.ledger.services.signing import token_of as signing_token
from secondslice.value.ledger.words import HELD
from secondslice.value.mail_kinds import MEASURE, SIGN
from secondslice.value.postponing import is_now, next_look, why_not

State = SignRequest.State
Held = str
"""A reason of the contact budget (budget.Why), or HELD."""
Row = TypeVar("Row", SignRequest, Reminder)


@transaction.atomic
def mail_customer(*, contact: Contact, at: datetime) -> bool:
    """Write the mail when the person may hear from us now; else look again on another day. Return whether it leaves."""
    workspace = contact.workspace
    holds = holds_of(workspace, today=clock.day_of(at, workspace.time_zone))
    (standing,) = take_turns(workspace=workspace, contacts=[contact.pk], at=at, holds=holds)
    waiting = _Waiting.of(standing, at=at)
    if not waiting.is_any:
        return False
    why = why_not(standing)
    if why in {Why.STOPPED, Why.UNREACHABLE}:
        waiting.update(state=State.OVER, why=why.value, again_at=None, lost_at=at)
        return False
    held_back = waiting.held_back(holds)
    if why is Why.FITS:
        for reason, rows in held_back.items():
            _later(rows, reason, standing, at=at)
            waiting = waiting.without(rows)
        if not waiting.is_any:
            return False
    if why is not Why.FITS or not is_now(standing):
        _later(waiting, why, standing, at=at)
        return False
    by = next((one.by for one in reversed(waiting.requests) if one.by), lead_of(workspace))
    message = _write(standing.contact, waiting, by=by, at=at)
    waiting.update(state=State.SENT, sent_at=at, message=message, why="", again_at=None)
    note_value_mail(contact=standing.contact, on=standing.day, by=by)
    return True


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What waits for one person: benefits to sign, and values to be taken. All of it is one mail."""

    requests: Sequence[SignRequest]
    reminders: Sequence[Reminder]

    @classmethod
    def of(cls, standing: Standing, *, at: datetime) -> _Waiting:
        """Hold and read it. A reminder of what is no longer due is over; one that stands asks from the last value."""
        contact = standing.contact
        asked, reminded = _held(SignRequest, contact), _held(Reminder, contact)
        today = clock.day_of(at, contact.workspace.time_zone)
        due = []
        for one in reminders_for(contact):
            if one.pk not in reminded:
                continue
            since = due_still(one, today=today)
            if since is None:
                Reminder.objects.filter(pk=one.pk).update(state=Reminder.State.OVER, again_at=None)
            else:
                Reminder.objects.filter(pk=one.pk).update(begins_on=since)
                due.append(one)
        return cls([one for one in waiting_for(contact) if one.pk in asked], due)

    @property
    def is_any(self) -> bool:
        """Tell whether anything waits."""
        return bool(self.requests or self.reminders)

    def held_back(self, holds: Holds) -> dict[Held, _Waiting]:
        """Return what no person asked for and must not leave by itself, by the reason."""
        alone = [one for one in self.requests if one.is_automatic]
        rows = [*alone, *self.reminders]
        if not rows:
            return {}
        workspace = rows[0].workspace
        if not rules_of(workspace).sends_itself:
            return {HELD: _Waiting(alone, self.reminders)}
        full = self._of_full_owners(alone, holds), self._of_full_owners(self.reminders, holds)
        return {Why.FULL: _Waiting(*full)} if any(full) else {}

    def without(self, others: _Waiting) -> _Waiting:
        """Return what is left."""
        return _Waiting(
            [one for one in self.requests if one not in others.requests],
            [one for one in self.reminders if one not in others.reminders],
        )

    def update(self, **values: object) -> None:
        """Write the same into all rows."""
        for model, rows in ((SignRequest, self.requests), (Reminder, self.reminders)):
            model._default_manager.filter(pk__in=[one.pk for one in rows]).update(**values)  # noqa: SLF001

    @staticmethod
    def _of_full_owners(rows: Sequence[Row], holds: Holds) -> list[Row]:
        if not holds.owners or not rows:
            return []
        lead = lead_of(rows[0].workspace).pk
        return [one for one in rows if (one.benefit.project.manager_id or lead) in holds.owners]


def _held(model: type[Row], contact: Contact) -> set[int]:
    """Lock what waits for this person: a figure that is corrected meanwhile must not be mailed as it was."""
    mine = model._default_manager.filter(  # noqa: SLF001
        workspace=contact.workspace_id, contact=contact, state=State.WAITING
    )
    return {one.pk for one in mine.select_for_update(no_key=True).order_by("pk")}


def _later(waiting: _Waiting, why: Held, standing: Standing, *, at: datetime) -> None:
    """Look at it again on another day, and note why and when: the pages show both."""
    again = max(next_look(standing, why), at + timedelta(seconds=1))
    waiting.update(why=str(why), again_at=again)
    ask_worker(contact=standing.contact, run_at=again)


def _write(contact: Contact, waiting: _Waiting, *, by: User, at: datetime) -> Message:
    workspace = contact.workspace
    language = contact.language or workspace.language
    start = f"{settings.BASE_URL}/menu/{workspace.slug}"
    links = {
        f"link{place}": f"{start}/value/{signing_token(request=one)}"
        for place, one in enumerate(waiting.requests, 1)
    } | {
        f"due{place}": f"{start}/measure/{measuring_token(reminder=one)}"
        for place, one in enumerate(waiting.reminders, 1)
    }
    with translation.override(language):
        asked = [
            {
                "title": one.facts["title"],
                "project": one.facts["project"],
                "amount": formats.number_format(one.amount, 2, use_l10n=True, force_grouping=True),
                "unit": one.facts["unit"],
                "until": formats.date_format(one.until, "DATE_FORMAT"),
                "link": MARK.format(f"link{place}"),
            }
            for place, one in enumerate(waiting.requests, 1)
        ]
        due = [
            {
                "title": one.benefit.title,
                "project": one.benefit.project.name,
                "until": formats.date_format(one.due_on, "DATE_FORMAT"),
                "link": MARK.format(f"due{place}"),
            }
            for place, one in enumerate(waiting.reminders, 1)
        ]
    own = ways_out(page_tokens(contacts=[contact])[contact.pk])
    return queue_mail(
        workspace_id=workspace.pk,
        kind=SIGN if asked else MEASURE,
        envelope=Envelope(
            to=contact.email,
            to_name=contact.name,
            from_name=f"{by.name}, {workspace.name}",
            reply_to=by.email,
            headers=HEADERS,
            about=contact.ref,
            in_confidence=bool(confided([contact.pk])),
        ),
        language=language,
        at=at,
        context={
            "workspace": {"name": workspace.name, "colour": workspace.colour},
            "contact": {"name": contact.name},
            "asker": by.name,
            "asked": asked,
            "due": due,
        },
        secrets={**links, "me": own.page},
    )
