"""Pass on what somebody wrote in reply to a question: to whoever asked, or to whom it was confided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from secondslice.accounts.models import User
from secondslice.accounts.selectors import keeper_of, lead_of, still_here
from secondslice.core.logs import without_tokens
from secondslice.messaging.services import Envelope, queue_mail
from secondslice.pulse.models import Ask
from secondslice.pulse.services.answering import Outcome
from secondslice.pulse.services.replying import MOST_WORDS, Line, Taken

MOST_NAMES = 10


@dataclass(frozen=True, slots=True)
class Written:
    """A reply as somebody wrote it."""

    sender: str
    sender_name: str
    words: str
    attachments: Sequence[str] = ()


@transaction.atomic
def pass_on(*, taken: Taken, written: Written, at: datetime) -> int:
    """Queue a mail with the person's words to each who is to read them. Return how many.

    A reply of one clear word says nothing that the answer does not say. Links are taken out: they are the customer's.
    """
    readers = _readers(taken)
    if not (_has_words(taken, written) and readers):
        return 0
    for reader, lines in readers.values():
        _queue(taken, written, reader, lines, at=at)
    return len(readers)


def _has_words(taken: Taken, written: Written) -> bool:
    if written.attachments:
        return True
    all_clear = taken.lines and all(line.counts and not line.comment for line in taken.lines)
    return bool(written.words.strip()) and not (all_clear and taken.is_proven)


def _readers(taken: Taken) -> dict[int, tuple[User, list[Line]]]:
    """Return who is to read it, and of which questions. What was asked in confidence only who runs the PMO reads.

    Nothing goes to somebody who has left the workspace since the question was asked.
    """
    found: dict[int, tuple[User, list[Line]]] = {}
    confided = _is_confided(taken)
    for line in taken.lines:
        workspace = line.ask.workspace
        reader = keeper_of(workspace) if confided else _reader_of(line.ask)
        found.setdefault(reader.pk, (reader, []))[1].append(line)
    return found


def _is_confided(taken: Taken) -> bool:
    return any(line.ask.mode != Ask.Mode.NAMED for line in taken.lines)


def _reader_of(ask: Ask) -> User:
    wanted = [one for one in (ask.asked_by, ask.owner, ask.project.manager) if one is not None]
    here = still_here(ask.workspace, [one.pk for one in wanted])
    return next((one for one in wanted if one.pk in here), None) or lead_of(ask.workspace)


def _queue(
    taken: Taken, written: Written, reader: User, lines: Sequence[Line], *, at: datetime
) -> None:
    workspace = lines[0].ask.workspace
    language = reader.language or workspace.language
    with translation.override(language):
        said = list(_said(taken, written, lines))
    queue_mail(
        workspace_id=workspace.pk,
        kind="pulse.reply",
        envelope=Envelope(
            to=reader.email,
            to_name=reader.name,
            from_name=workspace.name,
            reply_to=written.sender,
            headers={"Auto-Submitted": "auto-generated"},
            about=taken.contact.ref,
            in_confidence=_is_confided(taken),
        ),
        language=language,
        at=at,
        context={
            "reader": reader,
            "workspace": workspace,
            "who": taken.contact.name if taken.is_proven else written.sender,
            "projects": ", ".join(line.ask.project.name for line in lines),
            "said": said,
            "words": without_tokens(written.words[:MOST_WORDS]),
            "attachments": written.attachments[:MOST_NAMES],
        },
    )


def _said(taken: Taken, written: Written, lines: Sequence[Line]) -> Iterable[str]:
    """Yield in sentences what became of the reply."""
    if taken.is_stray:
        yield _("The address it was sent to belongs to no question, so nothing is counted.")
    elif not taken.is_proven:
        yield _(
            "It came from %(sender)s, not surely from %(name)s, so nothing is counted. Under Ask, Taps that were not"
            " counted, you can count it."
        ) % {"sender": written.sender, "name": taken.contact.name}
    elif taken.wants_stop:
        yield _("%(name)s wants no more questions.") % {"name": taken.contact.name}
    else:
        for line in lines:
            yield _what_became_of(line)


def _what_became_of(line: Line) -> str:
    values = {"project": line.ask.project.name}
    if line.counts:
        answer = _("Yes") if line.taste == "yes" else _("No")
        return _("%(project)s: counted as %(answer)s.") % {**values, "answer": answer}
    if line.outcome is Outcome.CLOSED:
        return _("%(project)s: not counted, the question is closed.") % values
    if line.outcome is Outcome.TOO_LATE:
        return _("%(project)s: not counted, the answer can no longer be changed.") % values
    if line.outcome is not None:
        return _("%(project)s: not counted, another answer came meanwhile.") % values
    return _("%(project)s: neither Yes nor No is said clearly, so nothing is counted.") % values
