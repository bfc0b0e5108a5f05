"""Collect the static files into the data folder when they have changed since the last time."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect() -> bool:
    """Bring the collected files up to date. Return whether there was anything to do."""
    stamp = Path(settings.STATIC_ROOT) / "collected"
    wanted = _fingerprint()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return False
    call_command("collectstatic", verbosity=0, interactive=False, clear=False)
    stamp.write_text(wanted, encoding="utf-8")
    return True


def _fingerprint() -> str:
    """Return a digest of names, sizes and times of all static files: what decides whether to collect again."""
    found = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            info = Path(storage.path(path)).stat()
            found.update(f"{path} {info.st_size} {info.st_mtime_ns}\n".encode())
    return found.hexdigest()
