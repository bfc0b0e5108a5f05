"""An installation from before has the very tables of a new one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from secondslice.config.tests.product import ROOT, environment

pytestmark = [pytest.mark.once, pytest.mark.slow]


def test_tables_that_grew_step_by_step_are_those_that_are_made_at_once(tmp_path: Path) -> None:
    grown, made = (tables(tmp_path, way) for way in ("steps", "at-once"))

    assert "recovery_case: " in made
    assert grown.splitlines() == made.splitlines()


def tables(tmp_path: Path, way: str) -> str:
    """Return what a new database holds that was brought up in one of the two ways."""
    folder = tmp_path / way
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "secondslice.config.tests.upgrade", way],
        cwd=ROOT, env=environment(folder), capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout
