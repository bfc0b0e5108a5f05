"""Give a mail with questions the address at which it is answered by replying, where the installation takes replies."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.conf import settings

from secondslice.core.tokens import derived_token, digest, without_case
from secondslice.messaging.parsing.addresses import tagged
from secondslice.pulse.letters import REPLY
from secondslice.pulse.models import Ask, ReplyAddress


def reply_address(asks: Sequence[Ask]) -> tuple[ReplyAddress | None, str]:
    """Return the row, not stored yet, and the address for a mail with these stored questions, in the mail's order.

    Without SECONDSLICE_REPLY_ADDRESS there is none: replies then go to whoever asks, as to any mail. Nor is there one
    in a mail that asks anonymously: a reply bears its sender's name.
    """
    if settings.REPLY_ADDRESS is None or any(ask.mode == Ask.Mode.ANONYMOUS for ask in asks):
        return None, ""
    ref = uuid.uuid4()
    tag = without_case(derived_token(REPLY, ref.hex))
    row = ReplyAddress(
        ref=ref,
        workspace_id=asks[0].workspace_id,
        contact_id=asks[0].contact_id,
        token_digest=digest(tag),
        asks=[ask.pk for ask in asks],
    )
    return row, tagged(settings.REPLY_ADDRESS, tag)


def example_address() -> str:
    """Return what stands for that address where a mail is only looked at."""
    return settings.REPLY_ADDRESS.addr_spec if settings.REPLY_ADDRESS else ""
