"""What passes through a funnel, by hand-made logs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from secondslice.analytics.passages import Change, Passage, Went, how_long, passages

START = datetime(2026, 1, 1, tzinfo=UTC)
NOW = START + timedelta(days=100)
ORDER = {"lead": 0, "prospect": 1, "proposal": 2}
WAYS = {"won": Went.ON, "lost": Went.OUT, "postponed": Went.ASIDE}


def passed(*log: tuple[int, str]) -> dict[str, Passage]:
    changes = [Change(stage, START + timedelta(days=day)) for day, stage in log]
    return passages(changes, order=ORDER, ways=WAYS, now=NOW)


@pytest.mark.parametrize(
    ("log", "stage", "went", "days"),
    [
        pytest.param([(0, "lead")], "lead", Went.HERE, 100, id="still there"),
        pytest.param([(0, "lead"), (9, "prospect")], "lead", Went.ON, 9, id="one further"),
        pytest.param([(0, "lead"), (9, "proposal")], "lead", Went.ON, 9, id="two further at once"),
        pytest.param([(0, "lead"), (9, "won")], "lead", Went.ON, 9, id="won at once"),
        pytest.param([(0, "lead"), (9, "lost")], "lead", Went.OUT, 9, id="lost"),
        pytest.param([(0, "lead"), (9, "postponed")], "lead", Went.ASIDE, 9, id="put off"),
        pytest.param(
            [(0, "lead"), (5, "prospect"), (7, "lead"), (9, "lost")], "lead", Went.ON, 5, id="back"
        ),
        pytest.param(
            [(0, "prospect"), (5, "lead"), (9, "proposal")], "prospect", Went.ON, 9, id="on later"
        ),
    ],
)
def test_passage(log: list[tuple[int, str]], stage: str, went: Went, days: int) -> None:
    found = passed(*log)[stage]

    assert (found.went, found.span.length) == (went, days)
    assert found.span.happened == (went in {Went.ON, Went.OUT})


def test_stage_that_was_left_out_was_not_passed() -> None:
    assert "prospect" not in passed((0, "lead"), (9, "proposal"))


def test_what_is_still_there_makes_the_middle_longer_not_shorter() -> None:
    gone = [passed((0, "lead"), (day, "prospect"))["lead"] for day in (10, 20, 30)]
    here = [passed((0, "lead"))["lead"] for _ in range(3)]

    assert how_long(gone).median == 20
    assert how_long([*gone, *here]).median == 30
