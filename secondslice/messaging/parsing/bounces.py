"""Tell what a mail server means when it refuses a mail: no such person, or only no room today.

The numbers are those of RFC 3463 (enhanced status codes) and RFC 5321 (replies). Many servers say less, so where there
is no enhanced code the words decide; what is not understood is never held against an address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SOFT_MOST = 3
"""So many soft bounces ..."""
SOFT_WITHIN = timedelta(days=180)
"""... within so many days, and nothing more is sent. Questions are rare: a shorter time would never see three."""

_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.])([45]\d\d)(?![\d.])")
_NO_SUCH_PERSON = {1, 2, 3, 4, 6, 10}
"""Of 5.1.x: bad mailbox, bad system, bad syntax, ambiguous, moved, a domain that takes no mail (RFC 7505)."""
_DISABLED, _FULL = 1, 2  # of x.2.x
_ABOUT_US = re.compile(
    r"spam|block|blacklist|denylist|reputation|policy|dmarc|spf|dkim|relay|authentication|unauthenticated|virus"
    r"|content|rate limit",
    re.IGNORECASE,
)
_ROOM = re.compile(r"\b(full|quota|over ?quota|storage|exceeded)\b", re.IGNORECASE)
_NOBODY = re.compile(
    r"(unknown|no such|does ?n[o']t exist|not found|invalid|disabled|inactive|unavailable)"
    r".{0,30}(user|mailbox|recipient|address|account|person|domain|host)"
    r"|(user|mailbox|recipient|address|account|person|domain|host)"
    r".{0,40}(unknown|no such|does ?n[o']t exist|not found|invalid|disabled|inactive)|no such|nobody here",
    re.IGNORECASE,
)
_NO_MAILBOX = {550, 551, 553}
"""Replies to a recipient that mean the mailbox when nothing else is said (RFC 5321, 4.2.3)."""


class Kind(StrEnum):
    """What a refusal says about an address."""

    HARD = "hard"
    """There is no such person: nothing will ever arrive."""
    SOFT = "soft"
    """Not now: the mailbox is full, the server was away for days."""
    OTHER = "other"
    """It is about us or about the mail (policy, spam, size): the address may be good."""
    COMPLAINT = "complaint"
    """The person has called our mail spam."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a server said of one recipient. `status` is enhanced (5.1.1), or empty."""

    status: str = ""
    words: str = ""


def kind_of(refusal: Refusal) -> Kind:
    """Return what a refusal that is final for this mail says about the address.

    >>> kind_of(Refusal("5.1.1", "no such user")), kind_of(Refusal("5.2.2", "mailbox full"))
    (<Kind.HARD: 'hard'>, <Kind.SOFT: 'soft'>)
    >>> kind_of(Refusal("5.7.1", "blocked by policy")), kind_of(Refusal("", "550 no such person"))
    (<Kind.OTHER: 'other'>, <Kind.HARD: 'hard'>)
    """
    status = refusal.status or enhanced_code(refusal.words)
    if match := _ENHANCED.fullmatch(status):
        known = _by_code(int(match[1]), int(match[2]), int(match[3]))
        if known is not None:
            return known
    return _by_words(refusal.words)


def enhanced_code(words: str) -> str:
    """Return the first enhanced status code in a server's words, or nothing.

    >>> enhanced_code("550-5.1.1 The account does not exist"), enhanced_code("from 10.5.1.1")
    ('5.1.1', '')
    """
    match = _ENHANCED.search(words)
    return match[0] if match else ""


def _by_code(grade: int, subject: int, detail: int) -> Kind | None:
    """Return what an enhanced code says; None where it says nothing, such as 5.0.0."""
    if grade == 4:  # noqa: PLR2004  (tried for days, and given up)
        return Kind.OTHER if subject in {6, 7} else Kind.SOFT
    if (subject, detail) == (2, _FULL):
        return Kind.SOFT
    if (subject == 1 and detail in _NO_SUCH_PERSON) or (subject, detail) == (2, _DISABLED):
        return Kind.HARD
    if subject == 4:  # noqa: PLR2004  (routing: the server was not found, or was away)
        return Kind.SOFT
    return Kind.OTHER if subject in {1, 2, 3, 5, 6, 7} else None


def _by_words(words: str) -> Kind:
    if _ABOUT_US.search(words):
        return Kind.OTHER
    if _ROOM.search(words):
        return Kind.SOFT
    if _NOBODY.search(words):
        return Kind.HARD
    match = _REPLY.search(words)
    if match is None:
        return Kind.OTHER
    reply = int(match[1])
    if reply in _NO_MAILBOX:
        return Kind.HARD
    return Kind.SOFT if reply < 500 or reply == 552 else Kind.OTHER  # noqa: PLR2004  (552: no room, RFC 5321)


def is_too_many(soft: list[datetime], *, at: datetime) -> bool:
    """Tell whether an address has bounced softly often enough to be left alone."""
    return len({one.date() for one in soft if at - one < SOFT_WITHIN}) >= SOFT_MOST
