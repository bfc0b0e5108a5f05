"""How the tests are shared out when several processes run them (`./slice test` starts one for each core)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

HEAVY = ("browser", "slow")


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Let one process have the browser, and one what else starts servers or takes long, each one after another.

    More at once would starve each other, and a demo for the browser is made only once.
    """
    for item in items:
        group = next((name for name in HEAVY if item.get_closest_marker(name)), None)
        if group:
            item.add_marker(pytest.mark.xdist_group(group))
