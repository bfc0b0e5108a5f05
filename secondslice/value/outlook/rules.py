"""From what is known of a customer, or of all, to where the PMO stands with them. Plain values: no Django, no clock.

docs/model/outlook.md says why each observation is one, and where the weights come from: they are ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256

from secondslice.analytics.outlook import HALF_LIFE, Seen, of_ratio, still_counts

YEAR = timedelta(days=365)
TWO_YEARS = 2 * YEAR
HALF_A_YEAR = timedelta(days=182)
MENU_DAYS = 730
"""A menu that nobody has touched for longer is out of date: a PMO changes every two to three years."""
MENU_COUNTS = 3
MONEY_COUNTS = 5
"""How often a ratio of sums counts: it is no sample. The number of benefits would let a small one more lower it."""
"""As so many observations the age of the menu counts: it is a fact, and no sample."""
QUIET = timedelta(days=180)
"""So long after the last delivery nothing new means that somebody walks away."""


class What(StrEnum):
    """What is looked at. The first two are words, the others deeds and what can be observed."""

    SCALE = "scale"
    CODES = "codes"
    TASTE = "taste"
    KEPT = "kept"
    AGAIN = "again"
    INSIDE = "inside"
    SERVED = "served"
    MONEY = "money"
    SPREAD = "spread"
    STAYS = "stays"
    CONTACT = "contact"
    MENU = "menu"


WORD: Mapping[What, int] = {What.SCALE: 50, What.CODES: 50}
"""The weights of the words; they sum to 100, like the others."""
DEED_OF_ALL: Mapping[What, int] = {
    What.TASTE: 20,
    What.KEPT: 15,
    What.AGAIN: 15,
    What.INSIDE: 15,
    What.MONEY: 12,
    What.CONTACT: 6,
    What.SERVED: 5,
    What.SPREAD: 5,
    What.STAYS: 4,
    What.MENU: 3,
}
DEED_OF_ONE: Mapping[What, int] = {
    What.TASTE: 25,
    What.AGAIN: 20,
    What.KEPT: 15,
    What.INSIDE: 15,
    What.MONEY: 10,
    What.CONTACT: 10,
    What.STAYS: 5,
}


@dataclass(frozen=True, slots=True)
class Said:
    """The latest answer of one executive: on the scale of 1 to 5, and how far the place would miss the PMO (0 to 1)."""

    scale: int | None
    missed: float
    days: int
    scaled_days: int | None = None
    """How long ago the step on the scale was said, where that was in an earlier answer."""

    @property
    def days_of_scale(self) -> int:
        """Return how long ago the step on the scale was said."""
        return self.days if self.scaled_days is None else self.scaled_days


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one customer, or of all together. What is not known counts nowhere, and never as a Yes."""

    words: Sequence[Said] = ()
    tastes: Sequence[tuple[bool, int]] = ()
    """Of each sponsor who has answered: whether the last answer was Yes, and how many days ago."""
    silent: int = 0
    """Sponsors who have not answered."""
    heard: int = 0
    """People who answered within a year."""
    let_down: int = 0
    """Of them: with a case past due, or a second No."""
    chances: int = 0
    """Of one customer: deliveries after which another project followed, or that are a year old. Of all: customers."""
    came_again: int = 0
    inside: int = 0
    """Projects begun with the PMO within two years."""
    outside: int | None = None
    """Projects begun around it in that time; None: nobody has written any down, so their number is not known."""
    departments: int = 0
    served: int = 0
    confirmed: float = 0.0
    """Money signed within a year."""
    against: float = 0.0
    """Of all: what the PMO cost in that year. Of one customer: what is claimed and not confirmed."""
    signed: int = 0
    """How many benefits stand behind it."""
    leaned: Sequence[int] = ()
    """Projects within two years under each executive."""
    executives: int = 0
    new_executives: int = 0
    """Of them: who came within half a year."""
    in_touch: int = 0
    """Executives with whom somebody was in touch within the days of the watch."""
    reachable: int = 0
    """Executives with whom one can be in touch."""
    menu_days: int | None = None
    """Days since the menu was changed; None: there is none."""


def list_key(key: str) -> str:
    """Return by what an alarm knows a project of the list to compare again: by its id there, whatever row it is in.

    >>> list_key("Mill 3")
    'list:5e0aa55458ab9aae30f0ffe0'
    """
    return f"list:{sha256(key.encode()).hexdigest()[:24]}"


def missed(codes: Sequence[str]) -> float:
    """Return how far the place would miss the PMO: not at all, half, or it could not deliver.

    >>> missed(["no_different"]), missed(["slower", "dearer"]), missed(["slower", "not_finished"])
    (0.0, 0.5, 1.0)
    """
    if "not_finished" in codes or "not_started" in codes:
        return 1.0
    return 0.0 if "no_different" in codes or not codes else 0.5


def word_of(facts: Facts) -> list[Seen]:
    """Return what executives say, as observations."""
    scaled = [
        (one.scale, still_counts(one.days_of_scale)) for one in facts.words if one.scale is not None
    ]
    coded = [(one.missed, still_counts(one.days)) for one in facts.words]
    return [
        _seen(
            What.SCALE,
            WORD,
            sum((scale - 1) / 4 * weight for scale, weight in scaled),
            sum(weight for _scale, weight in scaled),
        ),
        _seen(
            What.CODES,
            WORD,
            sum(far * weight for far, weight in coded),
            sum(weight for _far, weight in coded),
        ),
    ]


def deed_of(facts: Facts, weights: Mapping[What, int]) -> list[Seen]:
    """Return what can be observed, in the order of the weights."""
    good_and_seen = {
        What.TASTE: _tastes(facts),
        What.KEPT: (facts.heard - facts.let_down, facts.heard),
        What.AGAIN: (facts.came_again, facts.chances),
        What.INSIDE: _inside(facts),
        What.SERVED: (facts.served, facts.departments),
        What.MONEY: _money(facts),
        What.SPREAD: _spread(facts),
        What.STAYS: (facts.executives - facts.new_executives, facts.executives),
        What.CONTACT: (facts.in_touch, facts.reachable),
        What.MENU: _menu(facts),
    }
    return [_seen(what, weights, *good_and_seen[what]) for what in weights]


def _tastes(facts: Facts) -> tuple[float, float]:
    counted = [(is_yes, still_counts(days, half_life=HALF_LIFE)) for is_yes, days in facts.tastes]
    return sum(weight for is_yes, weight in counted if is_yes), sum(
        weight for _yes, weight in counted
    )


def _inside(facts: Facts) -> tuple[float, float]:
    if facts.outside is None:
        return 0, 0
    return facts.inside, facts.inside + facts.outside


def _money(facts: Facts) -> tuple[float, float]:
    if not facts.signed or not facts.confirmed + facts.against:
        return 0, 0
    return MONEY_COUNTS * of_ratio(facts.confirmed, facts.against), MONEY_COUNTS


def _spread(facts: Facts) -> tuple[float, float]:
    whole = sum(facts.leaned)
    return (whole - max(facts.leaned), whole) if whole else (0, 0)


def _menu(facts: Facts) -> tuple[float, float]:
    if facts.menu_days is None:
        return 0, 0
    return MENU_COUNTS * (facts.menu_days <= MENU_DAYS), MENU_COUNTS


def _seen(what: What, weights: Mapping[What, int], good: float, seen: float) -> Seen:
    return Seen(what.value, weights[what], good=min(good, seen), seen=seen)


@dataclass(frozen=True, slots=True)
class Orders:
    """What a customer has with us, to see whether it walks away."""

    runs: bool = False
    """A project runs, or something is open in the funnel."""
    last_start: date | None = None
    last_delivery: date | None = None


def says_yes(facts: Facts) -> bool:
    """Tell whether a customer's words are on our side: its executives' where they were asked, else its sponsors'."""
    scaled = [one.scale for one in facts.words if one.scale is not None]
    if scaled:
        return sum(scaled) / len(scaled) > 3  # noqa: PLR2004  (the middle of the scale of five)
    yes = sum(is_yes for is_yes, _days in facts.tastes)
    return yes > len(facts.tastes) - yes


def walks_away(facts: Facts, orders: Orders, *, today: date) -> bool:
    """Tell whether a customer says Yes and routes nothing.

    Something was delivered, half a year ago or longer; nothing runs, nothing is open in the funnel, and nothing was
    begun within a year.
    """
    if orders.runs or orders.last_delivery is None or not says_yes(facts):
        return False
    begun_lately = orders.last_start is not None and orders.last_start > today - YEAR
    return not begun_lately and orders.last_delivery <= today - QUIET
