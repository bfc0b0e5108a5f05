"""Encrypt what must be kept for a while but never be read from a copy of the database."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class UnreadableError(ValueError):
    """The sealed text was made with another key, or was changed."""


@cache
def _box(key: str) -> Fernet:
    derived = hashlib.sha256(b"secondslice.seal:" + key.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(derived))


def seal(values: dict[str, str]) -> str:
    """Return `values` encrypted with the installation's key (AES-128-CBC and HMAC, by Fernet)."""
    return _box(settings.SECRET_KEY).encrypt(json.dumps(values).encode()).decode()


def unseal(sealed: str) -> dict[str, str]:
    """Return what was sealed. Raise UnreadableError when the key is another one."""
    try:
        values: dict[str, str] = json.loads(_box(settings.SECRET_KEY).decrypt(sealed.encode()))
    except InvalidToken:
        raise UnreadableError("This text was sealed with another SECONDSLICE_SECRET_KEY.") from None
    return values
