"""The mail that leads an executive to a report: it waits for its day, leaves once, or is left out with a reason."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import formats, translation

from secondslice.accounts.models import User, Workspace
from secondslice.accounts.selectors import lead_of
from secondslice.core import clock
from secondslice.customers.models import Contact
from secondslice.customers.services import page_tokens
from secondslice.jobs.services import enqueue
from secondslice.messaging.models import Message
from secondslice.messaging.services import Envelope, queue_mail
from secondslice.pulse.budget import Why
from secondslice.pulse.letters import HEADERS
from secondslice.pulse.selectors.by_hand import confided
from secondslice.pulse.selectors.people import Standing
from secondslice.pulse.services.talking import note_value_mail
from secondslice.pulse.services.turns import take_turns
from secondslice.pulse.ways_out import ways_out
from secondslice.recovery.selectors import holds_of
from secondslice.reports.models import ReportCopy, ReportShare, ReportTerms
from secondslice.reports.rules import Dropped
from secondslice.reports.selectors.reading import issued, over_of
from secondslice.reports.selectors.recipients import waiting_copies, why_no_reader
from secondslice.reports.services.leaving_out import leave_out
from secondslice.reports.services.sharing import link_of
from secondslice.value.mail_kinds import QUARTER
from secondslice.value.postponing import is_now, next_look, why_not

JOB = "reports.mail_executive"


def ask_worker(*, contact: Contact, run_at: datetime) -> None:
    """Let a worker write the mail at this moment, in the caller's transaction."""
    enqueue(
        name=JOB,
        key=f"{JOB}:{contact.pk}:{uuid.uuid4()}",
        payload={"contact": contact.pk},
        run_at=run_at,
        workspace_id=contact.workspace_id,
    )


@transaction.atomic
def mail_executive(*, contact: Contact, at: datetime) -> bool:
    """Write the mail when the person may hear from us now; else look again on another day. Return whether it leaves.

    What was decided since it began to wait holds: who is no reader any more gets nothing.
    """
    workspace = contact.workspace
    _hold_readers(workspace)
    holds = holds_of(workspace, today=clock.day_of(at, workspace.time_zone))
    (standing,) = take_turns(workspace=workspace, contacts=[contact.pk], at=at, holds=holds)
    why_none = why_no_reader(standing.contact)
    if why_none:
        leave_out(copies=_copies(standing.contact), why=why_none, at=at)
        return False
    waiting = [one for one in waiting_copies(standing.contact) if _stands(one, at=at)]
    if not waiting or _waits_on(standing, waiting, at=at):
        return False
    newest = waiting[-1]
    # By a condition: it may have been left out since it was read.
    claimed = ReportCopy.objects.filter(pk=newest.pk, state=ReportCopy.State.WAITING)
    if not claimed.update(state=ReportCopy.State.SENT, sent_at=at, why="", again_at=None):
        return False
    leave_out(copies=_among(waiting[:-1]), why=Dropped.LATER, at=at)
    by = lead_of(workspace)
    message = _to_contact(standing.contact, newest.share, by=by, at=at)
    ReportCopy.objects.filter(pk=newest.pk).update(message=message)
    note_value_mail(contact=standing.contact, on=standing.day, by=by)
    return True


def _hold_readers(workspace: Workspace) -> None:
    """Hold whom reports go to until the end of the transaction: nobody is taken off while a copy leaves."""
    list(ReportTerms.objects.select_for_update(no_key=True).filter(workspace=workspace))


def _waits_on(standing: Standing, waiting: Sequence[ReportCopy], *, at: datetime) -> bool:
    """Leave the copies out, or look again on another day, where the person may not hear from us now."""
    why = why_not(standing)
    if why in {Why.STOPPED, Why.UNREACHABLE}:
        leave_out(copies=_among(waiting), why=why, at=at)
        return True
    if why is Why.FITS and is_now(standing):
        return False
    again = next_look(standing, why)
    _among(waiting).update(why=why.value, again_at=again)
    ask_worker(contact=standing.contact, run_at=max(again, at + timedelta(seconds=1)))
    return True


def _stands(copy: ReportCopy, *, at: datetime) -> bool:
    """Tell whether the link still shows its report; who would find nothing there gets no mail."""
    today = clock.day_of(at, copy.share.report.workspace.time_zone)
    over: str = over_of(copy.share, issued(copy.share.report, today=today), at=at)
    why = over or ("" if link_of(share=copy.share) else Dropped.NO_LINK)
    if why:
        leave_out(copies=_among([copy]), why=why, at=at)
    return not why


def _copies(contact: Contact) -> QuerySet[ReportCopy]:
    return ReportCopy.objects.filter(workspace=contact.workspace_id, contact=contact)


def _among(copies: Sequence[ReportCopy]) -> QuerySet[ReportCopy]:
    return ReportCopy.objects.filter(pk__in=[one.pk for one in copies])


def _to_contact(contact: Contact, made: ReportShare, *, by: User, at: datetime) -> Message:
    workspace = contact.workspace
    language = contact.language or workspace.language
    own = ways_out(page_tokens(contacts=[contact])[contact.pk])
    return queue_mail(
        workspace_id=workspace.pk,
        kind=QUARTER,
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
            **told_of(made=made, language=language),
        },
        secrets={"report_link": link_of(share=made), "me": own.page},
    )


def told_of(*, made: ReportShare, language: str) -> dict[str, object]:
    """Return what each mail about a link tells of it, in this language."""
    with translation.override(language):
        until = formats.date_format(
            clock.day_of(made.expires_at, made.workspace.time_zone), "DATE_FORMAT"
        )
    return {"title": made.report.title, "until": until}
