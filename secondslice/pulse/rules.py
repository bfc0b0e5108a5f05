"""Who made this tap? Plain values in, plain values out: no Django, no clock, no database.

The rules come from what mail scanners were seen to do: they fetch every link, they run scripts, they submit forms, and
they repeat a person's own POST half a minute later from another network. None of the signs below is a proof alone.
So a doubtful tap is never thrown away and never counted: the page asks for one more, different act.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

LEAST_DWELL = timedelta(seconds=1)
FRESH_MAIL = timedelta(seconds=10)
BURST = timedelta(seconds=10)
RECENT = timedelta(seconds=60)
MOST_ATTEMPTS_A_MINUTE = 3
MOST_WRONG_CODES = 5
NONCE_LIFE = timedelta(days=1)
CHANGE_DAYS = 7


class Signal(StrEnum):
    """One sign that a tap may not be a person's. The value is stored with the attempt."""

    NO_NONCE = "no_nonce"
    TOO_FAST = "too_fast"
    FRESH_MAIL = "fresh_mail"
    ALL_LINKS = "all_links"
    HIDDEN_LINK = "hidden_link"
    HIDDEN_FIELD = "hidden_field"
    SCANNER_NETWORK = "scanner_network"
    SCANNER_AGENT = "scanner_agent"
    OTHER_NETWORK = "other_network"
    NO_SCRIPT = "no_script"
    NO_HAND = "no_hand"
    WEBDRIVER = "webdriver"
    REPLAY = "replay"
    CONTRADICTION = "contradiction"
    TOO_MANY = "too_many"
    WRONG_PROJECT = "wrong_project"
    WRONG_CODE = "wrong_code"
    NOT_THE_SAME = "not_the_same"
    UNPROVEN = "unproven"


ONLY_MACHINES = frozenset(
    {
        Signal.NO_NONCE,
        Signal.HIDDEN_LINK,
        Signal.HIDDEN_FIELD,
        Signal.REPLAY,
        Signal.CONTRADICTION,
        Signal.TOO_MANY,
        Signal.WRONG_PROJECT,
    }
)
"""Signs that no person's browser gives."""

PROVEN_WRONG_BY_A_SECOND_ACT = frozenset(
    {
        Signal.FRESH_MAIL,
        Signal.ALL_LINKS,
        Signal.SCANNER_NETWORK,
        Signal.SCANNER_AGENT,
        Signal.OTHER_NETWORK,
        Signal.NO_SCRIPT,
        Signal.NO_HAND,
        Signal.WEBDRIVER,
    }
)
"""Signs that a person may give too, and that the second act outweighs."""

SOMEBODY_ELSE = frozenset({Signal.WRONG_CODE, Signal.NOT_THE_SAME, Signal.UNPROVEN})
"""Signs of attempts by somebody who is not shown to be the person: they say nothing about the one who is asked."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A link of the ask was opened: `choice` is y, n, - (neither) or x (the link no person sees)."""

    choice: str
    at: datetime
    network: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """An earlier attempt to answer the same ask. `taste` is yes, no, or empty when an answer was taken back."""

    taste: str
    verdict: str
    counted: bool
    at: datetime
    nonce: str
    network: str
    signals: str


@dataclass(frozen=True, slots=True)
class Tap:
    """What is known of one POST."""

    taste: str
    at: datetime
    network: str
    nonce: str = ""
    shown_at: datetime | None = None
    """When the page of this POST was shown; None when its nonce is missing, too old or not ours."""
    shown_network: str = ""
    """The digest of the network the page was shown to, see `network_digest`."""
    mail_accepted_at: datetime | None = None
    hand: str = ""
    """What pressed the button by the page's script: pointer, touch, key, click; "none"; or empty without script."""
    webdriver: bool = False
    hidden_field: bool = False
    scanner_agent: bool = False
    scanner_network: bool = False
    second_act: bool = False
    """The page had asked for one more act, and this is it."""
    right_project: bool = True
    visits: Sequence[Visit] = field(default=())
    attempts: Sequence[Attempt] = field(default=())


def signals(tap: Tap) -> list[Signal]:
    """Return every sign that speaks against a person, in the order of the enumeration."""
    found = _signs_of_the_page(tap) | _signs_of_the_links(tap) | _signs_of_the_past(tap)
    return [signal for signal in Signal if signal in found]


def verdict(found: Sequence[Signal], *, second_act: bool) -> str:
    """Return human, suspect or machine.

    >>> verdict([], second_act=False), verdict([Signal.NO_SCRIPT], second_act=False)
    ('human', 'suspect')
    >>> verdict([Signal.NO_SCRIPT], second_act=True), verdict([Signal.REPLAY], second_act=True)
    ('human', 'machine')
    """
    rest = set(found) - (PROVEN_WRONG_BY_A_SECOND_ACT if second_act else frozenset())
    if rest & ONLY_MACHINES:
        return "machine"
    return "suspect" if rest else "human"


def _signs_of_the_page(tap: Tap) -> set[Signal]:
    found = set()
    if tap.shown_at is None:
        found.add(Signal.NO_NONCE)
    else:
        if tap.at - tap.shown_at < LEAST_DWELL:
            found.add(Signal.TOO_FAST)
        if tap.shown_network != network_digest(tap.network):
            found.add(Signal.OTHER_NETWORK)
    facts = {
        Signal.HIDDEN_FIELD: tap.hidden_field,
        Signal.SCANNER_AGENT: tap.scanner_agent,
        Signal.SCANNER_NETWORK: tap.scanner_network,
        Signal.WEBDRIVER: tap.webdriver,
        Signal.NO_SCRIPT: not tap.hand,
        Signal.NO_HAND: tap.hand == "none",
        Signal.WRONG_PROJECT: tap.second_act and not tap.right_project,
    }
    return found | {signal for signal, is_so in facts.items() if is_so}


def _signs_of_the_links(tap: Tap) -> set[Signal]:
    found = set()
    if tap.mail_accepted_at is not None and tap.at - tap.mail_accepted_at < FRESH_MAIL:
        found.add(Signal.FRESH_MAIL)
    recent = [visit for visit in tap.visits if tap.at - visit.at < RECENT]
    if any(visit.choice == "x" and visit.network == tap.network for visit in recent):
        found.add(Signal.HIDDEN_LINK)
    yes = [visit.at for visit in recent if visit.choice == "y"]
    no = [visit.at for visit in recent if visit.choice == "n"]
    if any(abs(one - other) < BURST for one in yes for other in no):
        found.add(Signal.ALL_LINKS)
    return found


def _signs_of_the_past(tap: Tap) -> set[Signal]:
    found = set()
    if tap.nonce and any(attempt.nonce == tap.nonce for attempt in tap.attempts):
        found.add(Signal.REPLAY)
    vain = _vain(tap)
    burst = {attempt.taste for attempt in vain if tap.at - attempt.at < BURST}
    if {"yes": "no", "no": "yes"}.get(tap.taste) in burst:
        found.add(Signal.CONTRADICTION)
    # One that was too many already is not counted again: a person who goes on tapping is let through in the end.
    if sum(Signal.TOO_MANY not in attempt.signals for attempt in vain) >= MOST_ATTEMPTS_A_MINUTE:
        found.add(Signal.TOO_MANY)
    return found


def _vain(tap: Tap) -> list[Attempt]:
    """Return the attempts of the last minute that were not counted. What came before an answer that was is forgiven."""
    counted_at = max((attempt.at for attempt in tap.attempts if attempt.counted), default=None)
    return [
        attempt
        for attempt in tap.attempts
        if not attempt.counted
        and tap.at - attempt.at < RECENT
        and (counted_at is None or attempt.at > counted_at)
        and SOMEBODY_ELSE.isdisjoint(attempt.signals.split(","))
    ]


def is_double_press(tap: Tap) -> bool:
    """Tell whether this is the same press arriving twice: same page, same answer, same network, within seconds."""
    return any(
        attempt.counted
        and tap.nonce
        and attempt.nonce == tap.nonce
        and attempt.taste == tap.taste
        and attempt.network == tap.network
        and tap.at - attempt.at < BURST
        for attempt in tap.attempts
    )


def may_change(*, first_answered_at: datetime, at: datetime) -> bool:
    """Tell whether the person may still change an answer first given then."""
    return at - first_answered_at < timedelta(days=CHANGE_DAYS)


def is_open(*, expires_at: datetime, spoke_at: datetime | None, at: datetime) -> bool:
    """Tell whether the link still leads somewhere: until it expires, and for whoever has spoken some days at least.

    `spoke_at`: when the person first answered, or took the answer back.
    """
    return at < expires_at or (
        spoke_at is not None and may_change(first_answered_at=spoke_at, at=at)
    )


@lru_cache(4096)  # one company often answers from few addresses
def coarse_network(address: str) -> str:
    """Return the network an address belongs to, coarse enough to name no household: /24 or /48.

    >>> coarse_network("203.0.113.77"), coarse_network("2001:db8:1:2::3"), coarse_network("?")
    ('203.0.113.0/24', '2001:db8:1::/48', '')
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 48), strict=False))  # noqa: PLR2004


@lru_cache(4096)
def network_digest(network: str) -> str:
    """Return four bytes of a digest of a network, for a nonce: enough to see a difference, nothing to read."""
    return hashlib.sha256(network.encode()).hexdigest()[:8]


@lru_cache(1024)
def browser_family(agent: str) -> str:
    """Return a coarse name of the browser.

    >>> browser_family("Mozilla/5.0 ... Chrome/142.0 Safari/537.36 Edg/142.0")
    'Edge'
    """
    for mark, name in (
        ("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ):  # fmt: skip
        if mark in agent:
            return name
    return "other" if agent else ""


def decoy_order(seed: str) -> int:
    """Return where the real project stands among three (1 or 2, never 0: programs press the first button first).

    >>> {decoy_order(str(n)) for n in range(20)} == {1, 2}
    True
    """
    return 1 + hashlib.sha256(seed.encode()).digest()[0] % 2
