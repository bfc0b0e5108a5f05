"""The heavy tests stay together, whichever versions of pytest and its plugins are locked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools.slice_base import ROOT

TESTS = """
import pytest

@pytest.mark.slow
@pytest.mark.parametrize("one", range(4))
def test_slow(one):
    pass
"""


@pytest.mark.once
@pytest.mark.slow
def test_one_process_has_all_that_takes_long(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text((ROOT / "conftest.py").read_text())
    (tmp_path / "test_four.py").write_text(TESTS)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = slow: takes long\n")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:django",
        "-n",
        "2",
        "--dist",
        "loadgroup",
        "-v",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    lines = [line for line in done.stdout.splitlines() if "PASSED" in line]
    assert len(lines) == 4, done.stdout + done.stderr
    assert all("@slow" in line for line in lines)
    assert len({line.partition("]")[0] for line in lines}) == 1
