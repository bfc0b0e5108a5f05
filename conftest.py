"""How the tests are shared out when several processes run them (`./slice test` starts one for each core)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

HEAVY = ("slow", "browser")


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Keep in one process, one after another, what starts servers and browsers: two at once would starve each other."""
    for item in items:
        if any(item.get_closest_marker(name) for name in HEAVY):
            item.add_marker(pytest.mark.xdist_group("heavy"))
