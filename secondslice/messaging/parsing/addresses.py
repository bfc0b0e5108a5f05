"""Addresses with something behind a plus sign: one mailbox, and each mail in it says what it belongs to."""

from __future__ import annotations

import base64
import binascii
import hmac
import uuid
from collections.abc import Iterable
from email.headerregistry import Address

BACK = "b"
"""What stands before the mark of a mail that comes back."""
WITH_FILES = "f"
"""What stands before the secret of an address at which files are taken too: such a mail is kept whole."""
_REF, _PROOF = 26, 16
_SECRET = 26  # core.tokens.without_case


def tagged(mailbox: Address, tag: str) -> str:
    """Return the address of a mailbox with a tag.

    >>> tagged(Address("", "answers", "pmo.example"), "abc")
    'answers+abc@pmo.example'
    """
    return f"{mailbox.username}+{tag}@{mailbox.domain}"


def tags(mailbox: Address, addresses: Iterable[str]) -> list[str]:
    """Return the tags of those addresses that lead to the mailbox, each once, in lower case.

    >>> tags(Address("", "answers", "pmo.example"), ["Answers+ABC@PMO.example", "ben@acme.example"])
    ['abc']
    """
    found = []
    for address in addresses:
        name, _at, domain = address.lower().rpartition("@")
        own, plus, tag = name.partition("+")
        is_ours = (own, domain) == (mailbox.username.lower(), mailbox.domain.lower())
        if is_ours and plus and tag:
            found.append(tag)
    return list(dict.fromkeys(found))


def takes_files(tag: str) -> bool:
    """Tell whether a tag has the form of an address at which files are taken.

    >>> takes_files("f" + "a" * 26), takes_files("a" * 26)
    (True, False)
    """
    return tag.startswith(WITH_FILES) and len(tag) == len(WITH_FILES) + _SECRET


def is_at(mailbox: Address, address: str) -> bool:
    """Tell whether an address leads to the mailbox, with a tag or without."""
    name, _at, domain = address.lower().rpartition("@")
    own = name.partition("+")[0]
    return (own, domain) == (mailbox.username.lower(), mailbox.domain.lower())


def back_tag(ref: uuid.UUID, key: str) -> str:
    """Return the tag by which a mail that comes back is known: which mail it was, and the proof that we say so.

    >>> tag = back_tag(uuid.UUID(int=7), "key")
    >>> mail_behind(tag, "key"), mail_behind(tag, "another key"), mail_behind("b-nonsense", "key")
    (UUID('00000000-0000-0000-0000-000000000007'), None, None)
    """
    return f"{BACK}{_letters(ref.bytes)}{_proof(ref, key)}"


def mail_behind(tag: str, key: str) -> uuid.UUID | None:
    """Return which mail a tag belongs to; None when it is not one of ours."""
    rest = tag.removeprefix(BACK)
    if rest == tag or len(rest) != _REF + _PROOF:
        return None
    try:
        ref = uuid.UUID(bytes=base64.b32decode(f"{rest[:_REF]}======".upper()))
    except (binascii.Error, ValueError):
        return None
    return ref if hmac.compare_digest(rest[_REF:].encode(), _proof(ref, key).encode()) else None


def _proof(ref: uuid.UUID, key: str) -> str:
    return _letters(hmac.digest(key.encode(), b"came back:" + ref.bytes, "sha256"))[:_PROOF]


def _letters(value: bytes) -> str:
    return base64.b32encode(value).decode().rstrip("=").lower()
