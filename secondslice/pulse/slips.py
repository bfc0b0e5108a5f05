"""What a page of a station carries, signed: the slip of each form, and the receipt of an answer.

A slip is to a station what `pulse.nonces` is to an ask. It also holds a random number, because many people open the
same address at the same moment. The receipt is made of that number: whoever has it may change the answer, and a form
that is sent twice brings the same receipt, so it counts once. Neither holds anything of a person.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import struct
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache

from django.conf import settings

from secondslice.core.tokens import digest

_LAYOUT = struct.Struct(">QQ1s1s4s9s")  # station, milliseconds, kind, act, network, number
_RECEIPT = struct.Struct(">9s12s")  # number, signature
_MAC = 12
NUMBER = 9


@dataclass(frozen=True, slots=True)
class Slip:
    """What a form of a station says about itself when it is sent."""

    station_id: int
    shown_at: datetime
    kind: str
    """a: an answer; u: take it back; d: words to it; c: please call me; e: enrol this device."""
    act: str
    """1 for the first page, 2 for the page that asks for one more act."""
    network: str
    """`pulse.rules.network_digest` of the network the page was shown to."""
    number: bytes = field(default_factory=lambda: secrets.token_bytes(NUMBER))


@cache
def _key(purpose: str, secret: str) -> bytes:
    return hashlib.sha256(f"secondslice.station.{purpose}:{secret}".encode()).digest()


def _mac(purpose: str, data: bytes) -> bytes:
    return hmac.digest(_key(purpose, settings.SECRET_KEY), data, "sha256")[:_MAC]


def _as_text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _raw(text: str) -> bytes:
    """Return the bytes of a text that we wrote to the letter, else nothing: decoding skips foreign letters."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""
    return raw if _as_text(raw) == text else b""


def sign(slip: Slip) -> str:
    """Return the slip as text for a hidden field."""
    data = _LAYOUT.pack(
        slip.station_id,
        int(slip.shown_at.timestamp() * 1000),
        slip.kind.encode(),
        slip.act.encode(),
        bytes.fromhex(slip.network),
        slip.number,
    )
    return _as_text(data + _mac("slip", data))


def read(text: str) -> Slip | None:
    """Return the slip when it is ours and unchanged to the letter, else None."""
    raw = _raw(text)
    data, mac = raw[: _LAYOUT.size], raw[_LAYOUT.size :]
    if len(mac) != _MAC or not hmac.compare_digest(_mac("slip", data), mac):
        return None
    station_id, milliseconds, kind, act, network, number = _LAYOUT.unpack(data)
    return Slip(
        station_id=station_id,
        shown_at=datetime.fromtimestamp(milliseconds / 1000, tz=UTC),
        kind=kind.decode(),
        act=act.decode(),
        network=network.hex(),
        number=number,
    )


def receipt_of(slip: Slip) -> str:
    """Return the receipt of the answer that this slip brings: the same for both acts of one answer."""
    return _as_text(_RECEIPT.pack(slip.number, _receipt_mac(slip.station_id, slip.number)))


def is_receipt(text: str, *, station_id: int) -> bool:
    """Tell whether this is a receipt of an answer at this station; nothing is looked up."""
    raw = _raw(text)
    if len(raw) != _RECEIPT.size:
        return False
    number, mac = _RECEIPT.unpack(raw)
    return hmac.compare_digest(_receipt_mac(station_id, number), mac)


def _receipt_mac(station_id: int, number: bytes) -> bytes:
    return _mac("receipt", station_id.to_bytes(8, "big") + number)


def counting_key(*, station_id: int, who: str, span: str) -> str:
    """Return under what taps of a device or network are counted: it tells neither, and another one the next hour."""
    data = f"{station_id} {who} {span}".encode()
    return hmac.digest(_key("count", settings.SECRET_KEY), data, "sha256").hex()


def enrolment_code(device_ref: str) -> str:
    """Return the eight digits with which a device is enrolled: made of its name, stored nowhere."""
    mac = hmac.digest(_key("code", settings.SECRET_KEY), device_ref.encode(), "sha256")
    return f"{int.from_bytes(mac[:8], 'big') % 100_000_000:08d}"


def is_code(device_ref: str, typed: str) -> bool:
    """Tell whether what was typed is the device's code; spaces do not matter."""
    given = "".join(typed.split()).encode(errors="replace")
    return hmac.compare_digest(enrolment_code(device_ref).encode(), given)


def receipt_digest(receipt: str) -> str:
    """Return what is stored of a receipt."""
    return digest(receipt)
