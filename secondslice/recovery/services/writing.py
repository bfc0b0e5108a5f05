"""Write to the customer of a case: a personal mail about the No, which is no question and no bulletin."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from secondslice.accounts.models import User
from secondslice.core.errors import RuleBroken
from secondslice.core.tokens import derived_token, digest, without_case
from secondslice.messaging.models import Message
from secondslice.messaging.parsing.addresses import WITH_FILES, tagged
from secondslice.messaging.services import Envelope, queue_mail
from secondslice.pulse.models import Ask
from secondslice.recovery.mail_kinds import CASE_MAIL
from secondslice.recovery.models import Case, CaseMail
from secondslice.recovery.rules import Event, Step
from secondslice.recovery.selectors.correspondence import earlier_ids
from secondslice.recovery.selectors.writing import why_no_mail
from secondslice.recovery.services.mending import touch
from secondslice.recovery.services.moving import Move, move
from secondslice.recovery.thread_words import no_mail_words

REPLY = "recovery.reply"
MARK = "[[reply]]"


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail as a member has written it. `answers_no`: with it the person has been heard."""

    subject: str
    words: str
    form_key: uuid.UUID
    answers_no: bool = False


@transaction.atomic
def send_mail(*, case: Case, draft: Draft, by: User, at: datetime) -> tuple[CaseMail, bool]:
    """Put a mail to the customer into the outbox. Return it, and whether it is news: one form sends one mail.

    What the budget of questions says holds it up in no case; where mail cannot arrive, it is refused in words.
    """
    if (why := why_no_mail(case)) is not None:
        contact = case.contact
        raise RuleBroken(no_mail_words(why, name=contact.name, address=contact.email))
    is_heard = draft.answers_no and case.is_open and case.step is Step.TALK
    try:
        with transaction.atomic():
            mail = CaseMail.objects.create(
                workspace_id=case.workspace_id,
                case=case,
                by=by,
                subject=draft.subject,
                words=draft.words,
                answers_no=is_heard,
                form_key=draft.form_key,
                at=at,
            )
    except IntegrityError:
        return CaseMail.objects.get(form_key=draft.form_key, case=case), False
    if is_heard:
        move(case=case, what=Move(Event.ACKNOWLEDGE, at=at))
    else:
        touch(case=case, at=at)
    mail.message = _queue(mail, by=by, at=at)
    mail.save(update_fields=["message", "token_digest"])
    return mail, True


def is_signed(*, words: str, name: str) -> bool:
    r"""Tell whether these words end with the name of who wrote them, so that it need not stand there twice.

    >>> is_signed(words="One page.\n\nBest regards\nMax Muster\n", name="Max Muster")
    True
    >>> is_signed(words="Max Muster has left.", name="Max Muster")
    False
    >>> is_signed(words="See you\nMax", name="Max Muster")
    True
    """
    lines = [
        line.strip(" ,.-\N{EN DASH}").casefold() for line in words.splitlines() if line.strip()
    ]
    return bool(lines) and lines[-1] in {name.casefold(), name.casefold().split(" ")[0]}


def _queue(mail: CaseMail, *, by: User, at: datetime) -> Message:
    case, workspace = mail.case, mail.case.workspace
    secrets = {"reply": _reply_address(mail)} if settings.REPLY_ADDRESS else {}
    return queue_mail(
        workspace_id=case.workspace_id,
        kind=CASE_MAIL,
        envelope=Envelope(
            to=case.contact.email,
            to_name=case.contact.name,
            from_name=by.name,
            reply_to=MARK if secrets else by.email,
            headers=_threading(case),
            about=case.contact.ref,
            in_confidence=case.ask.mode != Ask.Mode.NAMED,
        ),
        language=case.ask.language,
        at=at,
        context={
            "subject": mail.subject,
            "words": mail.words,
            "who": by.name,
            "is_signed": is_signed(words=mail.words, name=by.name),
            "project": case.project.name,
            "workspace": workspace,
            "comes_here": bool(secrets),
            "in_confidence": case.ask.mode != Ask.Mode.NAMED,
        },
        secrets=secrets,
    )


def _reply_address(mail: CaseMail) -> str:
    """Return where a reply to this mail goes, and keep what the address is known by."""
    tag = WITH_FILES + without_case(derived_token(REPLY, mail.ref.hex))
    mail.token_digest = digest(tag)
    return tagged(settings.REPLY_ADDRESS, tag) if settings.REPLY_ADDRESS else ""


def _threading(case: Case) -> dict[str, str]:
    """Return the headers by which mail programs show what was written about the same No as one conversation."""
    ids = earlier_ids(case)
    return {"In-Reply-To": ids[-1], "References": " ".join(ids)} if ids else {}
