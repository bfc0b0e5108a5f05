"""How much of one visitor is too much, and how long a request waits for its confirmation. Plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

LIFE = timedelta(days=3)
"""For so long the link in the mail confirms."""
LEAST_TIME, MOST_TIME = timedelta(seconds=3), timedelta(hours=12)
"""Nobody fills the form in faster; and who took longer looks at it once more."""
PER_NETWORK, NETWORK_SPAN = 10, timedelta(hours=1)
PER_ADDRESS, ADDRESS_SPAN = 3, timedelta(days=1)
PER_WORKSPACE, WORKSPACE_SPAN = 200, timedelta(days=1)
MOST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class Lately:
    """How many requests there were lately."""

    of_network: int
    of_address: int
    of_workspace: int


def is_too_much(lately: Lately) -> bool:
    """Tell whether one more is one too many of this network or in this workspace.

    >>> is_too_much(Lately(9, 3, 10)), is_too_much(Lately(10, 0, 10))
    (False, True)
    """
    return lately.of_network >= PER_NETWORK or lately.of_workspace >= PER_WORKSPACE


def is_enough_for_address(lately: Lately) -> bool:
    """Tell whether this mailbox got enough mails for now. Nobody is told: it would tell that requests wait for it.

    >>> is_enough_for_address(Lately(0, 2, 2)), is_enough_for_address(Lately(0, 3, 3))
    (False, True)
    """
    return lately.of_address >= PER_ADDRESS
