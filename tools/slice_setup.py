"""Make .venv and keep it in step with the lock files. Whatever goes wrong is told in words.

One way leads there on every machine: `python3 -m venv --without-pip` (Debian's python3 has no ensurepip), and then uv
where it is installed, else the pip that this repository carries as a wheel, which Python runs as it is.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from tools.slice_base import PYTHON, ROOT, VENV, Refused, for_children, say

Kind = Literal["run", "dev", "css"]
LOCKS: dict[Kind, Path] = {
    "run": ROOT / "requirements.lock",
    "dev": ROOT / "requirements-dev.lock",  # holds everything of requirements.lock too
    "css": ROOT / "requirements-css.lock",  # node alone, where the system's is missing or too old
}
STAMP = VENV / "slice.json"
UNFINISHED = VENV / "slice-unfinished"
COMMAND = VENV / "bin" / "secondslice"
NO_INDEX = (
    "no matching distribution",
    "connection",
    "name resolution",
    "dns error",
    "timed out",
    "no solution found",
)


def set_up(kind: Kind) -> None:
    """Make .venv fit for running (or also for developing); do nothing when it is."""
    if is_ready(kind, _stamp(), VENV):
        return
    if not os.access(ROOT, os.W_OK):
        raise Refused(
            f"You may not write to {ROOT}, where .venv has to be made. Become its owner, or make a copy of your own."
        )
    with only_one():
        if not is_ready(kind, _stamp(), VENV):
            _make(kind)


def is_ready(kind: Kind, stamp: Mapping[str, str], venv: Path) -> bool:
    """Tell whether .venv stands where it was made, has its Python still, and holds what the lock file names."""
    return (
        stamp.get("at") == str(venv)
        and stamp.get("python") == os.path.realpath(venv / "bin" / "python")
        and (venv / "bin" / "python").exists()
        and stamp.get(kind) == digest(LOCKS[kind])
    )


def digest(path: Path) -> str:
    """Return what changes when the file does."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Let one ./slice at a time change what all of them use; the others wait and say so."""
    with (ROOT / ".venv.lock").open("w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another ./slice is setting up here; waiting for it.")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _stamp() -> dict[str, str]:
    try:
        stamp: object = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return (
        {str(name): str(value) for name, value in stamp.items()} if isinstance(stamp, dict) else {}
    )


def _make(kind: Kind) -> None:
    began = time.monotonic()
    stamp = _stamp()
    if _must_go(stamp):
        shutil.rmtree(VENV)
        stamp = {}
    if not PYTHON.exists():
        _new_venv()
    lock = LOCKS[kind]
    packages = sum(1 for line in lock.read_text(encoding="utf-8").splitlines() if "==" in line)
    say(f"Setting up: {packages} packages from {lock.name} into .venv, once (up to a minute) ...")
    UNFINISHED.touch()
    STAMP.unlink(missing_ok=True)
    _install(lock)
    _make_importable()
    done = {"at": str(VENV), "python": os.path.realpath(PYTHON), kind: digest(lock)}
    if kind == "dev":
        done["run"] = digest(LOCKS["run"])
    still = {name: stamp[name] for name in LOCKS if name in stamp}
    STAMP.write_text(json.dumps({**still, **done}, indent=1), encoding="utf-8")
    UNFINISHED.unlink()
    say(f"Set up in {time.monotonic() - began:.0f} s.")


def _must_go(stamp: Mapping[str, str]) -> bool:
    """Tell whether what stands at .venv is broken: left half made, moved, or without the Python it was made with."""
    if not VENV.exists() and not VENV.is_symlink():
        return False
    moved = stamp.get("at", str(VENV)) != str(VENV)
    swapped = stamp.get("python", os.path.realpath(PYTHON)) != os.path.realpath(PYTHON)
    return UNFINISHED.exists() or moved or swapped or not PYTHON.exists()


def _new_venv() -> None:
    command = [sys.executable, "-m", "venv", "--without-pip", str(VENV)]
    made = subprocess.run(
        command, env=for_children(os.environ), capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise Refused(
            f"Python could not make {VENV}:\n{_last_lines(made.stdout + made.stderr)}\n"
            "If it misses the module venv, install it (on Debian and Ubuntu: apt-get install python3-venv)."
        )


def _install(lock: Path) -> None:
    """Install what the lock names, with uv where it works (seconds), else with the pip that is carried here."""
    environment = {**for_children(os.environ), "PIP_USER": "0", "VIRTUAL_ENV": str(VENV)}
    locked = ["--require-hashes", "-r", str(lock)]
    attempts = [
        [
            sys.executable,
            str(shipped_pip()),
            "--python",
            str(PYTHON),
            "install",
            "--quiet",
            "--no-input",
        ]
    ]
    attempts[0] += ["--disable-pip-version-check", "--no-warn-script-location", *locked]
    if uv := shutil.which("uv"):
        attempts.insert(
            0,
            [
                uv,
                "pip",
                "install",
                "--quiet",
                "--compile-bytecode",
                "--python",
                str(PYTHON),
                *locked,
            ],
        )
    output = ""
    for command in attempts:
        with contextlib.suppress(OSError):  # a uv that does not start is no uv
            tried = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
            )
            if tried.returncode == 0:
                return
            output = tried.stdout + tried.stderr
    raise Refused(why_not_installed(output, lock.name))


def shipped_pip() -> Path:
    """Return pip as this repository carries it: a wheel is a zip file with a program in it."""
    wheels = sorted((ROOT / "tools").glob("pip-*-py3-none-any.whl"))
    if not wheels:
        raise Refused(
            "tools/pip-*.whl is missing from this checkout. Get it back with `git checkout -- tools`."
        )
    return wheels[-1] / "pip"


def why_not_installed(output: str, lock: str) -> str:
    """Return what went wrong with the installation, and what to do, from what the installer printed."""
    advice = f"The packages in {lock} could not be installed."
    if "No space left" in output:
        advice += " The disk is full: make room (about 300 MB) and start again."
    elif "THESE PACKAGES DO NOT MATCH THE HASHES" in output or "Hash mismatch" in output:
        advice += (
            " A package that arrived is not the one that was locked, so nothing of it was installed."
            " If a proxy or mirror stands in between, ask who keeps it."
        )
    elif any(sign in output.lower() for sign in NO_INDEX):
        advice += (
            " Either there is no way to a package index from here, or it does not have them for this machine."
            " Check the network and the proxy (HTTPS_PROXY), or name an index with PIP_INDEX_URL; then start again."
        )
    return f"{_last_lines(output)}\n{advice}"


def _last_lines(output: str, most: int = 15) -> str:
    return "\n".join(output.strip().splitlines()[-most:])


def _make_importable() -> None:
    """Let `python -m secondslice` and .venv/bin/secondslice use this checkout as it is, from any folder."""
    site_packages = next((VENV / "lib").glob("python3.*/site-packages"))
    (site_packages / "secondslice-checkout.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    COMMAND.write_text(command_script(PYTHON), encoding="utf-8")
    COMMAND.chmod(0o755)
    # `secondslice` may run from a folder that its user cannot write to, so its bytecode is made here.
    command = [str(PYTHON), "-m", "compileall", "-q", str(ROOT / "secondslice")]
    subprocess.run(command, env=for_children(os.environ), stdout=subprocess.DEVNULL, check=False)


def command_script(python: Path) -> str:
    """Return the command `secondslice`. The shell starts Python: a #! line takes neither spaces nor long paths."""
    start = f"'''exec' {shlex.quote(str(python))} \"$0\" \"$@\"\n' '''"
    return (
        f"#!/bin/sh\n{start}\nfrom secondslice.config.cli import main\n\nraise SystemExit(main())\n"
    )
