"""How the tests are shared out when several processes run them (`./slice test` starts one for each core)."""

from __future__ import annotations

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

BROWSER = "secondslice/config/tests/browser/"


class BrowserTogether(LoadScopeScheduling):  # type: ignore[misc]  # without types
    """Share out test by test, but let one process have all that is done in the browser.

    Two browsers at once would starve each other, and the demo they look at is made only once.
    """

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> BrowserTogether | None:
    """Return how the tests are shared out; pytest-xdist's own way for what is asked for by hand.

    Its own groups are not used: it writes them where pytest no longer reads since 9.2.
    """
    return BrowserTogether(config, log) if config.getoption("dist") == "loadscope" else None
