"""The executive report leaves by itself when a quarter is over: issued once, and a link to it mailed to executives.

Members get it at once. Executives at customers get it within their contact budget: what does not fit waits, with the
reason, and is looked at again on another day.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import formats, translation
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.accounts.selectors import lead_of
from secondslice.accounts.services.auditing import audit
from secondslice.accounts.services.writing_to import write_to_member
from secondslice.core import clock
from secondslice.customers.models import Contact
from secondslice.customers.services import page_tokens
from secondslice.jobs.services import enqueue
from secondslice.messaging.models import Message
from secondslice.messaging.services import Envelope, queue_mail
from secondslice.pulse.budget import Why
from secondslice.pulse.letters import HEADERS
from secondslice.pulse.selectors.by_hand import confided
from secondslice.pulse.services.talking import note_value_mail
from secondslice.pulse.services.turns import take_turns
from secondslice.pulse.ways_out import ways_out
from secondslice.recovery.selectors import holds_of
from secondslice.reports.building.reports import Wish, build
from secondslice.reports.document import Document
from secondslice.reports.models import ReportCopy, ReportReader, ReportShare, ReportTerms
from secondslice.reports.rules import Quarter, last_ended, quarter_of
from secondslice.reports.selectors.reading import issued, over_of
from secondslice.reports.selectors.recipients import executives, readers, waiting_copies
from secondslice.reports.services.issuing import issue
from secondslice.reports.services.sharing import link_of, share
from secondslice.value.mail_kinds import QUARTER
from secondslice.value.postponing import is_now, next_look, why_not

JOB = "reports.mail_executive"
TO_MEMBER = "reports.quarter_to_member"
DAYS = 90
"""So long the mailed link holds: until the next one comes."""
State = ReportCopy.State


@transaction.atomic
def set_sending(
    *, by: Membership, is_sent: bool, contacts: Sequence[Contact], at: datetime
) -> None:
    """Keep whether reports leave by themselves, and to whom. The first one is that of the quarter that runs now."""
    today = clock.day_of(at, by.workspace.time_zone)
    ReportTerms.objects.get_or_create(workspace=by.workspace)
    terms = ReportTerms.objects.select_for_update().get(workspace=by.workspace)
    changed = ["is_sent"]
    if is_sent and not terms.is_sent:  # else `done_until` belongs to who sends
        terms.done_until = last_ended(today).ends_on
        changed.append("done_until")
    terms.is_sent = is_sent
    terms.save(update_fields=changed)
    wanted = {one.pk for one in contacts}
    ReportReader.objects.filter(workspace=by.workspace).exclude(contact__in=wanted).delete()
    known = set(
        ReportReader.objects.filter(workspace=by.workspace).values_list("contact", flat=True)
    )
    ReportReader.objects.bulk_create(
        ReportReader(workspace=by.workspace, contact_id=key) for key in sorted(wanted - known)
    )
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("set who gets reports by mail"),
        subject=by.workspace.name,
        at=at,
        detail={"sent": is_sent, "people": len(wanted)},
    )


def document_due(*, workspace: Workspace, at: datetime) -> Document | None:
    """Return the report of the last quarter where it is to leave and has not yet, else None. It changes nothing."""
    quarter = last_ended(clock.day_of(at, workspace.time_zone))
    if not _due(workspace, quarter).exists():
        return None
    today = clock.day_of(at, workspace.time_zone)
    return build(workspace, Wish("executive", quarter), today=today)


@transaction.atomic
def send_quarter(*, workspace: Workspace, document: Document, at: datetime) -> bool:
    """Issue the report of the last quarter and mail it, once for each quarter. Return whether this call did."""
    quarter = quarter_of(document.begins_on)
    if not _due(workspace, quarter).update(done_until=quarter.ends_on):
        return False
    report = issue(workspace=workspace, document=document, customer=None, by=None, at=at)
    made = share(report=report, by=None, at=at, days=DAYS)
    for one in executives(workspace):
        _to_member(one.user, made, at=at)
    for reader in readers(workspace):
        ReportCopy.objects.create(workspace=workspace, share=made, contact=reader.contact)
        ask_worker(contact=reader.contact, run_at=at)
    return True


def _due(workspace: Workspace, quarter: Quarter) -> QuerySet[ReportTerms]:
    not_done = Q(done_until=None) | Q(done_until__lt=quarter.ends_on)
    return ReportTerms.objects.filter(not_done, workspace=workspace, is_sent=True)


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
    """Write the mail when the person may hear from us now; else look again on another day. Return whether it leaves."""
    workspace = contact.workspace
    today = clock.day_of(at, workspace.time_zone)
    holds = holds_of(workspace, today=today)
    (standing,) = take_turns(workspace=workspace, contacts=[contact.pk], at=at, holds=holds)
    waiting = [one for one in waiting_copies(standing.contact) if _stands(one, today, at=at)]
    if not waiting:
        return False
    mine = ReportCopy.objects.filter(pk__in=[one.pk for one in waiting])
    why = why_not(standing)
    if why in {Why.STOPPED, Why.UNREACHABLE}:
        mine.update(state=State.LEFT_OUT, why=why.value)
        return False
    if why is not Why.FITS or not is_now(standing):
        again = next_look(standing, why)
        mine.update(why=why.value, again_at=again)
        ask_worker(contact=standing.contact, run_at=max(again, at + timedelta(seconds=1)))
        return False
    newest, by = waiting[-1], lead_of(workspace)
    message = _to_contact(standing.contact, newest.share, by=by, at=at)
    mine.exclude(pk=newest.pk).update(
        state=State.LEFT_OUT, why=""
    )  # a later one has come meanwhile
    ReportCopy.objects.filter(pk=newest.pk).update(
        state=State.SENT, sent_at=at, message=message, why="", again_at=None
    )
    note_value_mail(contact=standing.contact, on=standing.day, by=by)
    return True


def _stands(copy: ReportCopy, today: date, *, at: datetime) -> bool:
    """Tell whether the link still shows its report; who would find nothing there gets no mail."""
    if over_of(copy.share, issued(copy.share.report, today=today), at=at):
        ReportCopy.objects.filter(pk=copy.pk).update(state=State.LEFT_OUT, why="")
        return False
    return bool(link_of(share=copy.share))


def _to_member(user: User, made: ReportShare, *, at: datetime) -> None:
    workspace = made.workspace
    write_to_member(
        workspace=workspace,
        user=user,
        kind=TO_MEMBER,
        context=_told(made, user.language or workspace.language),
        at=at,
        path=f"/w/{workspace.slug}/reports/{made.report.ref}/",
        secrets={"report_link": link_of(share=made)},
    )


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
            **_told(made, language),
        },
        secrets={"report_link": link_of(share=made), "me": own.page},
    )


def _told(made: ReportShare, language: str) -> dict[str, object]:
    with translation.override(language):
        until = formats.date_format(
            clock.day_of(made.expires_at, made.workspace.time_zone), "DATE_FORMAT"
        )
    return {"title": made.report.title, "until": until}
