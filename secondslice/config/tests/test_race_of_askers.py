"""Two workers, a manager and a lead want to ask one sponsor at the same moment: never two mails.

On a file of its own; for PostgreSQL see pulse/tests/test_by_hand.py.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from secondslice.config.tests.product import ROOT, command, environment

pytestmark = [pytest.mark.once, pytest.mark.slow]
SCRIPT = "secondslice.config.tests.askers"
STARTS = 6
"""Seconds a process may take to start on a busy machine before all of them act."""


def start(folder: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", SCRIPT, *words],
        cwd=ROOT, env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def said(process: subprocess.Popen[str]) -> str:
    words, _none = process.communicate(timeout=60)
    assert process.returncode == 0, words
    return words.strip()


def test_four_who_ask_at_once_send_one_mail(tmp_path: Path) -> None:
    assert command(tmp_path, "prepare").returncode == 0
    said(start(tmp_path, "world"))

    moment = str(time.time() + STARTS)
    askers = [start(tmp_path, word, moment) for word in ("hour", "hour", "tills", "payroll")]
    for one in askers:
        said(one)

    assert said(start(tmp_path, "look")) == "1"
