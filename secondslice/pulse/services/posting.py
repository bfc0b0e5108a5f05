"""Write questions and the mails and chat messages that carry them, in the transaction of whoever asks.

Nothing else stores a question that goes out, and nothing is stored without a permit (services/turns.py).
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from secondslice.accounts.services.members import note_rated
from secondslice.core.rows import update_rows
from secondslice.core.tokens import derived_token, digest
from secondslice.customers.models import Contact
from secondslice.customers.services import page_tokens
from secondslice.messaging.models import Message
from secondslice.messaging.selectors import chats_of
from secondslice.pulse import nonces
from secondslice.pulse.channels import Way
from secondslice.pulse.chat_letters import chat_message, way_of
from secondslice.pulse.letters import ASK, Draft, Round, mail_for, mail_for_several, owner_of
from secondslice.pulse.models import Ask, ReplyAddress
from secondslice.pulse.reply_addresses import reply_address
from secondslice.pulse.selectors.by_hand import confided
from secondslice.pulse.services.counting import count_asked
from secondslice.pulse.services.turns import Permit
from secondslice.pulse.ways_out import WaysOut, ways_out

Line = tuple[Round, Draft]


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person gets in one mail, and the permit to send it."""

    permit: Permit
    lines: Sequence[Line]

    def __post_init__(self) -> None:
        """Refuse a mail to somebody else than the permit is for, or before it says."""
        for this, draft in self.lines:
            if (draft.ask.contact_id, this.at) != (self.permit.contact_id, self.permit.leaves_at):
                raise ValueError(f"{draft.ask} has no permit for {this.at}")


def store(*, letters: Sequence[Letter], batch: uuid.UUID | None = None) -> list[Ask]:
    """Write questions and their mails, in the caller's transaction. What stands in one letter goes out as one mail.

    `batch`: they are many, and leave after what somebody waits for. Mails to who was ever asked in confidence are in
    confidence: whether and when they go out depends on what was answered.
    """
    ways = _choose_ways(letters)
    asks = Ask.objects.bulk_create(
        [draft.ask for letter in letters for _this, draft in letter.lines], batch_size=500
    )
    tokens = page_tokens(contacts=[letter.lines[0][1].ask.contact for letter in letters])
    kept = confided(letter.permit.contact_id for letter in letters)
    messages, addresses = [], []
    for letter, way in zip(letters, ways, strict=True):
        out = ways_out(tokens[letter.permit.contact_id])
        if way is Way.MAIL:
            address, reply = reply_address([draft.ask for _this, draft in letter.lines])
            if address:
                addresses.append(address)
            message = _mail_with(letter.lines, out, reply)
            # Who is asked in a chat is not known to be reached by mail: looked up again before it leaves.
            is_instead = letter.lines[0][1].ask.contact.way != Contact.Way.MAIL
            message.is_bulk, message.batch = batch is not None or is_instead, batch
        else:
            message = chat_message(letter.lines, way, out, kind=_kind(letter.lines))
        message.in_confidence = letter.permit.contact_id in kept
        message.workspace = letter.lines[0][0].workspace
        message.due_at = letter.permit.leaves_at
        messages.append(message)
    Message.objects.bulk_create(messages, batch_size=200)
    ReplyAddress.objects.bulk_create(addresses, batch_size=500)
    _join(letters, messages)
    count_asked(asks=asks)
    _note_rated(asks)
    return asks


def _join(letters: Sequence[Letter], messages: Sequence[Message]) -> None:
    """Note with each question which mail carries it: each row holds something of the other, so one is written twice."""
    joined = []
    for letter, message in zip(letters, messages, strict=True):
        for _this, draft in letter.lines:
            draft.ask.message = message
            joined.append(draft.ask)
    update_rows(joined, ["message"])


def store_by_link(*, permit: Permit, line: Line) -> Ask:
    """Write a question whose link a member gives by hand, in the caller's transaction. No mail goes out."""
    letter = Letter(permit, [line])
    draft = line[1]
    draft.ask.way = Way.LINK
    asks = Ask.objects.bulk_create([one.ask for _this, one in letter.lines])
    count_asked(asks=asks)
    _note_rated(asks)
    return asks[0]


def _choose_ways(letters: Sequence[Letter]) -> list[Way]:
    """Return how each letter goes out, and write it down in its questions."""
    chats = chats_of(letters[0].lines[0][0].workspace.pk) if letters else {}
    ways = [way_of(letter.lines, chats) for letter in letters]
    for letter, way in zip(letters, ways, strict=True):
        for _this, draft in letter.lines:
            draft.ask.way = way
    return ways


def _kind(lines: Sequence[Line]) -> str:
    return "pulse.ask_again" if lines[0][1].ask.kind == Ask.Kind.RE_ASK else "pulse.ask"


def _note_rated(asks: Sequence[Ask]) -> None:
    """Remember who is rated in confidence, so that these answers stay closed to this person in every later role."""
    rated: dict[int, set[int]] = {}
    for ask in asks:
        if ask.mode == Ask.Mode.CONFIDENTIAL and ask.owner_id is not None:
            rated.setdefault(ask.workspace_id, set()).add(ask.owner_id)
    for workspace_id, users in rated.items():
        note_rated(workspace_id=workspace_id, users=users)


def remind(*, asks: Sequence[Ask], permit: Permit, batch: uuid.UUID | None = None) -> bool:
    """Write the reminder for the questions of one mail, with its links once more, in the caller's transaction.

    Return False when that cannot be: the installation has another key than when the mail was sent.
    """
    lines = []
    for ask in asks:
        token = derived_token(ASK, ask.ref.hex)
        if digest(token) != ask.token_digest:
            return False
        owner = ask.owner or owner_of(ask.project)
        lines.append((Round(ask.project, ask.asked_by, permit.leaves_at, owner), Draft(ask, token)))
    workspace = asks[0].workspace
    way = way_of(lines, chats_of(workspace.pk))
    address, contact = None, asks[0].contact
    out = ways_out(page_tokens(contacts=[contact])[contact.pk])
    if way is Way.MAIL:
        address, reply = reply_address(asks)
        message = mail_for_several(lines, out=out, kind="pulse.reminder", reply=reply)
        message.is_bulk, message.batch = True, batch
    else:
        message = chat_message(lines, way, out, kind="pulse.reminder")
    message.in_confidence = contact.pk in confided([contact.pk])
    message.workspace, message.due_at = workspace, permit.leaves_at
    message.save()
    if address:
        address.save()
    return True


def _mail_with(lines: Sequence[Line], out: WaysOut, reply: str) -> Message:
    if len(lines) > 1:
        return mail_for_several(lines, out=out, reply=reply)
    this, draft = lines[0]
    code = nonces.code(draft.ask.pk)
    return mail_for(this, draft, root=draft.root, code=code, out=out, reply=reply)
