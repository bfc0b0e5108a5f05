"""Settings: what is taken, and that what is wrong is refused in words, before anything begins."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from secondslice.config import env
from secondslice.config.bad_setting import BadSetting

EMAIL, FROM, DATABASE = (
    "SECONDSLICE_EMAIL_URL",
    "SECONDSLICE_EMAIL_FROM",
    "SECONDSLICE_DATABASE_URL",
)
POSTGRES = "postgres://pmo:secret@db.example.org:5433/slices"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("smtps://pmo:secret@mail.example.org?tls=yes", "Use one of both"),
        ("smtp://mail.example.org:abc", "a port from 1 to 65535"),
        ("smtp://pmo:secret@mail.example.org:70000", "a port from 1 to 65535"),
        ("smtp://pmo:sec/ret@mail.example.org", "%2F for /"),
        ("smtp://[mail.example.org", "is not an address"),
        ("smtp://mail.example.org?tls=maybe", "neither 'yes' nor 'no'"),
        ("pigeon://roof", "smtps://user:password@host:465"),
    ],
)
def test_mail_server_that_cannot_be_used_is_refused_without_its_password(
    monkeypatch: pytest.MonkeyPatch, value: str, words: str
) -> None:
    monkeypatch.setenv(EMAIL, value)

    with pytest.raises(BadSetting, match=re.escape(words)) as refused:
        env.email(EMAIL)

    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("value", "port", "ssl", "tls"),
    [
        ("smtp://pmo:p%40ss@mail.example.org:587?tls=yes", 587, False, True),
        ("smtps://pmo:p%40ss@mail.example.org", 465, True, False),
        ("smtp://pmo:p%40ss@mail.example.org", 25, False, False),
    ],
)
def test_mail_server_is_read_from_its_address(
    monkeypatch: pytest.MonkeyPatch, value: str, port: int, ssl: bool, tls: bool
) -> None:
    monkeypatch.setenv(EMAIL, value)

    found = env.email(EMAIL)

    assert (found["host"], found["password"]) == ("mail.example.org", "p@ss")
    assert (found["port"], found["use_ssl"], found["use_tls"]) == (port, ssl, tls)


@pytest.mark.parametrize(
    ("value", "name", "address"),
    [
        ("pmo@acme.com", "", "pmo@acme.com"),
        ("PMO <pmo@acme.com>", "PMO", "pmo@acme.com"),
        ('"PMO, Acme" <pmo@acme.com>', "PMO, Acme", "pmo@acme.com"),
        ("pmo@[::1]", "", "pmo@[::1]"),
    ],
)
def test_sender_is_an_address_with_or_without_a_name(
    monkeypatch: pytest.MonkeyPatch, value: str, name: str, address: str
) -> None:
    monkeypatch.setenv(FROM, value)

    sender = env.sender(FROM, "")

    assert (sender.display_name, sender.addr_spec) == (name, address)


@pytest.mark.parametrize(
    "value",
    ["pmo", "@acme.com", "pmo@", "PMO, Acme <pmo@acme.com>", "<pmo@acme.com", "a@b.de c@d.de", "",
     "pmo@acme.com\nBcc: everybody@example.com"],
)  # fmt: skip
def test_sender_that_is_no_address_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv(FROM, value)

    with pytest.raises(BadSetting, match="is not one address like"):
        env.sender(FROM, "")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://pmo.example.org", "pmo.example.org"),
        ("http://127.0.0.1:8000", "127.0.0.1"),
        ("http://[::1]", "[::1]"),
    ],
)
def test_host_is_what_stands_before_the_port(url: str, host: str) -> None:
    assert env.host_of(url) == host


def test_statements_are_planned_once_per_connection_unless_the_pooler_cannot(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(DATABASE, f"{POSTGRES}?sslmode=require")
    assert env.database(DATABASE, tmp_path)["OPTIONS"] == {
        "sslmode": "require",
        "server_side_binding": True,
        "prepare_threshold": 3,
    }

    monkeypatch.setenv(DATABASE, f"{POSTGRES}?sslmode=require&prepare=no")
    assert env.database(DATABASE, tmp_path)["OPTIONS"] == {"sslmode": "require"}


def test_database_with_a_broken_port_is_refused_without_its_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(DATABASE, "postgres://pmo:sec/ret@db.example.org/slices")

    with pytest.raises(BadSetting, match="is not an address") as refused:
        env.database(DATABASE, tmp_path)

    assert "sec" not in str(refused.value).removeprefix("SECONDSLICE")


def folder_of(monkeypatch: pytest.MonkeyPatch, path: Path) -> Path:
    """Take `path` as the data folder."""
    monkeypatch.setenv("SECONDSLICE_DATA_DIR", str(path))
    return env.data_dir("SECONDSLICE_DATA_DIR", "")


@pytest.mark.parametrize("holds", [[], ["secret-key", "notes.txt"]], ids=["empty", "ours"])
def test_data_folder_that_others_could_open_is_closed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, holds: list[str]
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o755)
    for name in holds:
        (folder / name).touch()

    folder_of(monkeypatch, folder)

    assert folder.stat().st_mode & 0o777 == 0o700


def test_folder_of_other_things_is_left_as_it_is_and_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "home"
    folder.mkdir()
    folder.chmod(0o755)
    (folder / "holiday.jpg").touch()

    with pytest.raises(BadSetting, match=f"chmod 700 {folder}"):
        folder_of(monkeypatch, folder)

    assert folder.stat().st_mode & 0o777 == 0o755


def test_folder_that_cannot_be_closed_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o755)
    # A file system that knows no rights takes the wish and forgets it.
    monkeypatch.setattr(Path, "chmod", lambda _path, _mode: None)

    with pytest.raises(BadSetting, match="cannot be closed"):
        folder_of(monkeypatch, folder)
