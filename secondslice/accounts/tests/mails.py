"""Read what the outbox holds."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from secondslice.messaging.models import Message
from secondslice.messaging.services import opened


def last_mail(to: str) -> Message:
    """Return the newest mail to this address."""
    message = Message.objects.filter(to=to).order_by("-pk").first()
    assert message is not None, f"no mail to {to}"
    return message


def link_in(message: Message) -> str:
    """Return the path of the first link in a mail's text, with its secret put in."""
    found = re.search(r"https?://\S+", opened(message).text)
    assert found is not None
    return urlsplit(found[0]).path
