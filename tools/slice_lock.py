"""`./slice lock`: write the exact versions and hashes of all packages anew, without any index's address in them."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from tools.slice_base import ROOT, VENV, Refused, say
from tools.slice_node import need_node
from tools.slice_setup import LOCKS

SHAPE = [
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--quiet",
]
"""Hashes of the wheels of every platform; and neither the command line nor an address of an index gets written."""


def lock(words: Sequence[str]) -> int:
    """Lock for running, then for developing (with the same versions), then the packages of the style sheet."""
    upgrade = ["--upgrade"] if "--upgrade" in words else []
    run, dev = LOCKS["run"], LOCKS["dev"]
    # The driver for PostgreSQL and the ways to mail providers belong to what is installed for running: changing the
    # database or the provider is then one setting.
    extras = ["--extra", "postgres", "--extra", "anymail"]
    _compile(run.name, [*extras, *upgrade])
    _compile(dev.name, [*extras, "--extra", "dev", "--constraint", run.name, *upgrade])
    _compile(LOCKS["css"].name, ["--group", "css", *upgrade], source=[])
    _lock_npm(upgrade=bool(upgrade))
    say("Locked. Run ./slice check and ./slice test, then commit the lock files.")
    return 0


def _compile(
    target: str, options: Sequence[str], source: Sequence[str] = ("pyproject.toml",)
) -> None:
    uv = [str(VENV / "bin" / "uv"), "pip", "compile", *SHAPE, *options, *source, "-o", target]
    if subprocess.run(uv, cwd=ROOT, check=False).returncode:
        raise Refused(f"{target} could not be made; it is as it was. See above.")


def _lock_npm(*, upgrade: bool) -> None:
    word = "update" if upgrade else "install"
    command = [*need_node().npm, word, "--package-lock-only", "--ignore-scripts", "--silent"]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise Refused("package-lock.json could not be made. See above.")
