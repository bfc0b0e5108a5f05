"""`secondslice run`: one process tree that starts and stops as one.

This process only watches: it loads neither Django nor the database driver, so that it costs next to nothing.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from secondslice.config import env

STOP_WITHIN = 4.0
"""Seconds a child gets to finish what it has begun; the whole stop stays under five."""
PREPARED_WITHIN = 60.0
"""Seconds for the migration that is being done at a stop: broken off half-way it could not be taken up again."""
MOST_DEATHS, DEATHS_WITHIN = 5, 60.0
LONGEST_REST = 300.0


@dataclass
class Child:
    """One piece of the tree, started again when it dies.

    One that `may_rest` never stops the others, however often it dies: answers must be taken though nothing follows
    from them for a while. It rests longer and longer between two starts.
    """

    name: str
    command: list[str]
    may_rest: bool = False
    stop_within: float = STOP_WITHIN
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: list[float] = field(default_factory=list)
    short_lives: int = 0
    rests_until: float = 0.0


def rest_after(short_lives: int) -> float:
    """Return the seconds a child rests after it died so often in a row within a minute of its start.

    >>> [rest_after(lives) for lives in (0, 1, 2, 5, 50)]
    [0.0, 0.5, 1.0, 8.0, 300.0]
    """
    return min(0.25 * 2.0**short_lives, LONGEST_REST) if short_lives else 0.0


def run(*, host: str, port: int, workers: int) -> int:
    """Prepare, start the web server and the worker, and watch over them until asked to stop. Return the exit code."""
    folder = env.data_dir("SECONDSLICE_DATA_DIR", "./data")
    lock = _only_one(folder, host, port)
    if lock is None or not _port_is_free(host, port):
        return 1
    _stop_on_signals()
    read_end, write_end = (
        os.pipe()
    )  # closes with this process, however it ends: the children see that and stop
    inherited = (read_end, lock)
    environment = {**os.environ, "SECONDSLICE_PARENT_PIPE": str(read_end)}
    environment.setdefault("SECONDSLICE_BASE_URL", f"http://{_reachable(host)}:{port}")
    python = [sys.executable, "-m", "secondslice"]
    prepare = Child("prepare", [*python, "prepare", "--first-start"], stop_within=PREPARED_WITHIN)
    where = ["--host", host, "--port", str(port), "--workers", str(workers)]
    if "sqlite" in str(env.database("SECONDSLICE_DATABASE_URL", folder)["ENGINE"]):
        environment["SECONDSLICE_ONLY_WORKER"] = "yes"  # the folder's lock sees to it
    web = Child("web", [*python, "web", *where])
    worker = Child("worker", [*python, "worker"], may_rest=True)
    try:
        if code := _start(prepare, environment, inherited).wait():
            return code
        return _watch([web, worker], environment, inherited)
    except _Stop:
        return 0
    finally:
        _stop([prepare, web, worker])
        os.close(write_end)


class _Stop(Exception):  # noqa: N818
    """SIGTERM or Ctrl-C."""


def _stop_on_signals() -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise _Stop

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def _only_one(folder: Path, host: str, port: int) -> int | None:
    """Hold the folder's lock for as long as any process of the tree lives; say who has it when it is taken."""
    handle = os.open(folder / "running.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        owner = os.pread(handle, 200, 0).decode(errors="replace").strip()
        _say(
            f"Second Slice already runs on {folder} ({owner}). Stop that one first, or give this one another folder"
            " with SECONDSLICE_DATA_DIR."
        )
        os.close(handle)
        return None
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"process {os.getpid()}, http://{_reachable(host)}:{port}\n".encode(), 0)
    return handle


def _port_is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            _say(
                f"Port {port} on {host} cannot be used: {error.strerror}. Choose another one with --port."
            )
            return False
    return True


def _reachable(host: str) -> str:
    if host in {"0.0.0.0", "::"}:  # noqa: S104  (compared, not bound)
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _start(
    child: Child, environment: dict[str, str], inherited: tuple[int, ...]
) -> subprocess.Popen[bytes]:
    """Start it in a group of its own: Ctrl-C at the terminal is for this process, which stops the others gently."""
    child.started = time.monotonic()
    child.process = subprocess.Popen(  # noqa: S603
        child.command, env=environment, pass_fds=inherited, process_group=0
    )
    return child.process


def _watch(children: list[Child], environment: dict[str, str], inherited: tuple[int, ...]) -> int:
    """Start the children, and again when they die, until one that must not rest dies too often."""
    while True:
        for child in children:
            if child.process is not None and child.process.poll() is None:
                continue
            now = time.monotonic()
            if child.process is not None and not _may_start_again(child, child.process, now):
                return 1
            if now >= child.rests_until:
                _start(child, environment, inherited)
        time.sleep(0.2)


def _may_start_again(child: Child, process: subprocess.Popen[bytes], now: float) -> bool:
    """Note a death, say what follows from it, and tell whether the product goes on."""
    ended = f"The {child.name} process ended with code {process.returncode};"
    child.process = None
    if child.may_rest:
        short = now - child.started < DEATHS_WITHIN
        child.short_lives = child.short_lives + 1 if short else 0
        rest = rest_after(child.short_lives)
        child.rests_until = now + rest
        _say(f"{ended} starting it again in {rest:g} s. Everything else goes on.")
        return True
    child.deaths = [at for at in child.deaths if now - at < DEATHS_WITHIN] + [now]
    if len(child.deaths) >= MOST_DEATHS:
        _say(
            f"The {child.name} process ended {MOST_DEATHS} times within a minute; stopping. See above."
        )
        return False
    _say(f"{ended} starting it again.")
    return True


def _stop(children: list[Child]) -> None:
    running = [
        (child.process, child.stop_within)
        for child in children
        if child.process and child.process.poll() is None
    ]
    for process, _within in running:
        process.terminate()
    asked = time.monotonic()
    for process, within in running:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=max(0.05, asked + within - time.monotonic()))
    for process, _within in running:
        if process.poll() is None:
            process.kill()
            process.wait()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201
