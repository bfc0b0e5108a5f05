"""`./slice check`: everything that can be said about the code without running it. All checks run, then it fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from tools import slice_css, slice_messages, slice_traces
from tools.slice_base import PYTHON, ROOT, VENV, Refused, for_tests, in_ci, say

CODE = ("secondslice", "tools", "bench", "slice", "conftest.py")
MOST_LINES = 80


@dataclass(frozen=True)
class Result:
    """What one check found: its faults (none is well), or why it could not look."""

    faults: str = ""
    skipped: str = ""


Look = Callable[[dict[str, str]], Result]


def check() -> int:
    """Run all checks, two at a time on two cores; print one line for each and what the failed ones said."""
    failed: list[tuple[str, str]] = []
    with (
        tempfile.TemporaryDirectory(prefix="slice-check-") as folder,
        ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool,
    ):
        environment = for_tests(os.environ, Path(folder))
        waiting = {pool.submit(_timed, look, environment): name for name, look in checks().items()}
        for done in as_completed(waiting):
            name, (result, seconds) = waiting[done], done.result()
            say(line(name, result, seconds, ci=in_ci()))
            if result.faults or (result.skipped and in_ci()):
                failed.append((name, result.faults or result.skipped))
    for name, faults in failed:
        say(f"\n--- {name}\n{faults.strip()}")
    say(f"\n{len(failed)} of {len(checks())} checks failed." if failed else "\nAll is well.")
    return 1 if failed else 0


def checks() -> dict[str, Look]:
    """Return every check by its name, the long ones first."""
    manage = [str(PYTHON), "-m", "secondslice"]
    code = [name for name in CODE if (ROOT / name).exists()]
    templates = [
        str(path.relative_to(ROOT))
        for path in sorted(ROOT.glob("secondslice/**/templates/**/*.html"))
    ]
    return {
        "types (mypy)": _run(_tool("mypy"), *code),
        "style sheet and icons are built": _look_at_css,
        "templates (djlint)": _run(_tool("djlint"), "--lint", "--quiet", "secondslice"),
        "translations (makemessages, msgfmt)": _look_at_translations,
        "migrations fit the tables": _run(*manage, "makemigrations", "--check", "--dry-run"),
        "settings (django check)": _run(*manage, "check", "--fail-level", "WARNING"),
        "rooms (import-linter)": _run(_tool("lint-imports")),
        "lint (ruff)": _run(_tool("ruff"), "check", "--quiet", "."),
        "format (ruff)": _run(_tool("ruff"), "format", "--check", "."),
        "format of templates (djade)": _run(
            _tool("djade"), "--check", "--target-version", "5.2", *templates
        ),
        "spelling (typos)": _run(_tool("typos")),
        "no registry host, no machine's path": _look_for_traces,
    }


def line(name: str, result: Result, seconds: float, *, ci: bool) -> str:
    """Return the one line that tells how a check went."""
    if result.skipped and not result.faults:
        return f"{'FAIL' if ci else 'skip'}  {name}: {result.skipped}"
    return f"{'FAIL' if result.faults else 'ok  '}  {name}  {seconds:.1f} s"


def _timed(look: Look, environment: dict[str, str]) -> tuple[Result, float]:
    began = time.monotonic()
    try:
        result = look(environment)
    except Refused as refused:
        result = Result(faults=str(refused))
    return result, time.monotonic() - began


def _tool(name: str) -> str:
    return str(VENV / "bin" / name)


def _run(*command: str) -> Look:
    def look(environment: dict[str, str]) -> Result:
        done = subprocess.run(
            command, cwd=ROOT, env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        return Result(faults=shortened(done.stdout, command) if done.returncode else "")

    return look


def shortened(output: str, command: Sequence[str]) -> str:
    """Return what a program said, at most a screen or two of it, and how to hear the rest."""
    lines = output.strip().splitlines()
    again = " ".join(word.removeprefix(f"{ROOT}/") for word in command)
    more = [f"... {len(lines) - MOST_LINES} more lines"] if len(lines) > MOST_LINES else []
    return "\n".join([*lines[:MOST_LINES], *more, f"Alone: {again}"])


def _look_at_css(_environment: dict[str, str]) -> Result:
    if (reason := slice_css.why_not()) and not in_ci():  # there it is fetched
        return Result(skipped=reason)
    with tempfile.TemporaryDirectory(prefix="slice-css-") as folder:
        return Result(faults="\n".join(slice_css.out_of_date(Path(folder))))


def _look_at_translations(environment: dict[str, str]) -> Result:
    if not slice_messages.LOCALE.is_dir():
        return Result()  # English only: nothing can be out of date
    if shutil.which("msgfmt") is None:
        return Result(skipped="gettext is not installed (on Debian: gettext)")
    return Result(faults="\n".join(slice_messages.out_of_date(environment)))


def _look_for_traces(_environment: dict[str, str]) -> Result:
    return Result(faults="\n".join(slice_traces.traces()))
