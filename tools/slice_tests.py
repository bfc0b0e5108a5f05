"""`./slice test`: the tests on SQLite, the same tests on PostgreSQL, and in a browser where there is one."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.slice_base import PYTHON, ROOT, for_tests, in_ci, say
from tools.slice_postgres import throw_away_server, why_not

NO_TESTS = 5  # pytest's exit code when nothing was selected
SHARED_OUT = ["-n", "auto", "--dist", "loadscope", "--no-loadscope-reorder"]
"""All tests are shared out to the cores (conftest.py keeps the browser together); a part runs faster alone."""
ONCE = ["browser", "once"]
"""What is not run on PostgreSQL again."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Wish:
    """What the person asked for: only the fast part? which tests? and everything else, for pytest."""

    unit: bool
    marker: str
    rest: tuple[str, ...]


def read(words: Sequence[str]) -> Wish:
    """Take our own option and pytest's -m out of the words (it obeys only the last one, so both are joined)."""
    unit, marker, rest = False, "", []
    left = list(words)
    while left:
        word = left.pop(0)
        if word == "--unit":
            unit = True
        elif word == "-m" and left:
            marker = left.pop(0)
        elif word.startswith("-m") and not word.startswith("--"):
            marker = word[2:].removeprefix("=")
        else:
            rest.append(word)
    return Wish(unit, marker, tuple(rest))


def selection(marker: str, without: Sequence[str]) -> list[str]:
    """Return pytest's -m for the wanted tests without those that cannot or need not run."""
    wanted = [f"({marker})"] if marker else []
    expression = " and ".join([*wanted, *(f"not {name}" for name in without)])
    return ["-m", expression] if expression else []


def outcome(codes: Sequence[int], *, left_out: bool, ci: bool) -> int:
    """Return the exit code of all runs together. A run that found no test is a fault only when all did."""
    failed = [code for code in codes if code not in {0, NO_TESTS}]
    if failed:
        return failed[0]
    if codes and all(code == NO_TESTS for code in codes):
        return NO_TESTS
    return 1 if left_out and ci else 0


def find_browser() -> str | None:
    """Return the Chromium to test with: the one that is named, else one on the PATH."""
    if named := os.environ.get("SECONDSLICE_CHROMIUM"):
        return shutil.which(named)
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def test(words: Sequence[str]) -> int:
    """Run the tests; return the exit code."""
    wish = read(words)
    browser = find_browser()
    left_out: list[str] = []
    with tempfile.TemporaryDirectory(prefix="slice-test-") as folder:
        environment = for_tests(os.environ, Path(folder))
        without = ["postgres"]
        if wish.unit:
            without += ["browser", "slow"]
        elif browser is None:
            without.append("browser")
            left_out.append(
                "browser tests: no Chromium found; install it (on Debian: chromium)"
                " or name it with SECONDSLICE_CHROMIUM"
            )
        if browser:
            environment["SECONDSLICE_CHROMIUM"] = browser
        codes = [_pytest("on SQLite", wish, without, environment)]
        if not wish.unit:
            with _postgres(left_out) as url:
                if url:
                    environment["SECONDSLICE_DATABASE_URL"] = url
                    codes.append(_pytest("on PostgreSQL", wish, ONCE, environment))
    for reason in left_out:
        say(f"{'FAILED, because CI is set' if in_ci() else 'Skipped'}: {reason}.")
    return outcome(codes, left_out=bool(left_out), ci=in_ci())


@contextlib.contextmanager
def _postgres(left_out: list[str]) -> Iterator[str | None]:
    if named := os.environ.get("SECONDSLICE_TEST_DATABASE_URL"):
        yield named
    elif reason := why_not():
        left_out.append(f"tests on PostgreSQL: {reason}")
        yield None
    else:
        with throw_away_server() as url:
            yield url


def _pytest(title: str, wish: Wish, without: Sequence[str], environment: dict[str, str]) -> int:
    say(f"Tests {title}")
    shared = SHARED_OUT if not wish.rest else []
    command = [str(PYTHON), "-m", "pytest", *shared, *wish.rest, *selection(wish.marker, without)]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
