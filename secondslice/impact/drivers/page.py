"""The page of the drivers: rows for the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from secondslice.accounts.models import Membership
from secondslice.impact.drivers import selectors
from secondslice.impact.drivers.rules import Driver, Drivers, drivers_of_no, drivers_of_return
from secondslice.impact.drivers.words import KINDS, name_of
from secondslice.pulse.selectors.reason_names import ReasonNames

OF_NO, OF_RETURN = "no", "return"
_NOTHING = 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what it is about and what came of it; places in the picture go from 0 to 1, 0.5 is no difference."""

    driver: Driver
    kind: str
    name: str

    @property
    def low(self) -> float:
        """Return the left end of the interval in the picture."""
        return _place(self.driver.compared.low)

    @property
    def high(self) -> float:
        """Return its right end."""
        return _place(self.driver.compared.high)

    @property
    def middle(self) -> float:
        """Return where the difference that was seen stands."""
        return _place(self.driver.compared.gap or _NOTHING)


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on the page of one outcome."""

    of: str
    drivers: Drivers
    found: Sequence[Row]
    others: Sequence[Row]
    too_few: Sequence[Row]
    sees_all: bool


def drivers_page(membership: Membership, *, of: str, now: datetime) -> Page:
    """Return what goes together with a No, or with coming back."""
    if of == OF_RETURN:
        found = drivers_of_return(selectors.ended_of(membership, now=now))
    else:
        found = drivers_of_no(selectors.answers_of(membership, now=now))
    names = ReasonNames(membership.workspace_id, membership.language)
    told, others, too_few = (
        [Row(one, str(KINDS[one.kind]), name_of(one, names)) for one in rows]
        for rows in (found.found, found.others, found.too_few)
    )
    return Page(of, found, told, others, too_few, sees_all=membership.keeps_confidences)


def _place(gap: float) -> float:
    return (gap + 1) / 2
