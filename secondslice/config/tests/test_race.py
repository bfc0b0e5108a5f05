"""Many contradicting answers to one question at the same moment: exactly one counts."""

from __future__ import annotations

import contextlib
import threading
import urllib.error
import urllib.parse
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from bench.chaos import AGENT, KEY, look_at
from bench.intake import token
from secondslice.config.tests.product import Product, command, running
from secondslice.core import clock
from secondslice.pulse import nonces, rules

pytestmark = [pytest.mark.once, pytest.mark.slow]

QUESTIONS, AT_ONCE = 25, 8


def press(product: Product, number: int, choice: str, start: threading.Barrier) -> None:
    """Press a button on a page that was shown twenty seconds ago."""
    network = rules.network_digest(rules.coarse_network("127.0.0.1"))
    shown = clock.now() - timedelta(seconds=20)
    nonce = nonces.sign(nonces.Nonce(number + 1, shown, choice, "1", network))
    data = urllib.parse.urlencode({"nonce": nonce, "hand": "pointer", "driven": "0"}).encode()
    address = f"{product.url}/a/{token(number)}/{choice}"
    request = urllib.request.Request(address, data=data, headers={"User-Agent": AGENT})
    start.wait()
    with contextlib.suppress(urllib.error.HTTPError):  # 409 for those that came second
        urllib.request.urlopen(request, timeout=20).read()


def test_of_eight_contradicting_answers_at_once_exactly_one_counts(
    tmp_path: Path, settings: Settings
) -> None:
    settings.SECRET_KEY = KEY
    given = {"SECONDSLICE_SECRET_KEY": KEY, "SECONDSLICE_ANSWER_HOLD": "1"}
    command(tmp_path, "prepare", **given)
    look_at(tmp_path, given, "fill", str(QUESTIONS))

    with running(tmp_path, SECONDSLICE_SECRET_KEY=KEY, SECONDSLICE_ANSWER_HOLD="1") as product:
        for number in range(QUESTIONS):
            start = threading.Barrier(AT_ONCE)
            threads = [
                threading.Thread(target=press, args=(product, number, "yn"[one % 2], start))
                for one in range(AT_ONCE)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

    assert look_at(tmp_path, given, "winners").split() == ["1"] * QUESTIONS
