"""What a drawing must hold, whatever it shows."""

from __future__ import annotations

import itertools
import re
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest

from secondslice.ui.charts.frames import number
from secondslice.ui.charts.shares import Bar, Shares
from secondslice.ui.charts.sums import Mark, Sums

GRID = ("0 %", "25 %", "50 %", "75 %", "100 %")
START = date(2026, 1, 1)


def bar(
    label: str = "Jan",
    *,
    share: float | None = 0.8,
    below: str = "",
    url: str = "/answers/?a=1&b=2",
) -> Bar:
    return Bar(
        label=label,
        below=below,
        n="40",
        rate="62",
        title="January: <80 %> of 40",
        url=url,
        share=share,
        low=(share or 0.2) - 0.2,
        high=min(1.0, (share or 0.9) + 0.1),
        written="80 %" if share is not None else "",
    )


def shares(*bars: Bar) -> str:
    return Shares(bars=bars, grid=GRID, whole=0.7, spoken={0}).drawn()


def sums(days: int, *, top: float = 0.5) -> str:
    when = [START + timedelta(days=day) for day in range(days)]
    return Sums(
        days=when,
        above=[top * day / days for day in range(days)],
        below=[0.0] * days,
        above_words="more",
        below_words="fewer",
        ticks=[(when[0], "Jan"), (when[-1], "Feb")],
        marks=[Mark(when[-1], 1, "Reached on February 1")],
    ).drawn()


def drawings(text: str) -> list[ET.Element]:
    """Return the drawings in a text; each must be well formed."""
    return [ET.fromstring(one) for one in re.findall(r"<svg.*?</svg>", text, re.DOTALL)]


@pytest.mark.parametrize("text", [shares(bar(), bar("Feb")), sums(30)], ids=["shares", "sums"])
def test_chart_is_drawn_in_three_widths_without_a_style_of_its_own(text: str) -> None:
    assert [one.get("viewBox", "").split()[2] for one in drawings(text)] == ["300", "480", "680"]
    assert "style=" not in text
    assert "<style" not in text
    assert not re.search(r'(fill|stroke)="#', text)


@pytest.mark.parametrize("text", [shares(bar()), sums(30)], ids=["shares", "sums"])
def test_chart_is_passed_by_keyboard_and_screen_reader(text: str) -> None:
    for drawing in drawings(text):
        assert drawing.get("aria-hidden") == "true"
        assert all(link.get("tabindex") == "-1" for link in drawing.iter("a"))


def test_every_period_has_a_tooltip_and_leads_to_its_rows() -> None:
    (narrow, *_others) = drawings(shares(bar(), bar("Feb", url="/answers/?c=3")))

    assert [link.get("href") for link in narrow.iter("a")] == ["/answers/?a=1&b=2", "/answers/?c=3"]
    assert {title.text for title in narrow.iter("title")} == {"January: <80 %> of 40"}


def test_words_cannot_break_out_of_a_drawing() -> None:
    text = shares(bar("<script>alert(1)</script>"))

    assert "<script>" not in text
    assert drawings(text)


def test_period_without_a_share_has_no_dot_and_breaks_the_line() -> None:
    (narrow, *_others) = drawings(shares(bar(), bar(), bar(share=None), bar(), bar()))

    assert len([one for one in narrow.iter("circle") if one.get("class") == "dot"]) == 4
    assert len([one for one in narrow.iter("path") if one.get("class") == "way"]) == 2


def test_scale_runs_from_0_to_100_percent_whatever_the_shares() -> None:
    (narrow, *_others) = drawings(shares(bar(share=1.0), bar(share=0.2)))
    grid = [float(one.get("y1", "")) for one in narrow.iter("line") if one.get("class") == "grid"]
    dots = [float(one.get("cy", "")) for one in narrow.iter("circle")]

    assert dots[0] == min(grid)
    assert dots[1] == pytest.approx(max(grid) - 0.2 * (max(grid) - min(grid)), abs=0.1)


def test_labels_do_not_run_into_each_other() -> None:
    (narrow, *_others) = drawings(shares(*(bar("Sept") for _month in range(24))))
    places = sorted(
        float(one.get("x", "")) for one in narrow.iter("text") if one.text == "Sept"
    )  # fmt: skip

    assert len(places) < 24
    assert min(b - a for a, b in itertools.pairwise(places)) >= 25


def test_years_that_stand_too_close_are_told_once() -> None:
    bars = [bar(below="2025"), bar(below="2026"), *(bar() for _month in range(10))]
    (narrow, _middle, wide) = drawings(shares(*bars))

    assert [one.text for one in narrow.iter("text") if str(one.text).startswith("20")] == ["2026"]
    assert [one.text for one in wide.iter("text") if str(one.text).startswith("20")] == [
        "2025",
        "2026",
    ]


def test_many_days_are_drawn_with_few_points_and_lose_no_peak() -> None:
    (narrow, *_others) = drawings(sums(2000, top=1.0))
    (line,) = [one for one in narrow.iter("path") if one.get("class") == "above"]
    points = re.findall(r"[\d.]+ ([\d.]+)", line.get("d", ""))

    assert len(points) <= 300
    limits = [
        float(one.get("y1", "")) for one in narrow.iter("line") if one.get("class") == "limit"
    ]
    assert min(map(float, points)) == pytest.approx(min(limits), abs=0.5)


def test_chart_of_one_day_can_be_drawn() -> None:
    assert drawings(sums(1))
    assert drawings(shares())


@pytest.mark.parametrize(("value", "written"), [(3.0, "3"), (2.345, "2.3"), (0.04, "0")])
def test_coordinates_are_short(value: float, written: str) -> None:
    assert number(value) == written
