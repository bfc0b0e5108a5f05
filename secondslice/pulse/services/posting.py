"""Write questions and the mails that carry them, in the transaction of whoever asks.

Nothing else stores a question that goes out by mail, and nothing is stored without a permit (services/turns.py).
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from secondslice.accounts.services.members import note_rated
from secondslice.core.tokens import derived_token, digest
from secondslice.customers.services import page_tokens
from secondslice.messaging.models import Message
from secondslice.pulse import nonces
from secondslice.pulse.letters import ASK, Draft, Round, mail_for, mail_for_several, owner_of
from secondslice.pulse.models import Ask, ReplyAddress
from secondslice.pulse.reply_addresses import reply_address
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

    `batch`: they are many, and leave after what somebody waits for.
    """
    asks = Ask.objects.bulk_create(
        [draft.ask for letter in letters for _this, draft in letter.lines], batch_size=500
    )
    tokens = page_tokens(contacts=[letter.lines[0][1].ask.contact for letter in letters])
    messages, addresses = [], []
    for letter in letters:
        out = ways_out(tokens[letter.permit.contact_id])
        address, reply = reply_address([draft.ask for _this, draft in letter.lines])
        if address:
            addresses.append(address)
        message = _mail_with(letter.lines, out, reply)
        message.workspace = letter.lines[0][0].workspace
        message.due_at = letter.permit.leaves_at
        message.is_bulk, message.batch = batch is not None, batch
        messages.append(message)
    Message.objects.bulk_create(messages, batch_size=200)
    ReplyAddress.objects.bulk_create(addresses, batch_size=500)
    for letter, message in zip(letters, messages, strict=True):
        for _this, draft in letter.lines:
            draft.ask.message = message
    Ask.objects.bulk_update(asks, ["message"], batch_size=200)
    count_asked(asks=asks)
    _note_rated(asks)
    return asks


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
    address, reply = reply_address(asks)
    contact = asks[0].contact
    out = ways_out(page_tokens(contacts=[contact])[contact.pk])
    message = mail_for_several(lines, out=out, kind="pulse.reminder", reply=reply)
    message.workspace, message.due_at = asks[0].workspace, permit.leaves_at
    message.is_bulk, message.batch = True, batch
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
