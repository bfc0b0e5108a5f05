"""What a mail provider tells us, whoever it is."""

from __future__ import annotations

from dataclasses import dataclass

from secondslice.messaging.parsing.bounces import Kind


@dataclass(frozen=True, slots=True)
class CameIn:
    """A mail that came in."""

    raw: bytes
    recipient: str


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a mail of ours that did not simply arrive."""

    provider_id: str
    kind: Kind | None
    """None: the person has unsubscribed at the provider."""
    words: str
    key: str
    """By what this very report is known again."""
