"""What counts at a station, where nobody shows who he is. Plain values in, plain values out: no Django, no clock.

A station has no list of people who were asked, so three things stand in for it: a browser answers once, a device or a
network only so often within a time, and nothing is shown before enough have answered that nobody can be picked out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from secondslice.pulse.rules import Signal

LEAST_TOGETHER = 5
"""So many answers are shown together, or none of them; and so many new ones, or none of those."""
LEAST_SPREAD = 8
"""From so many answers on their reasons are counted: more groups need more people to hide in."""
SLIP_LIFE = timedelta(days=1)
SAME_HAND = timedelta(minutes=5)
"""For so long the page of an answer is shown again to the network that gave it: a button was pressed twice."""
GRACE = timedelta(days=1)
"""For so long words that were being typed when the station closed still arrive."""
CODE_LIFE = timedelta(minutes=30)
MOST_A_MINUTE = 6
MOST_CODES_AN_HOUR = 10
MOST_CALLS_AN_HOUR = 10
RECEIPT_DAYS = 7
"""So long after its week the receipt of an answer is forgotten: then not even its own browser leads to it."""
CALL_DAYS = 30
"""So long after the call a name that was left is deleted."""

AT_A_KIOSK = frozenset({Signal.NO_NONCE, Signal.HIDDEN_FIELD})
"""At a device that the PMO itself has put up, only what no hand can do speaks against a person."""


class Reject(StrEnum):
    """Why a tap was not counted."""

    NETWORK = "network"
    DEVICE = "device"
    BROWSER = "browser"
    UNCONFIRMED = "unconfirmed"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many within a span of time, for whoever `who` stands for."""

    who: str
    span: timedelta
    most: int
    why: Reject


HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def limits(*, kind: str, network: str, device: str, most_per_hour: int) -> list[Limit]:
    """Return what one answer must keep within.

    >>> [limit.most for limit in limits(kind="kiosk", network="n", device="d", most_per_hour=60)]
    [6, 60]
    """
    if kind == "kiosk":
        return [
            Limit(f"device {device}", MINUTE, MOST_A_MINUTE, Reject.DEVICE),
            Limit(f"device {device}", HOUR, most_per_hour, Reject.DEVICE),
        ]
    return [Limit(f"network {network}", HOUR, most_per_hour, Reject.NETWORK)]


def span_start(at: datetime, span: timedelta) -> datetime:
    """Return when the span of time began in which a moment lies.

    >>> span_start(datetime(2026, 3, 6, 9, 31, 7), HOUR)
    datetime.datetime(2026, 3, 6, 9, 0)
    """
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (at - midnight) // span * span


def signs_that_count(found: Sequence[Signal], *, kind: str) -> list[Signal]:
    """Return the signs against a person that mean something at this kind of station."""
    return [sign for sign in found if kind != "kiosk" or sign in AT_A_KIOSK]


def week_of(day: date) -> date:
    """Return the Monday of a day's week: all that is kept of the time of an answer.

    >>> week_of(date(2026, 3, 6))
    datetime.date(2026, 3, 2)
    """
    return day - timedelta(days=day.weekday())


def is_open(
    *, opens_on: date, closes_on: date | None, is_closed: bool, today: date, still: date
) -> bool:
    """Tell whether a station takes answers: its last day belongs to it. `still` lies as long before today as it may.

    >>> friday, day = date(2026, 3, 6), timedelta(days=1)
    >>> is_open(opens_on=friday, closes_on=friday, is_closed=False, today=friday, still=friday)
    True
    >>> is_open(opens_on=friday, closes_on=friday, is_closed=False, today=friday + day, still=friday + day)
    False
    """
    return not is_closed and opens_on <= today and (closes_on is None or still <= closes_on)


def may_reveal(*, hidden: int) -> bool:
    """Tell whether so many answers that nobody has seen yet may be shown: never fewer than five at once.

    >>> may_reveal(hidden=4), may_reveal(hidden=5)
    (False, True)
    """
    return hidden >= LEAST_TOGETHER


_HOST = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\Z"
)


def origin_of(text: str) -> str:
    """Return the origin of an address, as a browser names it; nothing when it is none.

    >>> origin_of("https://Intranet.example.org/pmo?x=1"), origin_of("http://10.0.0.4:8080")
    ('https://intranet.example.org', 'http://10.0.0.4:8080')
    >>> origin_of("intranet.example.org"), origin_of("https://*.example.org"), origin_of("https://a b")
    ('', '', '')
    """
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "", parts.port
        host = host.encode("idna").decode() if not host.isascii() else host
    except (ValueError, UnicodeError):
        return ""
    if parts.scheme not in {"http", "https"} or not _HOST.match(host):
        return ""
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")
