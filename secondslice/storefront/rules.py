"""Which networks may see a storefront, and what it may say of numbers. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address, ip_network

LEAST_ANSWERS = 20
"""So many answers must stand behind a number that strangers read."""
STEP = 5


def networks_of(text: str) -> list[str]:
    """Return the networks of a text, one to a line. Raise ValueError naming the first line that is none.

    >>> networks_of("10.0.0.0/8, 192.168.7.1")
    ['10.0.0.0/8', '192.168.7.1/32']
    >>> networks_of("office")
    Traceback (most recent call last):
    ValueError: office
    """
    found = []
    for one in text.replace(",", " ").split():
        try:
            found.append(str(ip_network(one, strict=False)))
        except ValueError:
            raise ValueError(one) from None
    return list(dict.fromkeys(found))


def is_inside(address: str, networks: Sequence[str]) -> bool:
    """Tell whether an address belongs to one of the networks; what is no address belongs to none.

    An IPv4 address that arrives dressed as IPv6 counts as what it is.

    >>> is_inside("10.1.2.3", ["10.0.0.0/8"]), is_inside("::ffff:10.1.2.3", ["10.0.0.0/8"])
    (True, True)
    >>> is_inside("11.1.2.3", ["10.0.0.0/8"]), is_inside("", ["10.0.0.0/8"])
    (False, False)
    """
    try:
        found = ip_address(address)
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found in ip_network(one) for one in networks)


def at_least(number: int) -> int:
    """Return a number rounded down, so that few single answers show.

    >>> at_least(304), at_least(4)
    (300, 0)
    """
    return number - number % STEP


MOST_LOGO = 60_000
"""Bytes: the page with it stays quick on a telephone."""
_BEGINNINGS = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))


def picture_kind(content: bytes) -> str:
    """Return the media type of a picture by its first bytes: PNG, JPEG or WebP; empty for anything else.

    No SVG: it can hold programs.

    >>> picture_kind(bytes.fromhex("89504e470d0a1a0a00")), picture_kind(b"<svg>")
    ('image/png', '')
    """
    for begins, kind in _BEGINNINGS:
        if content.startswith(begins):
            return kind
    return "image/webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else ""
