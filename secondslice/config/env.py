"""Read settings from the environment, and fail loudly, in words, when one is wrong."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from email.headerregistry import Address
from email.policy import default as mail_policy
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from secondslice.config.bad_setting import BadSetting
from secondslice.config.provider_env import PROVIDER, provider

OURS = {"running.lock", "secondslice.sqlite3", "secret-key", "static"}
"""By these names a folder is known as a data folder of the product."""
MAIL_SERVERS = "smtp://user:password@host:587?tls=yes, or smtps://user:password@host:465"


def text(name: str, default: str) -> str:
    """Return NAME, or the content of the file that NAME_FILE points to, or `default`."""
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{name}_FILE={path} cannot be read: {error.strerror}.") from error
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    """Return NAME as yes or no."""
    value = text(name, "yes" if default else "no").lower()
    if value not in {"yes", "no"}:
        raise BadSetting(f"{name}={value!r} is neither 'yes' nor 'no'. Set it to one of them.")
    return value == "yes"


def whole(name: str, default: int, *, least: int, most: int) -> int:
    """Return NAME as a whole number between `least` and `most`."""
    value = text(name, str(default))
    if not value.isdecimal() or not least <= int(value) <= most:
        raise BadSetting(f"{name}={value!r} is not a whole number from {least} to {most}.")
    return int(value)


def base_url(name: str, default: str) -> str:
    """Return NAME as scheme and host (and port), without a slash at the end."""
    value = text(name, default).rstrip("/")
    parts = parts_of(name, value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path or parts.query:
        raise BadSetting(
            f"{name}={value!r} is not like https://pmo.example.org (no path after it)."
        )
    return value


def host_of(url: str) -> str:
    """Return the host of an address, without its port."""
    host = urlsplit(url).hostname or ""
    return f"[{host}]" if ":" in host else host


def parts_of(name: str, value: str) -> SplitResult:
    """Return the parts of an address, its port a number. The refusal does not quote it: it may hold a password."""
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError as error:
        raise BadSetting(
            f"{name} is not an address: after the host may come a colon and a port from 1 to 65535."
            " In a user's name or password write %40 for @, %3A for :, %2F for / and %23 for #."
        ) from error
    return parts


def data_dir(name: str, default: str) -> Path:
    """Return the data folder, made with rights for its owner alone when it is not there yet."""
    path = Path(text(name, default)).expanduser().resolve()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(
            f"{name}={path} cannot be made: {error.strerror}. Name a folder that you may write to."
        ) from error
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        raise BadSetting(f"{name}={path} is not yours to write to. Name a folder that is.")
    if _rights_of_others(path):
        _keep_others_out(name, path)
    return path


def _rights_of_others(path: Path) -> int:
    return path.stat().st_mode & 0o077


def _keep_others_out(name: str, path: Path) -> None:
    """Close a folder that was there before: what is in it is for the product alone."""
    wrong = f"{name}={path} can be opened by others than its owner, and answers and keys will be kept in it."
    found = {one.name for one in path.iterdir()}
    if found and not found & OURS:  # somebody's home, or worse: not ours to close
        raise BadSetting(
            f"{wrong} It holds other things too, so its rights are left as they are. Name a folder of its own, or close"
            f" this one: chmod 700 {path}"
        )
    with contextlib.suppress(OSError):  # another one's folder
        path.chmod(0o700)
    if _rights_of_others(path):
        raise BadSetting(
            f"{wrong} It cannot be closed: it belongs to somebody else, or the file system knows no rights. Name a"
            " folder of your own."
        )


def secret_key(name: str, folder: Path) -> str:
    """Return the installation's key: from the environment, else from its file, else made once and kept there."""
    if key := text(name, ""):
        return key
    path = folder / "secret-key"
    fresh = secrets.token_urlsafe(48)
    try:
        # O_EXCL: of two processes that start together only one makes the key, the other reads it.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _kept_key(path)
    except OSError as error:
        raise BadSetting(f"The key file {path} cannot be made: {error.strerror}.") from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(fresh)
    return fresh


def _kept_key(path: Path) -> str:
    try:
        key = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadSetting(f"The key file {path} cannot be read: {error.strerror}.") from error
    if not key:
        raise BadSetting(
            f"The key file {path} is empty. Restore it from a backup, or remove it to get a new one."
        )
    return key


def database(name: str, folder: Path) -> dict[str, object]:
    """Return Django's settings for the database that NAME addresses."""
    url = text(name, f"sqlite:///{folder / 'secondslice.sqlite3'}")
    parts = parts_of(name, url)
    if parts.scheme == "sqlite":
        return _sqlite(
            unquote(parts.path[1:])
        )  # three slashes: a relative path, four: an absolute one
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgres(parts)
    raise BadSetting(
        f"{name} begins with {parts.scheme!r}. Use sqlite:///path/to/file or postgres://user:password@host/name."
    )


def _postgres(parts: SplitResult) -> dict[str, object]:
    """Statements that come again are planned once per connection; `?prepare=no` is for a pooler between that cannot."""
    options: dict[str, object] = dict(parse_qsl(parts.query))
    if options.pop("prepare", "yes") != "no":
        options |= {"server_side_binding": True, "prepare_threshold": 3}
    return {
        "ENGINE": "secondslice.core.postgres",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(path: str) -> dict[str, object]:
    pragmas = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;"
        " PRAGMA cache_size=-20000; PRAGMA journal_size_limit=67108864;"
    )
    return {
        "ENGINE": "secondslice.core.sqlite",
        "NAME": path,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas},
        "CONN_MAX_AGE": 600,
    }


def email(name: str) -> dict[str, object]:
    """Return how mail leaves: `{"kind": "outbox"}`, or the SMTP server to speak to."""
    parts = parts_of(name, text(name, "outbox:"))
    if parts.scheme == "outbox":
        return {"kind": "outbox"}
    if parts.scheme in {"smtp", "smtps"} and parts.hostname:
        return _smtp(name, parts)
    if parts.scheme.startswith(PROVIDER):
        return provider(name, parts)
    raise BadSetting(
        f"{name} is not understood. Use outbox: to keep mails in the product, {MAIL_SERVERS}, or a mail provider:"
        f" {PROVIDER}postmark://token@"
    )


def _smtp(name: str, parts: SplitResult) -> dict[str, object]:
    options = dict(parse_qsl(parts.query))
    tls = options.get("tls", "no")
    if tls not in {"yes", "no"}:
        raise BadSetting(f"{name}: tls={tls} is neither 'yes' nor 'no'.")
    if tls == "yes" and parts.scheme == "smtps":
        raise BadSetting(
            f"{name}: smtps is encrypted from the first byte, ?tls=yes would encrypt it once more. Use one of both:"
            f" {MAIL_SERVERS}."
        )
    return {
        "kind": "smtp",
        "host": parts.hostname,
        "port": parts.port or (465 if parts.scheme == "smtps" else 25),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": parts.scheme == "smtps",
        "use_tls": tls == "yes",
    }


def sender(name: str, default: str) -> Address:
    """Return the address mails come from, with or without a name before it."""
    value = text(name, default)
    found = addresses(value)
    if len(found) != 1 or not found[0].username or not found[0].domain:
        raise BadSetting(
            f"{name}={value!r} is not one address like pmo@example.org or PMO <pmo@example.org>. A name with a comma"
            ' or a full stop stands in quotes: "PMO, Acme" <pmo@example.org>'
        )
    return found[0]


def addresses(value: str) -> tuple[Address, ...]:
    """Return the addresses of a header, or none when anything in it is out of order."""
    try:
        header = mail_policy.header_factory("from", value)
    except (ValueError, IndexError):  # IndexError: the parser's own, on some that end too early
        return ()
    return () if header.defects else tuple(header.addresses)


def chat_url(name: str, default: str) -> str:
    """Return NAME as the address of a chat's API, without a slash at the end."""
    value = text(name, default).rstrip("/")
    if not _is_chat_origin(parts_of(name, value)):
        raise BadSetting(
            f"{name}={value!r} is not like https://slack.com/api; http:// only for this machine."
        )
    return value


def chat_hosts(name: str) -> list[str]:
    """Return NAME, by comma: hosts to which chat messages may go, or http:// and a port of this machine."""
    found = [one.strip().lower() for one in text(name, "").split(",") if one.strip()]
    for one in found:
        is_host = re.fullmatch(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+", one)
        is_here = one.startswith("http://") and _is_chat_origin(parts_of(name, one))
        if not is_host and not is_here:
            raise BadSetting(
                f"{name}: {one!r} is neither a host like chat.example.org or *.example.org, nor a port of this machine"
                " like http://127.0.0.1:8149, for trying things out."
            )
    return found


def hosts(name: str) -> list[str]:
    """Return NAME, by comma: names or addresses of hosts."""
    found = [one.strip().lower() for one in text(name, "").split(",") if one.strip()]
    for one in found:
        if not re.fullmatch(r"[a-z0-9]([a-z0-9.:-]*[a-z0-9])?", one):
            raise BadSetting(
                f"{name}: {one!r} is no host. Name hosts by comma, like calendar.example.org."
            )
    return found


def _is_chat_origin(parts: SplitResult) -> bool:
    if parts.scheme == "http":
        return parts.hostname in {"127.0.0.1", "localhost", "::1"} and parts.port is not None
    return parts.scheme == "https" and bool(parts.hostname)
