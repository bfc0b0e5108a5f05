"""Take an anonymous answer: nothing that is written leads from the question to it, or back.

The question learns that it was answered, so that nobody is reminded; not what was said, and not when. The answer knows
the project and the week. What was noted to judge taps (opened links, vain attempts) goes in the moment of the answer.
Only the browser that answered holds its receipt, of which a digest is kept: with it the answer can be changed until it
was shown together with others (docs/adr/0013).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import translation

from secondslice.core.tokens import digest
from secondslice.jobs.services import enqueue_fast
from secondslice.pulse.models import (
    AnonymousAnswer,
    AnswerGroup,
    AnswerRevision,
    Ask,
    CallRequest,
    GroupMember,
    LinkVisit,
)
from secondslice.pulse.modes import monday
from secondslice.pulse.rules import Tap
from secondslice.pulse.selectors.public import PublicAsk
from secondslice.pulse.services.holding import hold
from secondslice.pulse.services.sealing import SEAL, seal_key
from secondslice.pulse.services.settling import Added, chosen_reasons
from secondslice.pulse.services.visits import forget_waiting


@dataclass(frozen=True, slots=True)
class Call:
    """Who wants to be called, and to which words this person agreed."""

    name: str
    address: str
    consent: str


def write_anonymous(*, ask: PublicAsk, tap: Tap, receipt: str) -> bool:
    """Keep the answer of a person under a fresh receipt. Return False when somebody has answered in this moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pulse_ask SET version = version + 1, state = 'answered'"
            " WHERE id = %s AND version = %s AND state = 'sent'",
            [ask.id, ask.version],
        )
        if cursor.rowcount != 1:
            return False
        LinkVisit.objects.filter(ask=ask.id).delete()
        AnonymousAnswer.objects.create(
            workspace_id=ask.workspace_id,
            source=AnonymousAnswer.Source.MAIL,
            project_id=ask.project_id,
            customer_id=ask.customer_id,
            week=monday(tap.at.astimezone(ZoneInfo(ask.time_zone)).date()),
            taste=tap.taste,
            receipt_digest=digest(receipt),
        )
        enqueue_fast(
            cursor,
            name=SEAL,
            key=seal_key(ask.workspace_id),
            payload={"workspace": ask.workspace_id},
            run_at=tap.at + hold(),
            at=tap.at,
            workspace_id=ask.workspace_id,
        )
    forget_waiting(ask_id=ask.id)
    return True


def without_taste(tap: Tap) -> Tap:
    """Return what of a vain tap may be kept with an anonymous question: that somebody tried, not what was pressed."""
    return replace(tap, taste="")


def answer_with(*, ask: PublicAsk, receipt: str) -> AnonymousAnswer | None:
    """Return the answer that belongs to this receipt, or None. One query."""
    return _mine(ask, receipt).first()


def change_anonymous(*, ask: PublicAsk, receipt: str, taste: str) -> bool:
    """Turn the answer into the other one; what was added to it goes. Return False when it was shown already."""
    changed = _mine(ask, receipt).filter(is_revealed=False)
    return bool(changed.update(taste=taste, reasons=[], comment=""))


@transaction.atomic
def take_back_anonymous(*, ask: PublicAsk, receipt: str) -> bool:
    """Delete the answer and open the question again. Return False when it was shown already."""
    gone, _each = _mine(ask, receipt).filter(is_revealed=False).delete()
    if gone:
        Ask.objects.filter(pk=ask.id).update(state=Ask.State.SENT, version=F("version") + 1)
    return bool(gone)


@transaction.atomic
def add_to_anonymous(*, ask: PublicAsk, answer: AnonymousAnswer, added: Added) -> bool:
    """Keep reasons and words with the answer. Return False when what was said before was shown already."""
    with translation.override(ask.language):
        reasons = chosen_reasons(ask=ask, taste=answer.taste, codes=added.reasons)
    kinds = AnswerGroup.Kind
    told = GroupMember.objects.filter(
        answer=OuterRef("pk"), kind__in=[kinds.CAUSES, kinds.PRAISE, kinds.WORDS]
    )
    mine = AnonymousAnswer.objects.filter(~Exists(told), pk=answer.pk, taste=answer.taste)
    return bool(mine.update(reasons=reasons, comment=added.comment))


@transaction.atomic
def ask_for_call(*, ask: PublicAsk, call: Call, key: str, at: datetime) -> None:
    """Keep the name of somebody who wants to be called; nothing leads from it to an answer. Twice is once."""
    CallRequest.objects.get_or_create(
        ref=uuid.uuid5(uuid.NAMESPACE_OID, key),
        defaults={
            "workspace_id": ask.workspace_id,
            "project_id": ask.project_id,
            "name": call.name,
            "address": call.address,
            "consent": call.consent,
            "at": at,
        },
    )


@transaction.atomic
def forget_attempts(*, workspace_id: int) -> int:
    """Delete what was noted about taps on anonymous questions that are answered by now. Return how many attempts."""
    answered = Ask.objects.filter(
        workspace=workspace_id, mode=Ask.Mode.ANONYMOUS, state=Ask.State.ANSWERED
    ).values("pk")
    LinkVisit.objects.filter(ask__in=answered).delete()
    gone, _each = AnswerRevision.objects.filter(ask__in=answered).delete()
    return gone


def _mine(ask: PublicAsk, receipt: str) -> QuerySet[AnonymousAnswer]:
    return AnonymousAnswer.objects.filter(
        workspace=ask.workspace_id, project=ask.project_id, receipt_digest=digest(receipt)
    )
