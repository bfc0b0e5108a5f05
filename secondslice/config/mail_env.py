"""Read the settings by which mail comes in, and fail loudly, in words, when one is wrong."""

from __future__ import annotations

import ipaddress
import re
import secrets
from email.headerregistry import Address
from urllib.parse import unquote

from secondslice.config.bad_setting import BadSetting
from secondslice.config.env import addresses, parts_of, text

MOST_BEFORE_THE_PLUS = 20
LEAST_SECRET = 20
_HOOK_SECRET = re.compile(rf"[A-Za-z0-9_-]{{{LEAST_SECRET},100}}")
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
MAILBOXES = "imaps://user:password@host/INBOX"


def mailbox(name: str, default: Address | None = None) -> Address | None:
    """Return the address that takes replies, without a name; `default` when none is set.

    Before its @ there must be room for a plus sign and a secret: RFC 5321, 4.5.3.1.1, allows 64 characters there.
    """
    value = text(name, "")
    if not value:
        return default
    found = addresses(value)
    if len(found) != 1 or found[0].display_name or not found[0].username or not found[0].domain:
        raise BadSetting(f"{name}={value!r} is not one address like answers@pmo.example.org.")
    if "+" in found[0].username or len(found[0].username) > MOST_BEFORE_THE_PLUS:
        raise BadSetting(
            f"{name}={value!r} leaves no room for the secret that is put behind a plus sign. Use an address without a"
            f" plus and with at most {MOST_BEFORE_THE_PLUS} characters before the @, such as answers@pmo.example.org."
        )
    return found[0]


def hook_secret(name: str) -> str:
    """Return the secret in the addresses at which a mail provider calls us; empty: none of them exists."""
    value = text(name, "")
    if value and not _HOOK_SECRET.fullmatch(value):
        raise BadSetting(
            f"{name} must have {LEAST_SECRET} or more letters, digits, - and _, such as this one, made just now:"
            f" {secrets.token_urlsafe(24)}"
        )
    return value


def mailbox_to_fetch(name: str, *, replies: Address | None) -> dict[str, object] | None:
    """Return the IMAP mailbox in which replies and reports arrive; None when there is none to look into."""
    value = text(name, "")
    if not value:
        return None
    parts = parts_of(name, value)
    if parts.scheme not in {"imap", "imaps"} or not (parts.hostname and parts.username):
        raise BadSetting(f"{name} is not understood. Use {MAILBOXES}.")
    if parts.scheme == "imap" and parts.hostname not in LOOPBACK:
        raise BadSetting(
            f"{name}: imap:// sends the password for everybody on the way to read. Use imaps://, or imap:// only for a"
            " server on this very machine (127.0.0.1)."
        )
    if replies is None:
        raise BadSetting(
            f"{name} names a mailbox, but no mail leads to it: set SECONDSLICE_REPLY_ADDRESS to its address too."
        )
    return {
        "host": parts.hostname,
        "port": parts.port or (993 if parts.scheme == "imaps" else 143),
        "username": unquote(parts.username),
        "password": unquote(parts.password or ""),
        "use_ssl": parts.scheme == "imaps",
        "folder": unquote(parts.path.strip("/")) or "INBOX",
    }


def name_servers(name: str) -> list[tuple[str, int]]:
    """Return the name servers to ask, by comma, each an address with or without a port."""
    found = []
    for one in filter(None, (part.strip() for part in text(name, "").split(","))):
        host, _colon, port = one.rpartition(":") if one.count(":") == 1 else (one, "", "53")
        try:
            ipaddress.ip_address(host)
            found.append((host, int(port)))
        except ValueError as error:
            raise BadSetting(
                f"{name}: {one!r} is no address of a name server, such as 192.0.2.1 or 127.0.0.1:5353."
            ) from error
    return found
