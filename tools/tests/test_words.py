"""The words of ./slice: what they pass on, what they choose, what they answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from secondslice.ui import icons
from tools import slice_css, slice_node, slice_words
from tools.slice_base import Refused, for_children, for_tests
from tools.slice_checks import MOST_LINES, Result, line, shortened
from tools.slice_css import in_step
from tools.slice_messages import undated
from tools.slice_node import find_node, major
from tools.slice_postgres import newest
from tools.slice_tests import NO_TESTS, find_browser, outcome, read, selection
from tools.slice_traces import traces_in
from tools.slice_words import main, port_of, split_demo


@pytest.mark.parametrize("word", ["demo", "setup", "check", "css", "messages"])
def test_who_asks_for_help_gets_it_and_nothing_is_done(
    word: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(slice_words.WORDS, word, lambda _words: 9)

    assert main([word, "--help"]) == 0
    assert "./slice WORD [options]" in capsys.readouterr().out


def test_unknown_word_is_refused_with_the_list_of_those_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["eat"]) == 2

    told = capsys.readouterr().out
    assert "does not know 'eat'" in told
    assert all(word in told for word in slice_words.WORDS)


def test_absent_bench_is_told_plainly(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(slice_words, "ROOT", tmp_path)

    (tmp_path / "bench").mkdir()
    (tmp_path / "bench" / "other.py").write_text('if __name__ == "__main__":', encoding="utf-8")

    assert main(["bench"]) == 1

    assert "no bench/intake.py in this checkout. There is: other." in capsys.readouterr().out


def test_options_of_the_demo_and_of_running_find_their_way() -> None:
    words = ["--size", "small", "--port", "8010", "--random-seed=7", "--host", "127.0.0.1"]

    assert split_demo(words) == (
        ["--size", "small", "--random-seed=7"],
        ["--port", "8010", "--host", "127.0.0.1"],
    )


@pytest.mark.parametrize(
    ("words", "port"),
    [([], "8000"), (["--port", "8010"], "8010"), (["--host", "::1", "--port=8011"], "8011")],
)
def test_addresses_of_the_demo_name_the_port(words: list[str], port: str) -> None:
    assert port_of(words) == port


def test_children_write_bytecode() -> None:
    assert for_children({"PYTHONDONTWRITEBYTECODE": "1", "HOME": "/h"}) == {"HOME": "/h"}


def test_tests_cannot_reach_a_real_installation(tmp_path: Path) -> None:
    real = {
        "SECONDSLICE_DATABASE_URL": "postgres://live",
        "SECONDSLICE_EMAIL_URL": "smtp://live",
        "PATH": "/bin",
    }

    environment = for_tests(real, tmp_path)

    assert "live" not in " ".join(environment.values())
    assert environment["SECONDSLICE_DATA_DIR"] == str(tmp_path)
    assert environment["PATH"] == "/bin"


@pytest.mark.parametrize(
    ("words", "unit", "marker", "rest"),
    [
        ([], False, "", ()),
        (["--unit", "secondslice/pulse"], True, "", ("secondslice/pulse",)),
        (["-m", "slow", "-k", "tap"], False, "slow", ("-k", "tap")),
        (["-mslow", "--maxfail=1"], False, "slow", ("--maxfail=1",)),
    ],
)
def test_words_for_pytest_are_passed_on(
    words: list[str], unit: bool, marker: str, rest: tuple[str, ...]
) -> None:
    wish = read(words)

    assert (wish.unit, wish.marker, wish.rest) == (unit, marker, rest)


def test_own_and_given_selection_are_joined() -> None:
    assert selection("", []) == []
    assert selection("", ["browser"]) == ["-m", "not browser"]
    assert selection("a or b", ["browser", "slow"]) == [
        "-m",
        "(a or b) and not browser and not slow",
    ]


@pytest.mark.parametrize(
    ("codes", "left_out", "ci", "code"),
    [
        ([0, 0], False, True, 0),
        ([0, 1], False, False, 1),
        ([0, NO_TESTS], False, True, 0),
        ([NO_TESTS, NO_TESTS], False, False, NO_TESTS),
        ([0], True, False, 0),
        ([0], True, True, 1),
    ],
    ids=[
        "all well",
        "one failed",
        "a part on one database",
        "no test at all",
        "left out",
        "left out in CI",
    ],
)
def test_outcome_of_several_runs(codes: list[int], left_out: bool, ci: bool, code: int) -> None:
    assert outcome(codes, left_out=left_out, ci=ci) == code


def test_named_browser_that_is_not_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECONDSLICE_CHROMIUM", "/nowhere/chromium")

    assert find_browser() is None


def test_newest_server_wins_by_number_not_by_letter() -> None:
    folders = [Path(f"/usr/lib/postgresql/{version}/bin") for version in ("9.6", "15", "13")]

    assert newest(folders) == folders[1]
    assert newest([]) is None


def test_what_cannot_be_checked_fails_in_ci_only() -> None:
    absent = Result(skipped="no node")

    assert line("css", absent, 0.0, ci=False).startswith("skip")
    assert line("css", absent, 0.0, ci=True).startswith("FAIL")
    assert line("css", Result(), 1.26, ci=True) == "ok    css  1.3 s"


def test_long_output_is_cut_and_the_way_to_the_rest_is_told() -> None:
    told = shortened("\n".join(["fault"] * (MOST_LINES + 5)), ["/usr/bin/ruff", "check", "."])

    assert "... 5 more lines" in told
    assert told.endswith("Alone: /usr/bin/ruff check .")


def test_installed_node_packages_are_compared_with_the_lock() -> None:
    lock = {
        "packages": {
            "": {"version": "0"},
            "node_modules/a": {"version": "1.2"},
            "node_modules/b": {"version": "3"},
        }
    }

    assert in_step(
        lock, {"packages": {"node_modules/a": {"version": "1.2"}}}
    )  # b is for another platform
    assert not in_step(lock, {"packages": {"node_modules/a": {"version": "1.1"}}})
    assert not in_step(lock, {})


def test_unknown_icon_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(icons, "names", lambda: ["no-such-icon"])

    with pytest.raises(Refused, match="no-such-icon"):
        slice_css.icons()


def test_time_of_making_does_not_count_in_translations() -> None:
    dated = '"POT-Creation-Date: 2026-01-01 10:00+0000\\n"\nmsgid "Yes"'

    assert undated(dated) == undated(dated.replace("10:00", "11:30"))


@pytest.mark.parametrize(
    "text",
    [
        "see https://py" + "pi.org/simple",
        "--index" + "-url=x",
        "--find" + "-links wheels",
        '"resol' + 'ved": "somewhere"',
        "cd /wo" + "rk/main",
    ],
)
def test_registry_host_or_machine_path_is_found(text: str) -> None:
    assert next(traces_in(f"first line\n{text}\n")).startswith("2: ")


def test_ordinary_text_is_left_alone() -> None:
    assert (
        list(
            traces_in("Install it with pip; the work of a day. pip install --require-hashes -r x\n")
        )
        == []
    )


@pytest.mark.parametrize(
    ("version", "number"),
    [("v20.20.2\n", 20), ("v8.1.0", 8), ("", 0), ("pyenv: node not found", 0)],
)
def test_age_of_node_is_read_from_its_version(version: str, number: int) -> None:
    assert major(version) == number


def test_node_without_an_npm_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(slice_node, "VENV", tmp_path)

    assert find_node() is None
