"""Secrets in links: made here, kept only as a digest."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets

from django.conf import settings

TOKEN_BYTES = 16
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}\Z")


def new_token() -> str:
    """Return a fresh secret of 128 random bits, safe in an address (22 characters)."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def derived_token(kind: str, name: str) -> str:
    """Return the secret that belongs to a name: the same each time, and known only to who has the installation's key.

    It lets a later mail carry the link of an earlier one although no secret is stored. After the key was changed it is
    another one: compare its `digest` with the stored one before it is used.
    """
    mac = hmac.digest(settings.SECRET_KEY.encode(), f"{kind}:{name}".encode(), "sha256")
    return base64.urlsafe_b64encode(mac[:TOKEN_BYTES]).decode().rstrip("=")


def without_case(token: str) -> str:
    """Return a token in letters and digits whose case says nothing (26 characters): mail servers may change it.

    >>> without_case("A" * 22)
    'aaaaaaaaaaaaaaaaaaaaaaaaaa'
    """
    secret = base64.urlsafe_b64decode(token + "==")
    return base64.b32encode(secret).decode().rstrip("=").lower()


def looks_like_token(text: str) -> bool:
    """Tell whether `text` has the form of a token, so that nonsense costs no query.

    >>> looks_like_token("a" * 22), looks_like_token("../etc/passwd")
    (True, False)
    """
    return _TOKEN.match(text) is not None


def digest(token: str) -> str:
    """Return what is stored of a token: its SHA-256 in hexadecimal, 64 characters.

    A token has 128 random bits, so no salt and no slow hash is needed.
    """
    return hashlib.sha256(token.encode()).hexdigest()
