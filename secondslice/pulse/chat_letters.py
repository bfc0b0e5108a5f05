"""The chat messages that carry questions, not stored yet: to whom, on which way, in which words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _

from secondslice.customers.models import Contact
from secondslice.messaging.models import Message
from secondslice.messaging.rules import MARK
from secondslice.messaging.services.chatting import Note, note_message
from secondslice.pulse import chat_cards, nonces
from secondslice.pulse.channels import Way
from secondslice.pulse.chat_cards import Frame, Row
from secondslice.pulse.letters import Draft, Round, asker_of, in_threes, note_of
from secondslice.pulse.models import Ask
from secondslice.pulse.modes import Mode
from secondslice.pulse.selectors.people import reached_in_chat
from secondslice.pulse.ways_out import PAGE, WaysOut

Line = tuple[Round, Draft]


def way_to(contact: Contact, *, modes: Collection[str], count: int, chats: Collection[str]) -> Way:
    """Return how a person gets these questions: as is wished, where the workspace has that chat, else by mail.

    What is asked in confidence goes by mail: a chat keeps what was pressed and written, and is read by its owners.
    """
    if set(modes) != {Mode.NAMED} or count > chat_cards.MOST_ROWS:
        return Way.MAIL
    return Way(contact.way) if reached_in_chat(contact, chats) else Way.MAIL


def way_of(lines: Sequence[Line], chats: Collection[str]) -> Way:
    """Return how these questions, which go to one person at once, go out."""
    asks = [draft.ask for _this, draft in lines]
    modes = {ask.mode for ask in asks}
    return way_to(asks[0].contact, modes=modes, count=len(asks), chats=chats)


def chat_message(lines: Sequence[Line], way: Way, out: WaysOut, *, kind: str) -> Message:
    """Return the message that asks one person, in a chat, about one project or several."""
    this, draft = lines[0]
    contact, language = draft.ask.contact, draft.ask.language
    with translation.override(language):
        rows = [replace(row_of(one.ask), note=note_of(round_, lines)) for round_, one in lines]
        frame = Frame(
            hello=_hello(draft.ask, kind=kind),
            foot=[_who_sees(lines, way), *_foot(lines, way)],
            page=MARK.format(PAGE),
        )
        note = Note(
            kind=kind,
            to=contact.slack_id,
            to_name=contact.name,
            payload=chat_cards.slack_message(rows, frame),
            text=chat_cards.plain_text(rows, frame),
            language=language,
            secrets={PAGE: out.page},
            about=contact.ref,
        )
        if way is Way.TEAMS:
            secrets, links = _links(lines)
            note = replace(
                note,
                to=contact.teams_name or contact.email,
                payload=chat_cards.teams_card(rows, frame, links),
                secrets={**secrets, PAGE: out.page},
            )
    return note_message(chat=way.value, note=note, at=this.at)


def row_of(ask: Ask, *, is_open: bool = True, may_change: bool = True, words: bool = False) -> Row:
    """Return a question as it stands in a message."""
    return Row(
        ref=str(ask.ref),
        project=ask.project.name,
        question=ask.wording.question,
        quoted=ask.quoted_adjustment,
        told_us=ask.told_us,
        taste=ask.taste,
        is_open=is_open,
        may_change=may_change,
        has_words=words,
    )


def _hello(ask: Ask, *, kind: str) -> str:
    hello = _("Hello %(name)s,") % {"name": ask.contact.name}
    if kind == "pulse.reminder":
        words = _("we have not heard from you yet. If you have a moment:")
    else:
        words = ask.wording.intro
    return f"{hello} {words}".strip()


def _who_sees(lines: Sequence[Line], way: Way) -> str:
    """Say how many taps it takes and who reads the answer; only what is asked by name goes out in a chat."""
    taps = _("One tap is enough.") if way is Way.SLACK else _("Two taps are enough.")
    owners = {this.owner.name for this, _draft in lines}
    if len(owners) == 1:
        reads = _(
            "%(owner)s reads your answer and, if it is a No, calls you within one working day."
        )
        return f"{taps} {reads % {'owner': owners.pop()}}"
    reads = _("If it is a No, the project manager calls you within one working day.")
    return f"{taps} {reads}"


def _foot(lines: Sequence[Line], way: Way) -> list[str]:
    this = lines[0][0]
    asker, workspace = asker_of(this), this.workspace.name
    foot = [f"{asker}, {workspace}" if asker != workspace else asker]
    if way is Way.TEAMS:
        foot += [
            _("Should a page ask for a code: %(code)s (%(project)s)")
            % {"code": MARK.format(f"code{place}"), "project": round_.project.name}
            for place, (round_, _draft) in enumerate(lines)
        ]
    return foot


def _links(lines: Sequence[Line]) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Return the secrets of the questions' links, and the marks that stand for them."""
    secrets: dict[str, str] = {}
    marks = []
    for place, (_this, draft) in enumerate(lines):
        secrets |= {
            f"yes{place}": f"{draft.root}/y",
            f"no{place}": f"{draft.root}/n",
            f"code{place}": in_threes(nonces.code(draft.ask.pk)),
        }
        marks.append({name: MARK.format(f"{name}{place}") for name in ("yes", "no")})
    return secrets, marks
