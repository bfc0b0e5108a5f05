"""Look into the mailbox, and note how that went: whoever runs the installation sees it under Settings, Mail."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from secondslice.messaging.models import InboundMail
from secondslice.messaging.services.receiving import (
    MOST_BYTES,
    Parcel,
    keep_unfetched,
    most_of,
)
from secondslice.messaging.transports.mailbox import Mailbox, MailboxAway, NotFetched

log = logging.getLogger(__name__)
MOST = 200
LOOKED = "messaging.mailbox_looked_into"


@dataclass(frozen=True, slots=True)
class Looked:
    """When we last looked into the mailbox, and why that failed; empty when it did not."""

    at: datetime
    error: str = ""


def fetch_mails(*, take: Callable[[Parcel], object], at: datetime) -> int:
    """Hand over every unread mail, and mark it as read once it is kept. Return how many.

    A mailbox that is away is looked into again a minute later. A mail that the server does not hand out is noted with
    the reason, and not asked for again.
    """
    if settings.INBOUND is None:
        return 0
    count, error = 0, ""
    try:
        with Mailbox(settings.INBOUND) as mailbox:
            for uid in mailbox.unread()[:MOST]:
                count += _take(mailbox, uid, take, at=at)
                mailbox.mark_read(uid)
    except MailboxAway as away:
        error = str(away)
        log.warning("%s It is tried again in a minute.", error)
    with transaction.atomic():
        cache.set(LOOKED, Looked(at, error), timeout=None)
    return count


def last_look() -> Looked | None:
    """Return how the last look into the mailbox went; None when nobody has looked yet."""
    found = cache.get(LOOKED)
    return found if isinstance(found, Looked) else None


def _take(mailbox: Mailbox, uid: str, take: Callable[[Parcel], object], *, at: datetime) -> bool:
    try:
        raw = _fetched(mailbox, uid)
    except NotFetched as why:
        keep_unfetched(name=f"{mailbox.name}/{uid}", why=f"The mail server: {why}", at=at)
        return False
    if raw is None:
        return False
    take(Parcel(raw, InboundMail.Way.MAILBOX))
    return True


def _fetched(mailbox: Mailbox, uid: str) -> bytes | None:
    """Return what is looked at of a mail: of one that may bring files, more than of others."""
    raw = mailbox.fetch(uid, most=MOST_BYTES)
    if raw is None or (most := most_of(Parcel(raw, InboundMail.Way.MAILBOX))) == MOST_BYTES:
        return raw
    return mailbox.fetch(uid, most=most)
