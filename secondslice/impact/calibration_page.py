"""The page of calibration: each number that can be counted, before and after, as rows for the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil

from django.utils import formats
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.analytics.posteriors import REPORTS, STRENGTH
from secondslice.core.clock import day_of
from secondslice.customers.models import Contact
from secondslice.impact import selectors, words
from secondslice.impact.calibration import (
    CASES_NEEDED,
    COMPARED,
    COUNTED,
    REPORTS_NEEDED,
    TELLERS,
    Belief,
    Followed,
    Outcome,
    Tally,
    curves,
    share_belief,
)
from secondslice.impact.models import BudgetCycle
from secondslice.impact.rules import PARAMETERS, Group, Number
from secondslice.impact.selectors.calibration import beliefs_from, comparisons_of
from secondslice.impact.selectors.outcomes import Report
from secondslice.ui.charts.beliefs import Beliefs
from secondslice.ui.templatetags.ui import percent

EXAMPLE_SHARE, EXAMPLE = 0.09, ((0, 0), (2, 5), (6, 12))
"""Who stays after a major problem that nobody asked about, and two of five, six of twelve who did."""
_ROOM = 1.25
"""So much wider than its widest interval a chart of a count is."""


@dataclass(frozen=True, slots=True)
class Card:
    """One number: what it is called, what holds now, and what the cases say; `number` is None for a comparison."""

    belief: Belief
    name: str | Promise
    chart: SafeString
    number: Number | None

    @property
    def is_in_use(self) -> bool:
        """Tell whether the workspace reckons with a number of its own."""
        return self.number is not None and self.number.is_own

    @property
    def is_to_take_up(self) -> bool:
        """Tell whether there are enough cases, and what they say is not what is reckoned with."""
        if self.number is None or not self.belief.is_ours:
            return False
        noticed = _PEOPLE_NOTICED if self.belief.is_count else _SHARE_NOTICED
        return not self.is_in_use or abs(self.number.value - self.belief.after.mean) >= noticed


_SHARE_NOTICED, _PEOPLE_NOTICED = 0.01, 0.1
"""What differs by less looks the same on the page."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Everything on the page."""

    groups: Sequence[tuple[str | Promise, Sequence[Card]]]
    compared: Sequence[Card]
    months: int
    own_cycles: Sequence[BudgetCycle]
    waiting: int
    ours: int
    of: int
    strength: int = int(STRENGTH)
    reports: int = int(REPORTS)
    cases_needed: int = CASES_NEEDED
    reports_needed: int = REPORTS_NEEDED

    @property
    def cards(self) -> list[Card]:
        """Return all of them, for the table."""
        return [card for _name, cards in self.groups for card in cards]


@dataclass(frozen=True, slots=True)
class Row:
    """One person behind a count."""

    contact: Contact
    began: date
    ends: date
    outcome: Outcome
    came_on: date | None


@dataclass(frozen=True, slots=True)
class Counted:
    """The rows behind one number."""

    code: str
    group: str | Promise
    name: str | Promise
    rows: Sequence[Row]
    reports: Sequence[Report]
    came: int
    away: int
    waiting: int


def calibration_page(membership: Membership, *, now: datetime) -> Calibration:
    """Return every number that can be counted, with what it is in use: thirteen queries."""
    workspace = membership.workspace
    today = day_of(now, workspace.time_zone)
    followed = selectors.followed_people(workspace)
    known = selectors.numbers_of(workspace)
    found = beliefs_from(workspace, followed, today=today)
    cards = [_card(one, known.by_code[one.code]) for one in found]
    by_group = [(group, [card for card in cards if _group(card) is group]) for group in Group]
    return Calibration(
        groups=[(words.GROUPS[group], mine) for group, mine in by_group if mine],
        compared=[_card(one, None) for one in comparisons_of(followed, today=today)],
        months=selectors.cycles_of(workspace).usual,
        own_cycles=selectors.own_cycles(workspace),
        waiting=sum(one.tally.waiting for one in found),
        ours=sum(one.is_ours for one in found),
        of=len(found),
    )


def counted_page(membership: Membership, code: str, *, which: str, now: datetime) -> Counted | None:
    """Return the rows behind one number, the newest first; None for what cannot be counted.

    `which`: came, away or waits; anything else shows all.
    """
    workspace = membership.workspace
    if code not in (*COUNTED, *COMPARED):
        return None
    if code == TELLERS:
        said = selectors.reports_of(workspace)
        return Counted(code, *_called(code), [], said, 0, 0, 0)
    today = day_of(now, workspace.time_zone)
    mine = [one for one in selectors.followed_people(workspace) if one.group == code]
    people = selectors.people_called(workspace, [_key(one) for one in mine])
    rows = [_row(one, people[_key(one)], today) for one in mine if _key(one) in people]
    rows.sort(key=lambda row: (row.began, row.contact.pk), reverse=True)
    outcomes = [row.outcome for row in rows]
    return Counted(
        code,
        *_called(code),
        [row for row in rows if which not in set(Outcome) or row.outcome == which],
        [],
        came=outcomes.count(Outcome.CAME),
        away=outcomes.count(Outcome.AWAY),
        waiting=outcomes.count(Outcome.WAITS),
    )


def example() -> list[tuple[int, int, Belief, SafeString]]:
    """Return how a published 9 % moves as cases come in, drawn as the workspace's own: came, of, and both."""
    found = []
    for came, of in EXAMPLE:
        belief = share_belief("stay_major_silent", EXAMPLE_SHARE, Tally(came, of))
        found.append((came, of, belief, chart_of(belief).drawn()))
    return found


def _key(one: Followed) -> int:
    return int(str(one.person))


def _row(one: Followed, contact: Contact, today: date) -> Row:
    return Row(contact, one.began, one.ends, one.outcome(today), one.came_on)


def _group(card: Card) -> Group:
    return PARAMETERS[card.belief.code].group


def _called(code: str) -> tuple[str | Promise, str | Promise]:
    """Return the group and the name of a number."""
    if code in words.COMPARED:
        return words.TO_COMPARE, words.COMPARED[code]
    return words.GROUPS[PARAMETERS[code].group], words.NAMES[code][0]


def _card(belief: Belief, number: Number | None) -> Card:
    name = _called(belief.code)[1]
    return Card(belief, name, chart_of(belief).drawn(), number)


def chart_of(belief: Belief) -> Beliefs:
    """Return the picture of a number before and after."""
    most = 1.0
    if belief.is_count:
        most = float(ceil(_ROOM * max(belief.before.high, belief.after.high)))
    before, after = curves(belief, most=most)
    found = belief.after
    said = _("%(mean)s, with 90 %% probability between %(low)s and %(high)s") % {
        "mean": _written(belief, found.mean),
        "low": _written(belief, found.low),
        "high": _written(belief, found.high),
    }
    return Beliefs(
        before=before,
        after=after if belief.n else (),
        low=found.low / most,
        high=found.high / most,
        title=said,
        ticks=[(place, _written(belief, place * most)) for place in (0.0, 0.5, 1.0)],
    )


def _written(belief: Belief, value: float) -> str:
    """Return a value in the reader's locale: shares in percent, people with one decimal."""
    if belief.is_count:
        is_whole = value == int(value)
        return str(formats.number_format(round(value, 1), 0 if is_whole else 1))
    return str(percent(value))
