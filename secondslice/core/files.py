"""Files that people hand in: in a folder of their own, under names that tell nothing, never below a web server's root.

The rows that know them are written in the caller's transaction; a file whose row never came is swept away later.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from django.conf import settings

SWEPT_AFTER = timedelta(days=1)
"""So long a file may wait for its row: no upload takes longer."""
_FOLDER_MODE, _FILE_MODE = 0o700, 0o600


@dataclass(frozen=True, slots=True)
class Kept:
    """How a file is found again, and known for what it was."""

    name: str
    digest: str
    """Of what is in it: SHA-256 in hexadecimal."""
    size: int


class FileGone(Exception):  # noqa: N818
    """The file is not on this machine, or is not what was kept."""


def keep(content: bytes) -> Kept:
    """Write a file, whole or not at all, for this user's eyes alone."""
    name = secrets.token_hex(16)
    path = _path(name)
    path.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.rename(path)
    return Kept(name, sha256(content).hexdigest(), len(content))


def content_of(name: str, *, digest: str) -> bytes:
    """Return what is in a file. Raise FileGone when it is not there any more, or was changed."""
    try:
        content = _path(name).read_bytes()
    except OSError as why:
        raise FileGone(name) from why
    if sha256(content).hexdigest() != digest:
        raise FileGone(name)
    return content


def discard(name: str) -> None:
    """Delete a file; one that is gone already is no fault."""
    _path(name).unlink(missing_ok=True)


def sweep(*, known: Collection[str], at: datetime) -> int:
    """Delete the files that no row knows, but those of the last hours, whose row may be on its way. Return how many."""
    before = (at.astimezone(UTC) - SWEPT_AFTER).timestamp()
    count = 0
    for path in _root().glob("*/*"):
        if path.name not in known and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            count += 1
    return count


def _root() -> Path:
    return Path(settings.FILES_ROOT)


def _path(name: str) -> Path:
    if not name.isalnum():
        raise FileGone(name)
    return _root() / name[:2] / name
