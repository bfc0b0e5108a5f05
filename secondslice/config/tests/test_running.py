"""`secondslice run`, started for real."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from secondslice.config.running import MOST_DEATHS
from secondslice.config.tests.product import (
    ROOT,
    Product,
    command,
    environment,
    free_port,
    running,
)

pytestmark = [pytest.mark.once, pytest.mark.slow]

FIVE_SECONDS = 5


def mode(path: Path) -> int:
    """Return the rights of a file."""
    return path.stat().st_mode & 0o777


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_one_command_starts_everything_and_stops_within_five_seconds(
    tmp_path: Path, how: signal.Signals
) -> None:
    folder = tmp_path / "data"
    with running(folder) as product:
        assert len(product.pids()) >= 4  # this one, web server, its worker, background worker
        with urllib.request.urlopen(f"{product.url}/readyz") as ready:
            assert json.load(ready)["migrations"] == "ok"
        pids = product.pids()

        assert product.stop(how) < FIVE_SECONDS

    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]
    assert mode(folder) == 0o700
    assert mode(folder / "secret-key") == 0o600
    with sqlite3.connect(folder / "secondslice.sqlite3") as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_second_start_on_the_same_folder_is_refused_in_words(tmp_path: Path) -> None:
    with running(tmp_path) as product:
        second = command(tmp_path, "run", "--port", str(free_port()))

        assert second.returncode == 1
        assert f"already runs on {tmp_path}" in second.stderr
        assert product.url in second.stderr
        assert "SECONDSLICE_DATA_DIR" in second.stderr


def test_taken_port_is_refused_in_words(tmp_path: Path) -> None:
    with running(tmp_path / "one") as product:
        second = command(tmp_path / "two", "run", "--port", str(product.port))

        assert second.returncode == 1
        assert "Choose another one with --port" in second.stderr


def test_first_start_prints_a_set_up_link_that_a_second_start_replaces(tmp_path: Path) -> None:
    with running(tmp_path) as product:
        first = product.set_up_link()
        with urllib.request.urlopen(first) as page:
            assert page.status == 200
    with running(tmp_path, port=product.port) as product:
        assert product.set_up_link() != first
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(first)


def test_children_end_when_the_starting_process_is_killed(tmp_path: Path) -> None:
    with running(tmp_path) as product:
        pids = product.pids()
        product.process.kill()
        product.process.wait(5)
        deadline = time.monotonic() + FIVE_SECONDS
        while time.monotonic() < deadline and any(Path(f"/proc/{pid}").exists() for pid in pids):
            time.sleep(0.1)

    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def wait_for(product: Product, word: str, *, seconds: float = 10) -> int:
    """Return the process of the tree that does this word of the command, as soon as there is one."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for pid in product.pids():
            with contextlib.suppress(OSError):  # just gone
                if word.encode() in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
                    return pid
        time.sleep(0.02)
    raise AssertionError(f"no {word} within {seconds} s")


def test_worker_that_dies_again_and_again_rests_and_answers_are_still_taken(
    tmp_path: Path,
) -> None:
    with running(tmp_path) as product:
        for _ in range(MOST_DEATHS):
            os.kill(wait_for(product, "worker"), signal.SIGKILL)
            time.sleep(0.5)

        with urllib.request.urlopen(f"{product.url}/healthz") as alive:
            assert alive.status == 200
        product.stop()
        assert product.process.stdout is not None
        said = product.process.stdout.read()

    assert "The worker process ended with code -9; starting it again in 0.5 s." in said
    assert "starting it again in 8 s. Everything else goes on." in said


@pytest.mark.parametrize("after", [0.1, 0.6, 1.2], ids=str)
def test_ctrl_c_in_the_first_start_leaves_a_database_that_can_be_taken_up(
    tmp_path: Path, after: float
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "secondslice", "run", "--port", str(free_port())],
        cwd=ROOT, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True,  # a terminal of its own, in which Ctrl-C reaches whatever is in front
    )  # fmt: skip
    wait_for(Product(tmp_path, 0, process), "prepare")
    time.sleep(after)

    os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=30)

    assert process.returncode == 0
    assert "Traceback" not in said
    assert "ended" not in said, "the product went on after Ctrl-C"
    again = command(tmp_path, "prepare")
    assert again.returncode == 0, again.stderr


def test_what_is_written_into_a_folder_from_before_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o755)

    assert command(folder, "prepare").returncode == 0

    assert mode(folder) == 0o700
    open_to_others = [path for path in folder.rglob("*") if mode(path) & 0o077]
    assert not open_to_others


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SECONDSLICE_EMAIL_URL", "pigeon://roof", "smtp://user:password@host"),
        ("SECONDSLICE_EMAIL_URL", "smtps://mail.example.org?tls=yes", "Use one of both"),
        ("SECONDSLICE_EMAIL_FROM", "pmo", "PMO <pmo@example.org>"),
        ("SECONDSLICE_DATABASE_URL", "oracle://x", "sqlite:///path/to/file"),
        ("SECONDSLICE_BASE_URL", "pmo.example.org", "https://pmo.example.org"),
        ("SECONDSLICE_DEBUG", "maybe", "neither 'yes' nor 'no'"),
        ("SECONDSLICE_ANSWER_HOLD", "soon", "whole number from 0 to 3600"),
        ("SECONDSLICE_SECRET_KEY_FILE", "/nowhere", "cannot be read"),
    ],
)
def test_wrong_setting_stops_the_start_and_names_the_right_values(
    tmp_path: Path, name: str, value: str, words: str
) -> None:
    done = command(tmp_path, "check", **{name: value})

    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
