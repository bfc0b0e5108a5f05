"""Files that were drawn lately are not drawn again, and one that may not be shown any more is not found."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.reports import files
from secondslice.reports.drawings import Drawings
from secondslice.reports.services.sharing import share, token_of
from secondslice.reports.tests.made import Pmo, make_pmo, make_report, take_back


class Pen:
    """Counts what it draws."""

    def __init__(self, size: int = 10) -> None:
        self.size, self.drawn = size, 0

    def draw(self) -> bytes:
        self.drawn += 1
        return b"x" * self.size


@pytest.fixture
def now() -> datetime:
    return datetime.fromisoformat("2026-11-27T09:30:00+00:00")


@pytest.fixture
def full(lea: Membership, now: datetime) -> Pmo:
    return make_pmo(lea, at=now)


def test_what_many_ask_for_at_once_is_drawn_once() -> None:
    kept, pen = Drawings(), Pen()

    with ThreadPoolExecutor(8) as readers:
        got = set(readers.map(lambda _number: kept.get("one", pen.draw), range(100)))

    assert (len(got), pen.drawn) == (1, 1)


def test_no_more_is_kept_than_there_is_room_for_and_what_was_used_last_stays() -> None:
    kept, pen = Drawings(most_bytes=25), Pen()
    for key in ("one", "two", "one", "three", "one"):
        kept.get(key, pen.draw)
    assert pen.drawn == 3

    kept.get("two", pen.draw)
    assert pen.drawn == 4

    large = Pen(size=26)
    for _time in range(2):
        kept.get("large", large.draw)
    assert large.drawn == 2


@pytest.mark.parametrize("ending", files.endings())
def test_file_behind_a_link_is_drawn_once_however_often_it_is_fetched(
    full: Pmo, clock: Clock, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    report = make_report(full.lead, at=full.now)
    link = f"/report/{token_of(share=share(report=report, by=None, at=full.now))}"
    asked: list[str] = []
    draw = files.file_of

    def counted(*given: object, ending: str, **told: object) -> bytes:
        asked.append(ending)
        return draw(*given, ending=ending, **told)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(files, "DRAWINGS", Drawings())
    monkeypatch.setattr(files, "file_of", counted)

    first, second = (Client().get(f"{link}/report.{ending}") for _time in range(2))

    assert first.content == second.content
    assert asked == [ending]


def test_file_is_drawn_anew_when_it_reads_otherwise(
    full: Pmo, as_lea: Client, clock: Clock
) -> None:
    report = make_report(full.lead, at=full.now)
    address = f"/w/acme/reports/{report.ref}/report.html"
    assert "They listen." in as_lea.get(address).content.decode()

    take_back(full.quote)

    assert "They listen." not in as_lea.get(address).content.decode()
