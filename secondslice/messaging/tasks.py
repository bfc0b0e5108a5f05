"""What the clock asks of this room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from secondslice.core.long_task import LongTask
from secondslice.journeys.mail_came_back import mail_came_back
from secondslice.journeys.mail_came_in import mail_came_in
from secondslice.journeys.mail_read import mail_read
from secondslice.messaging.selectors import bounces_to_follow, mail_to_read
from secondslice.messaging.services.fetching import fetch_mails
from secondslice.messaging.services.receiving import forget_mails

AT_ONCE = 500


def read_mail(*, payload: dict[str, int], now: datetime) -> None:
    """Read a mail that came in, and do what follows."""
    mail = mail_to_read(payload["mail"])
    if mail is not None:
        mail_read(mail=mail, now=now)


def _fetch_mail(*, payload: dict[str, int], now: datetime) -> Callable[[], None]:  # noqa: ARG001
    """Look into the mailbox; each mail is kept in a transaction of its own."""
    fetch_mails(take=lambda parcel: mail_came_in(parcel=parcel, now=now), at=now)
    return _nothing_more


def forget_old(*, payload: dict[str, int], now: datetime) -> None:  # noqa: ARG001
    """Forget the mails that came in long ago."""
    forget_mails(at=now)


def _follow_bounces(*, payload: dict[str, int], now: datetime) -> Callable[[], None]:  # noqa: ARG001
    """Do what follows from each mail that came back since, each in a transaction of its own."""
    for bounce in bounces_to_follow()[:AT_ONCE]:
        mail_came_back(bounce=bounce, now=now)
    return _nothing_more


def _nothing_more() -> None:
    """All is done before the job's transaction begins."""


follow_bounces = LongTask(_follow_bounces)
fetch_mail = LongTask(_fetch_mail)
