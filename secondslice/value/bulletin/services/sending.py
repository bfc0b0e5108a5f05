"""Send a bulletin once: the button makes one copy for each person meant, a worker writes the mails some at a time.

Whether a person may be written to, and what may still be told, is looked at in the transaction that writes the mail.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership, User
from secondslice.accounts.selectors import lead_of
from secondslice.accounts.services.auditing import audit
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.core.rows import update_rows
from secondslice.customers.services import page_tokens
from secondslice.jobs.services import enqueue
from secondslice.messaging.models import Message
from secondslice.messaging.selectors import suppressed
from secondslice.messaging.services.smoothing import Slots, slots
from secondslice.projects.models import Project
from secondslice.pulse.selectors.by_hand import confided
from secondslice.pulse.selectors.people import Standing
from secondslice.pulse.services.talking import note_bulletins
from secondslice.pulse.services.turns import take_turns
from secondslice.pulse.ways_out import ways_out
from secondslice.recovery.models import Adjustment
from secondslice.recovery.selectors import holds_of
from secondslice.value.bulletin.letters import Issue, mail_to
from secondslice.value.bulletin.models import Bulletin, BulletinCopy, BulletinItem
from secondslice.value.bulletin.selectors.facts import look_of, told_by
from secondslice.value.bulletin.selectors.people import people_meant, why_left_out
from secondslice.value.models import Testimonial

JOB = "value.send_bulletin"
AT_ONCE = 100
"""People whose mails are written in one transaction."""
State, Why = BulletinCopy.State, BulletinCopy.Why


@transaction.atomic
def send_bulletin(*, bulletin: Bulletin, look: str, by: Membership, at: datetime) -> bool:
    """Let it go out, once. Return False when it was sent already: a second press sends nothing.

    `look` stands for what was looked at (`look_of`). Raise RuleBroken when it would read otherwise now, tells nothing,
    or is for nobody.
    """
    mine = Bulletin.objects.filter(pk=bulletin.pk, state=Bulletin.State.DRAFT)
    if not mine.update(state=Bulletin.State.SENDING, sent_at=at, sent_by=by.user, at=at):
        return False
    bulletin.refresh_from_db()
    workspace = bulletin.workspace
    today = clock.day_of(at, workspace.time_zone)
    if not bulletin.subject:
        raise RuleBroken(_("It has no subject yet. Write one."))
    if look != look_of(bulletin, today=today):
        raise RuleBroken(
            _(
                "It would read otherwise by now: something was changed, or taken back. Nothing was sent."
                " Look at it again."
            )
        )
    if not told_by(bulletin, today=today).all:
        raise RuleBroken(_("It tells nothing yet. Choose at least one thing that is so."))
    meant = people_meant(bulletin, today=today).order_by("pk")
    copies = [
        _copy(bulletin, pk, is_erased=erased_at is not None)
        for pk, erased_at in meant.values_list("pk", "erased_at")
    ]
    if not any(one.state == State.WAITING for one in copies):
        raise RuleBroken(_("Nobody is in this part of your customers. Choose another one."))
    BulletinCopy.objects.bulk_create(copies, batch_size=500)
    ask_worker(bulletin=bulletin, run_at=at)
    audit(
        workspace=workspace,
        actor=by.user,
        verb=gettext_noop("sent the bulletin"),
        subject=bulletin.subject,
        at=at,
        detail={"people": len(copies)},
    )
    return True


def ask_worker(*, bulletin: Bulletin, run_at: datetime) -> None:
    """Let a worker go on with it at this moment, in the caller's transaction."""
    enqueue(
        name=JOB,
        key=f"{JOB}:{bulletin.pk}:{run_at.isoformat()}",
        payload={"bulletin": bulletin.pk},
        run_at=run_at,
        workspace_id=bulletin.workspace_id,
    )


@transaction.atomic
def send_some(*, bulletin: Bulletin, at: datetime) -> list[int] | None:
    """Decide about the next copies, and write those mails that may leave now. Return whom, or None when none is left.

    Safe to repeat and with several workers: who is looked at is held, and a copy is decided once.
    """
    workspace = bulletin.workspace
    waiting = BulletinCopy.objects.filter(bulletin=bulletin, state=State.WAITING)
    due = waiting.filter(Q(not_before=None) | Q(not_before__lte=at)).order_by("contact")
    contacts = list(due.values_list("contact", flat=True)[:AT_ONCE])
    if not contacts:
        return None
    today = clock.day_of(at, workspace.time_zone)
    holds = holds_of(workspace, today=today)
    turns = take_turns(workspace=workspace, contacts=contacts, at=at, holds=holds)
    hold_told(bulletin=bulletin)
    copies = {one.contact_id: one for one in due.filter(contact__in=contacts)}
    gone = suppressed(workspace.pk, [one.contact.email for one in turns])
    writer = _Writer(bulletin, today, slots(at=at))
    for standing in turns:
        if copy := copies.get(standing.contact.pk):
            writer.decide(copy, standing, gone)
    return writer.store(list(copies.values()))


def hold_told(*, bulletin: Bulletin) -> None:
    """Hold what a bulletin tells, and its own words as they are now.

    Who takes one of them back at this moment waits until the mails of it can be found.
    """
    told = BulletinItem.objects.filter(bulletin=bulletin)
    for model, name in ((Adjustment, "change"), (Testimonial, "quote"), (Project, "project")):
        keys = told.filter(**{f"{name}__isnull": False}).values(name)
        rows = model._default_manager.select_for_update(no_key=True)  # noqa: SLF001  (Django's public name for it)
        list(rows.filter(pk__in=keys).order_by("pk").values_list("pk"))
    now = Bulletin.objects.select_for_update(no_key=True)
    bulletin.refresh_from_db(fields=["subject", "words"], from_queryset=now)


@transaction.atomic
def end_or_go_on(*, bulletin: Bulletin, at: datetime) -> None:
    """Close a bulletin of which no copy waits; else let a worker go on when the first of them may leave."""
    waiting = BulletinCopy.objects.filter(bulletin=bulletin, state=State.WAITING)
    if waiting.exists():
        first = waiting.aggregate(first=Min("not_before"))["first"]
        ask_worker(bulletin=bulletin, run_at=max(first or at, at + timedelta(seconds=1)))
        return
    sending = Bulletin.objects.filter(pk=bulletin.pk, state=Bulletin.State.SENDING)
    sending.update(state=Bulletin.State.SENT, done_at=at)


def signer_of(*, bulletin: Bulletin) -> User:
    """Return who signs it: whoever has sent it, or the lead when that person is gone."""
    return bulletin.sent_by or lead_of(bulletin.workspace)


def _copy(bulletin: Bulletin, contact: int, *, is_erased: bool) -> BulletinCopy:
    return BulletinCopy(
        workspace=bulletin.workspace,
        bulletin=bulletin,
        contact_id=contact,
        state=State.LEFT_OUT if is_erased else State.WAITING,
        why=Why.ERASED if is_erased else "",
    )


@dataclass
class _Writer:
    """Writes the mails of one batch; looks up once what they share."""

    bulletin: Bulletin
    today: date
    free: Slots
    issues: dict[str, Issue] = field(default_factory=dict)
    letters: list[tuple[BulletinCopy, Standing, datetime]] = field(default_factory=list)

    def decide(self, copy: BulletinCopy, standing: Standing, gone: Mapping[str, object]) -> None:
        """Decide whether this person gets it now, later or not."""
        why = why_left_out(standing, gone)
        if not why and not self._issue(standing).told.all:
            why = Why.EMPTY.value
        if why:
            copy.state, copy.why = State.LEFT_OUT, why
        elif _is_now(standing) and standing.is_open_at(self.free.free):
            copy.state = State.SENT
            self.letters.append((copy, standing, self.free.take()))
        else:
            copy.not_before = _next_opening(standing)

    def store(self, copies: Sequence[BulletinCopy]) -> list[int]:
        """Store the mails, the touches and what was decided. Return who is written to."""
        people = [standing.contact for _copy, standing, _at in self.letters]
        days = {standing.contact.pk: standing.day for _copy, standing, _at in self.letters}
        tokens, kept = page_tokens(contacts=people), confided(days)
        touches = note_bulletins(
            workspace=self.bulletin.workspace, days=days, by=signer_of(bulletin=self.bulletin)
        )
        messages = []
        for copy, standing, leaves_at in self.letters:
            contact = standing.contact
            out = ways_out(tokens[contact.pk])
            message = mail_to(contact, self._issue(standing), out=out)
            message.workspace, message.due_at = self.bulletin.workspace, leaves_at
            message.is_bulk, message.batch = True, self.free.batch
            message.in_confidence = contact.pk in kept
            copy.message, copy.touch = message, touches[contact.pk]
            messages.append(message)
        Message.objects.bulk_create(messages, batch_size=200)
        update_rows(copies, ["state", "why", "not_before", "message", "touch"])
        return list(days)

    def _issue(self, standing: Standing) -> Issue:
        language = standing.contact.language or self.bulletin.workspace.language
        if language not in self.issues:
            told = told_by(self.bulletin, today=self.today, language=language)
            by = signer_of(bulletin=self.bulletin)
            self.issues[language] = Issue(self.bulletin, told, language, by)
        return self.issues[language]


def _is_now(standing: Standing) -> bool:
    """Tell whether mail may leave at this hour of this day, by the person's own clock."""
    return standing.is_hour and standing.person.calendar.is_workday(standing.today)


def _next_opening(standing: Standing) -> datetime:
    """Return the next morning of a working day on which mail may leave."""
    day = standing.today + timedelta(days=1) if standing.is_hour else standing.today
    while not standing.person.calendar.is_workday(day):
        day += timedelta(days=1)
    return standing.opens_on(day)
