"""Files that people hand in."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from secondslice.core import files


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """A folder of this test's own."""
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path / "files"


def on_disk(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_file_comes_back_as_it_was_and_its_name_tells_nothing(folder: Path) -> None:
    kept = files.keep(b"our plan")

    assert files.content_of(kept.name, digest=kept.digest) == b"our plan"
    (path,) = on_disk(folder)
    assert (path.name, kept.size) == (kept.name, 8)
    assert files.keep(b"our plan").name != kept.name


def test_file_is_for_its_owner_alone(folder: Path) -> None:
    files.keep(b"our plan")

    (path,) = on_disk(folder)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_file_that_was_changed_or_is_gone_is_not_handed_out(folder: Path) -> None:
    kept = files.keep(b"our plan")
    on_disk(folder)[0].write_bytes(b"another plan")

    with pytest.raises(files.FileGone):
        files.content_of(kept.name, digest=kept.digest)
    files.discard(kept.name)
    files.discard(kept.name)
    with pytest.raises(files.FileGone):
        files.content_of(kept.name, digest=kept.digest)


@pytest.mark.parametrize("name", ["../secret-key", "", "a/b", "..", "/etc/passwd"])
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    with pytest.raises(files.FileGone):
        files.content_of(name, digest="")


def test_files_that_nobody_knows_are_swept_away_but_not_those_of_today(
    folder: Path, now: datetime
) -> None:
    known, lost, new = files.keep(b"1"), files.keep(b"2"), files.keep(b"3")
    for path in on_disk(folder):
        old = now - timedelta(days=2) if path.name != new.name else now
        os.utime(path, (old.timestamp(), old.timestamp()))

    assert files.sweep(known={known.name}, at=now) == 1

    assert {path.name for path in on_disk(folder)} == {known.name, new.name}
    assert lost.name not in {known.name, new.name}
