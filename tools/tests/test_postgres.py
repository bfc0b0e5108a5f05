"""The PostgreSQL of the tests starts, answers, and leaves nothing behind."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from tools.slice_postgres import throw_away_server, why_not


@pytest.mark.slow
@pytest.mark.postgres
def test_throw_away_server_answers_and_goes() -> None:
    if reason := why_not():
        pytest.skip(reason)

    with throw_away_server() as url:
        folder = parse_qs(urlsplit(url).query)["host"][0]
        with psycopg.connect(url) as connection:
            row = connection.execute("SHOW server_encoding").fetchone()

    assert row == ("UTF8",)
    assert not Path(folder).exists()
