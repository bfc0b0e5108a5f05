"""What open cases hold back: questions to the people in them, and questions whose No nobody could mend now.

Cases in confidence hold nothing back and fill nobody's hands here. Project managers see who is asked by name, and when;
executives and leads who were rated see whose hands are full: from what is missing they would learn of a No.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from secondslice.accounts.models import User, Workspace
from secondslice.accounts.selectors import people_who_deliver
from secondslice.pulse.models import Ask
from secondslice.pulse.selectors.people import Holds
from secondslice.recovery import rules
from secondslice.recovery.models import IS_OPEN, Capacity, Case

HOLD = timedelta(days=7)
"""What is held back is looked at again after so many days, and whenever a case moves."""
BY_NAME = Q(ask__mode=Ask.Mode.NAMED)


@dataclass(frozen=True, slots=True)
class Load:
    """What somebody has to mend, and how much he can."""

    owner: User
    cases: int
    most: int
    own: int | None
    """A number of his own, where he has one."""

    @property
    def is_full(self) -> bool:
        """Tell whether new questions about this person's projects wait."""
        return rules.is_full(self.cases, self.most)


def holds_of(workspace: Workspace, *, today: date) -> Holds:
    """Return what waits because something is being mended: three queries."""
    again = today + HOLD
    found = Case.objects.filter(IS_OPEN, BY_NAME, workspace=workspace)
    limits = _limits(workspace)
    usual = limits.get(None, rules.MOST_CASES)
    full = [
        owner
        for owner, cases in _to_mend(workspace).items()
        if rules.is_full(cases, limits.get(owner, usual))
    ]
    return Holds(
        people=dict.fromkeys(found.values_list("contact", flat=True), again),
        owners=dict.fromkeys(full, again),
    )


def loads(workspace: Workspace) -> list[Load]:
    """Return what everybody who runs projects has to mend, by name: three queries."""
    limits, cases = _limits(workspace), _to_mend(workspace)
    usual = limits.get(None, rules.MOST_CASES)
    return [
        Load(one, cases.get(one.pk, 0), limits.get(one.pk, usual), limits.get(one.pk))
        for one in people_who_deliver(workspace)
    ]


def usual_capacity(workspace: Workspace) -> int:
    """Return how many cases one person can mend at once, where nothing else is said of that person."""
    return _limits(workspace).get(None, rules.MOST_CASES)


def _limits(workspace: Workspace) -> dict[int | None, int]:
    return dict(Capacity.objects.filter(workspace=workspace).values_list("owner", "most"))


def _to_mend(workspace: Workspace) -> dict[int, int]:
    rows = (
        Case.objects.filter(BY_NAME, workspace=workspace, state__in=rules.TO_MEND)
        .order_by()
        .values("owner")
        .annotate(cases=Count("pk"))
    )
    return {row["owner"]: row["cases"] for row in rows}
