"""Signed small things: the nonce of a shown page, the proof of the first browser, the code in the mail."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from django.conf import settings

OF_A_PERSON = "own page"
"""The kind of page that is a person's own: its nonces hold the key of the person where others hold that of an ask."""
_LAYOUT = struct.Struct(">QQ1s1s4s")  # ask, milliseconds, choice, act, network
_MAC = 12


@dataclass(frozen=True, slots=True)
class Nonce:
    """What a page says about itself when it comes back as a POST."""

    ask_id: int
    shown_at: datetime
    choice: str
    """y or n: the button it belongs to; u: take the answer back; d: details, and what it was worth; s: what is next.

    On a person's own page they are others: dashboard.own_pages.LETTERS.
    """
    act: str
    """1 for the first page, 2 for the page that asks for one more act."""
    network: str
    """`pulse.rules.network_digest` of the network the page was shown to."""


@cache
def _key(purpose: str, secret: str) -> bytes:
    return hashlib.sha256(f"secondslice.{purpose}:{secret}".encode()).digest()


def _mac(purpose: str, data: bytes) -> bytes:
    return hmac.digest(_key(purpose, settings.SECRET_KEY), data, "sha256")


def sign(nonce: Nonce, *, page: str = "nonce") -> str:
    """Return the nonce as text for a hidden field: 46 characters. One of another kind of `page` is not read."""
    data = _LAYOUT.pack(
        nonce.ask_id,
        int(nonce.shown_at.timestamp() * 1000),
        nonce.choice.encode(),
        nonce.act.encode(),
        bytes.fromhex(nonce.network),
    )
    return _as_text(data + _mac(page, data)[:_MAC])


def read(text: str, *, page: str = "nonce") -> Nonce | None:
    """Return the nonce when it is ours and unchanged to the letter, else None."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None
    data, mac = raw[: _LAYOUT.size], raw[_LAYOUT.size :]
    if len(mac) != _MAC or not hmac.compare_digest(_mac(page, data)[:_MAC], mac):
        return None
    if _as_text(raw) != text:  # decoding skips foreign letters: a used nonce would look new
        return None
    ask_id, milliseconds, choice, act, network = _LAYOUT.unpack(data)
    return Nonce(
        ask_id=ask_id,
        shown_at=datetime.fromtimestamp(milliseconds / 1000, tz=UTC),
        choice=choice.decode(),
        act=act.decode(),
        network=network.hex(),
    )


def _as_text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def proof(ask_id: int) -> str:
    """Return what only the browser holds that gave the first human answer of this ask."""
    return base64.urlsafe_b64encode(_mac("proof", str(ask_id).encode())[:18]).decode()


def is_proof(ask_id: int, text: str) -> bool:
    """Tell whether `text` is that proof."""
    return _is_same(proof(ask_id), text)


def code(ask_id: int) -> str:
    """Return the six digits that stand in the mail of this ask, for changing an answer from another browser."""
    return f"{int.from_bytes(_mac('code', str(ask_id).encode())[:8], 'big') % 1_000_000:06d}"


def is_code(ask_id: int, text: str) -> bool:
    """Tell whether `text` is that code. Spaces do not matter, nor in which digits it is typed."""
    typed = (str(int(one)) if one.isdecimal() else one for one in text if not one.isspace())
    return _is_same(code(ask_id), "".join(typed))


def _is_same(ours: str, given: str) -> bool:
    """Compare in constant time. What is given may hold anything: compare_digest takes ASCII only as text."""
    return hmac.compare_digest(ours.encode(), given.encode(errors="replace"))
