"""What all parts of ./slice share: where things stand, how it speaks, and the environment its children get."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


class Refused(Exception):  # noqa: N818
    """What ./slice cannot do now; the message says what is so and what to do about it."""


def say(text: str) -> None:
    """Tell the person at the terminal, at once and before the output of the next child."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def in_ci() -> bool:
    """Tell whether what cannot run must fail instead of being skipped."""
    return os.environ.get("CI", "").lower() in {"true", "1", "yes"}


def for_children(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment without what makes imports slow: they take two to three times as long without bytecode."""
    return {name: value for name, value in environment.items() if name != "PYTHONDONTWRITEBYTECODE"}


def for_tests(environment: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return an environment in which a test can reach neither the settings nor the data of a real installation."""
    kept = {
        name: value
        for name, value in for_children(environment).items()
        if not name.startswith("SECONDSLICE_") or name.startswith("SECONDSLICE_TEST_")
    }
    return {
        **kept,
        "SECONDSLICE_DATA_DIR": str(folder),
        "SECONDSLICE_SECRET_KEY": "only-for-tests-" + "0" * 40,
    }
