"""An acknowledged answer is never lost, and what follows from it happens once: also when everything is killed."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from bench.chaos import KEY, kill_while_answering

pytestmark = [pytest.mark.once, pytest.mark.slow]

KILLS = 20


def test_twenty_kills_lose_no_acknowledged_answer_and_double_nothing(
    tmp_path: Path, settings: Settings
) -> None:
    settings.SECRET_KEY = (
        KEY  # the browsers of this test sign what the server's pages would have signed
    )

    report = kill_while_answering(tmp_path, kills=KILLS)

    assert len(report.acknowledged) > KILLS, "the stream of answers was too thin to prove anything"
    assert report.is_good(), report.text()
