"""Take what a person pressed in Slack: who it was is proven by Slack's signature and the member's id.

Slack is told through the outbox what has become of it, and shows that in the place of the question.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from secondslice.customers.services import page_tokens
from secondslice.messaging.rules import MARK
from secondslice.messaging.services.chatting import Note, queue_change
from secondslice.pulse import chat_cards, rules
from secondslice.pulse.channels import Channel
from secondslice.pulse.chat_cards import Frame, Row
from secondslice.pulse.chat_letters import row_of
from secondslice.pulse.mail_kinds import CHANGED
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.modes import Mode
from secondslice.pulse.selectors.asks import asks_in_message, details_of, has_words
from secondslice.pulse.services.answering import Outcome
from secondslice.pulse.services.settling import Added
from secondslice.pulse.services.speaking import Word, take_word
from secondslice.pulse.slack_presses import Press
from secondslice.pulse.ways_out import PAGE, ways_out


@transaction.atomic
def take_press(*, ask: Ask, press: Press, at: datetime) -> Outcome:
    """Write down what was pressed, and have the message say so. Telling it twice changes nothing."""
    is_proven = bool(press.member) and press.member == ask.contact.slack_id
    if ask.mode != Mode.NAMED or ask.contact.erased_at:  # such a question goes to nobody by Slack
        return Outcome.CLOSED
    word = _word(ask, press, is_proven=is_proven, at=at)
    outcome = take_word(ask_id=ask.pk, word=word).outcome
    with translation.override(ask.language):
        _say(ask, press, outcome, is_proven=is_proven, at=at)
    return outcome


def _word(ask: Ask, press: Press, *, is_proven: bool, at: datetime) -> Word:
    """Return what was said; words join what the person has added before, on the page."""
    added = None
    if press.is_words:
        before = Added.of(details_of(ask))
        wish = press.taste == Taste.YES
        added = replace(before, **{"wants_next" if wish else "comment": press.words})
    return Word(
        channel=Channel.SLACK,
        taste=press.taste,
        at=at,
        is_proven=is_proven,
        key=press.key,
        added=added,
        only_adds=press.is_words,
    )


def _say(ask: Ask, press: Press, outcome: Outcome, *, is_proven: bool, at: datetime) -> None:
    rows = [_row(one, at=at) for one in asks_in_message(ask)]
    secrets, of = {}, ""
    if not is_proven:
        text = _("This question was put to somebody else. Your answer is kept, and not counted.")
        payload = chat_cards.slack_aside(text)
    elif outcome is Outcome.OVERTAKEN:
        text = _("That has not arrived. Please press once more.")
        payload = chat_cards.slack_aside(text)
    else:
        of = press.message
        secrets = {PAGE: ways_out(page_tokens(contacts=[ask.contact])[ask.contact_id]).page}
        frame = Frame(page=MARK.format(PAGE))
        text, payload = chat_cards.plain_text(rows, frame), chat_cards.slack_change(rows, frame)
    note = Note(
        CHANGED,
        press.member,
        payload,
        text,
        ask.language,
        secrets=secrets,
        about=ask.contact.ref,
    )
    queue_change(workspace_id=ask.workspace_id, note=note, address=press.address, at=at, of=of)


def _row(ask: Ask, *, at: datetime) -> Row:
    spoke_at = ask.answered_at or ask.changed_at
    is_closed = ask.state in {Ask.State.WITHDRAWN, Ask.State.EXPIRED}
    is_open = not is_closed and rules.is_open(expires_at=ask.expires_at, spoke_at=spoke_at, at=at)
    first = ask.answered_at or at
    return row_of(
        ask,
        is_open=is_open,
        may_change=rules.may_change(first_answered_at=first, at=at),
        words=has_words(ask),
    )
