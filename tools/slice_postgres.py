"""A PostgreSQL that lives as long as one run of the tests, in a temporary folder, reached by its own socket only."""

from __future__ import annotations

import contextlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.slice_base import Refused

START_WITHIN = 30.0
PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
"""Nothing here has to survive a power cut."""


@dataclass(frozen=True)
class Person:
    """Who runs the server: PostgreSQL refuses to run as root."""

    uid: int | None
    gid: int | None


def find_server() -> Path | None:
    """Return the folder with initdb and postgres of the newest PostgreSQL on this machine."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    return newest(
        [
            path
            for place in PLACES
            for path in Path("/").glob(place[1:])
            if (path / "initdb").exists()
        ]
    )


def newest(folders: Sequence[Path]) -> Path | None:
    """Return the folder with the highest version in its path (15 after 9.6)."""

    def version(folder: Path) -> tuple[int, ...]:
        return tuple(int(number) for number in re.findall(r"\d+", str(folder)))

    return max(folders, key=version, default=None)


def why_not() -> str | None:
    """Return why no server of our own can be started here, or None."""
    if find_server() is None:
        return (
            "no PostgreSQL server found; install it (on Debian: postgresql)"
            " or name one with SECONDSLICE_TEST_DATABASE_URL"
        )
    if os.geteuid() == 0 and _person() is None:
        return "PostgreSQL does not run as root and there is no user postgres to run it as"
    return None


@contextlib.contextmanager
def throw_away_server(*, durable: bool = False) -> Iterator[str]:
    """Start a server, yield the address of an empty database on it, and leave nothing behind."""
    server, person = find_server(), _person()
    if server is None or person is None:
        raise Refused(f"PostgreSQL cannot be started: {why_not()}.")
    # Not below TMPDIR: the path of a socket may have no more than about 100 characters.
    folder = Path(tempfile.mkdtemp(prefix="slice-pg-", dir="/tmp"))
    try:
        if person.uid is not None and person.gid is not None:
            os.chown(folder, person.uid, person.gid)
        _initialise(server, folder, person)
        with _running(server, folder, person, settings=() if durable else FAST):
            yield f"postgres://secondslice@/postgres?host={folder}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _person() -> Person | None:
    if os.geteuid() != 0:
        return Person(None, None)
    with contextlib.suppress(KeyError):
        known = pwd.getpwnam("postgres")
        return Person(known.pw_uid, known.pw_gid)
    return None


def _initialise(server: Path, folder: Path, person: Person) -> None:
    locale = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
    command = [
        str(server / "initdb"),
        "--pgdata",
        str(folder / "data"),
        "--username=secondslice",
        "--auth=trust",
    ]
    command += ["--encoding=UTF8", f"--locale={locale}", "--no-sync"]
    made = subprocess.run(
        command, cwd=folder, user=person.uid, group=person.gid, extra_groups=_no_groups(person),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if made.returncode:
        raise Refused(f"initdb failed:\n{made.stdout}{made.stderr}")


def _no_groups(person: Person) -> list[int] | None:
    return None if person.uid is None else []


@contextlib.contextmanager
def _running(
    server: Path, folder: Path, person: Person, *, settings: Sequence[str]
) -> Iterator[None]:
    command = [str(server / "postgres"), "-D", str(folder / "data")]
    for setting in (
        "listen_addresses=",
        f"unix_socket_directories={folder}",
        "max_connections=60",
        *settings,
    ):
        command += ["-c", setting]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=folder, user=person.uid, group=person.gid, extra_groups=_no_groups(person),
            stdout=log, stderr=log, start_new_session=True,  # Ctrl-C is for the tests; the server goes after them
        )  # fmt: skip
    try:
        _wait(process, folder)
        yield
    finally:
        process.send_signal(signal.SIGQUIT)  # at once: nothing here is kept
        process.wait(timeout=START_WITHIN)


def _wait(process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + START_WITHIN
    status = folder / "data" / "postmaster.pid"
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            if status.read_text(encoding="utf-8").splitlines()[-1].strip() == "ready":
                return
        time.sleep(0.05)
    raise Refused(
        f"PostgreSQL did not start:\n{(folder / 'log').read_text(encoding='utf-8', errors='replace')}"
    )
