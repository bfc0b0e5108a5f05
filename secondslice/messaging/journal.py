"""What a worker was handing over when it was killed: a small file beside the database.

Between the moment a mail server has taken a mail and the moment the database knows it, a worker can die. Sent once
more, the mail would arrive twice. So two short lines are written around the handing over: one just before the content
leaves, one when the server has said yes. They need no fsync: a killed process loses nothing it has written, only a
power cut does, and then a mail is rather sent twice, with the same Message-ID, than not at all.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HANDING, HANDED, KEPT_BACK = "handing", "handed", "kept-back"


@dataclass(frozen=True, slots=True)
class Found:
    """What a journal tells about the mails of a worker that is gone, by the mails' ids."""

    handed: set[str] = field(default_factory=set)
    """The server has said yes."""
    unsure: set[str] = field(default_factory=set)
    """The content had left; whether the server took it, nobody heard."""


class Journal:
    """The file of one worker, held by a lock for as long as the worker lives."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def handing(self, mail: str) -> None:
        """Write that the content of this mail leaves now."""
        self._write(HANDING, mail)

    def handed(self, mail: str) -> None:
        """Write that the server has taken it."""
        self._write(HANDED, mail)

    def kept_back(self, mail: str) -> None:
        """Write that the server has said no: the mail is not with anybody."""
        self._write(KEPT_BACK, mail)

    def clear(self) -> None:
        """Forget everything: the database knows it."""
        os.ftruncate(self._handle, 0)

    def close(self) -> None:
        """Give the file free."""
        os.close(self._handle)

    def found(self) -> Found:
        """Return what stands in the file."""
        last: dict[str, str] = {}
        for line in os.pread(self._handle, os.fstat(self._handle).st_size, 0).decode().splitlines():
            word, _space, mail = line.partition(" ")
            if mail:  # a line may be cut off
                last[mail] = word
        return Found(
            handed={mail for mail, word in last.items() if word == HANDED},
            unsure={mail for mail, word in last.items() if word == HANDING},
        )

    def _write(self, word: str, mail: str) -> None:
        os.write(self._handle, f"{word} {mail}\n".encode())


def open_journal(folder: Path) -> Journal:
    """Return a journal of one's own in this folder: the first that no living worker holds, with all that is in it."""
    for number in range(1, 1000):
        if (journal := _take(folder / f"delivery-{number}.journal")) is not None:
            return journal
    raise OSError(f"All journals in {folder} are held by other workers.")


def left_behind(folder: Path) -> Iterator[Journal]:
    """Yield every journal in this folder that no living worker holds; each is given free afterwards."""
    for path in sorted(folder.glob("delivery-*.journal")):
        if (journal := _take(path)) is not None:
            with contextlib.closing(journal):
                yield journal


def _take(path: Path) -> Journal | None:
    handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return Journal(handle)
