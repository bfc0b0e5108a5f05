"""The numbers of this room: what they are, where they come from, how far to trust them. Plain values, no Django.

docs/model/parameters.md is the same list to read, with what the sources are worth.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from secondslice.analytics import retention
from secondslice.analytics.retention import Handling, Stays, Table
from secondslice.analytics.word_of_mouth import Talk


class Badge(StrEnum):
    """How far a number may be trusted, the least first. It travels with every figure that is made of it."""

    FOLKLORE = "folklore"
    """Copied from text to text, or assumed: there is no study that one could look at."""
    PUBLISHED = "published"
    """A study measured it, elsewhere."""
    OURS = "ours"
    """This workspace's own."""


class Unit(StrEnum):
    """What a value counts. Shares are stored from 0 to 1 and shown in percent."""

    SHARE = "share"
    PEOPLE = "people"
    DAYS = "days"
    TIMES = "times"
    MARK = "mark"


class Group(StrEnum):
    """What the numbers are about, in the order of the page."""

    RATIO = "ratio"
    REACH = "reach"
    MINOR = "minor"
    MAJOR = "major"
    AGAIN = "again"
    SELLING = "selling"


class Trust(StrEnum):
    """The confidence in a number, by what is known of its origin."""

    NONE = "none"
    VERY_LOW = "very_low"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Preset(StrEnum):
    """The two sets of numbers that come with the product."""

    ARTICLE = "article"
    """As the article and the texts around it tell them."""
    CAUTIOUS = "cautious"
    """What stays when one looks at the sources."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One number that comes with the product: its value, badge, source, and the year of that source (0: none)."""

    value: float
    badge: Badge
    source: str
    year: int = 0


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number: where it belongs, its unit, between which values it makes sense, and what each preset says."""

    code: str
    group: Group
    unit: Unit
    low: float
    high: float
    trust: Trust
    article: Origin
    cautious: Origin
    is_used: bool = True
    """Whether any figure of the product is made with it yet; else it stands there to be known."""

    def of(self, preset: Preset) -> Origin:
        """Return what a preset says."""
        return self.article if preset is Preset.ARTICLE else self.cautious


FOLKLORE, PUBLISHED = Badge.FOLKLORE, Badge.PUBLISHED
_TARP = (
    "TARP for the White House Office of Consumer Affairs, in Fast Company, “What makes us loyal”"
)
_INC = "A. Thomas, “The hidden ratio that could make or break your company”, Inc."
_OCA = "White House Office of Consumer Affairs, quoted in Inc."
_COKE = "TARP for Coca-Cola, “Measuring the Grapevine”"
_RAGE = "National Customer Rage Study, Arizona State University and CCMC"
_MARKETING = "Marketing Metrics, quoted by Help Scout"
_OURS = "An assumption of Second Slice"


def _same(value: float, badge: Badge, source: str, year: int = 0) -> tuple[Origin, Origin]:
    origin = Origin(value, badge, source, year)
    return origin, origin


def _stay(group: Group, handling: str, value: float) -> Parameter:
    code, trust = f"stay_{group.value}_{handling}", Trust.MEDIUM
    return Parameter(code, group, Unit.SHARE, 0, 1, trust, *_same(value, PUBLISHED, _TARP, 1986))


def _stays(group: Group, table: Stays) -> list[Parameter]:
    names = (handling.value for handling in retention.Handling)
    return [_stay(group, name, share) for name, share in zip(names, table.row(), strict=True)]


_LIST = [
    Parameter(
        "target_yes", Group.RATIO, Unit.SHARE, 0.5, 0.99, Trust.NONE,
        *_same(0.9, FOLKLORE, _OURS),
    ),
    Parameter(
        "target_mark", Group.RATIO, Unit.MARK, 1.1, 4.9, Trust.NONE, *_same(4.0, FOLKLORE, _INC, 2018),
    ),
    Parameter(
        "review_rate_happy", Group.RATIO, Unit.SHARE, 0.01, 1, Trust.NONE,
        *_same(0.1, FOLKLORE, f"“In my experience”: {_INC}", 2018),
    ),
    Parameter(
        "review_rate_unhappy", Group.RATIO, Unit.SHARE, 0.01, 1, Trust.NONE,
        *_same(1.0, FOLKLORE, _INC, 2018),
    ),
    Parameter(
        "pos_needed_per_neg", Group.RATIO, Unit.TIMES, 1, 200, Trust.VERY_LOW,
        Origin(40, FOLKLORE, _INC, 2018),
        Origin(12, FOLKLORE, "R. Newell-Legner, “Understanding Customers”, quoted by Help Scout"),
    ),
    Parameter(
        "tellers_neg", Group.REACH, Unit.PEOPLE, 0, 100, Trust.LOW,
        Origin(12, FOLKLORE, f"9 to 15: {_OCA}", 2018), Origin(10, PUBLISHED, _COKE, 1981),
    ),
    Parameter(
        "share_tell_20plus", Group.REACH, Unit.SHARE, 0, 1, Trust.LOW,
        Origin(0.13, FOLKLORE, _OCA, 2018), Origin(0.12, PUBLISHED, _COKE, 1981), is_used=False,
    ),
    Parameter(
        "tellers_pos_resolved", Group.REACH, Unit.PEOPLE, 0, 100, Trust.LOW,
        *_same(5, FOLKLORE, f"4 to 6: {_OCA}", 2018),
    ),
    Parameter(
        "tellers_pos", Group.REACH, Unit.PEOPLE, 0, 100, Trust.LOW,
        Origin(3.5, FOLKLORE, "TARP, J. Goodman, “Strategic Customer Service”", 2009),
        Origin(2.5, FOLKLORE, "Half of what is told after a problem was solved: J. Goodman", 2009),
        is_used=False,
    ),
    Parameter(
        "half_life", Group.REACH, Unit.DAYS, 1, 365, Trust.NONE, *_same(30, FOLKLORE, _OURS),
    ),
    Parameter(
        "silent_per_voice", Group.REACH, Unit.TIMES, 0, 100, Trust.VERY_LOW,
        Origin(26, FOLKLORE, "Complaints that reach the headquarters of consumer firms; origin unknown"),
        Origin(2, FOLKLORE, _OURS), is_used=False,
    ),
    Parameter(
        "pwom_to_nwom", Group.REACH, Unit.TIMES, 0, 100, Trust.HIGH,
        *_same(3, PUBLISHED, "R. East, K. Hammond, M. Wright: 15 of 15 studies of whole markets", 2007),
        is_used=False,
    ),
    *_stays(Group.MINOR, retention.TARP[retention.Severity.MINOR]),
    *_stays(Group.MAJOR, retention.TARP[retention.Severity.MAJOR]),
    Parameter(
        "unfixed_ask_penalty", Group.AGAIN, Unit.SHARE, 0, 1, Trust.MEDIUM,
        Origin(0, PUBLISHED, _TARP, 1986), Origin(0.22, PUBLISHED, _RAGE, 2020),
    ),
    Parameter(
        "second_failure_factor", Group.AGAIN, Unit.TIMES, 1, 10, Trust.NONE,
        Origin(1.5, FOLKLORE, f"{_OURS}; the direction: J. G. Maxham, R. G. Netemeyer", 2002),
        Origin(2, FOLKLORE, f"{_OURS}; the direction: J. G. Maxham, R. G. Netemeyer", 2002),
    ),
    Parameter(
        "recovery_bonus_loyalty", Group.AGAIN, Unit.SHARE, 0, 0, Trust.HIGH,
        *_same(0, PUBLISHED, "C. A. de Matos, J. L. Henrique, C. A. V. Rossi, a meta-analysis", 2007),
    ),
    Parameter(
        "win_new", Group.SELLING, Unit.SHARE, 0, 1, Trust.LOW,
        *_same(0.125, FOLKLORE, f"5 to 20 %: {_MARKETING}"), is_used=False,
    ),
    Parameter(
        "win_existing", Group.SELLING, Unit.SHARE, 0, 1, Trust.LOW,
        *_same(0.65, FOLKLORE, f"60 to 70 %: {_MARKETING}"), is_used=False,
    ),
]  # fmt: skip
PARAMETERS: Mapping[str, Parameter] = {one.code: one for one in _LIST}


@dataclass(frozen=True, slots=True)
class Number:
    """A parameter as it holds in one workspace: its value, and where that comes from."""

    parameter: Parameter
    value: float
    badge: Badge
    source: str
    year: int = 0

    @property
    def is_own(self) -> bool:
        """Tell whether the workspace has set it."""
        return self.badge is Badge.OURS


@dataclass(frozen=True, slots=True)
class Numbers:
    """All parameters as they hold in one workspace."""

    preset: Preset
    by_code: Mapping[str, Number]

    def __getitem__(self, code: str) -> float:
        return self.by_code[code].value

    def badge(self, *codes: str) -> Badge:
        """Return the badge of a figure that is made of these numbers: that of the least trusted one."""
        return least(self.by_code[code].badge for code in codes)


def numbers(preset: Preset, own: Mapping[str, tuple[float, str]]) -> Numbers:
    """Return the numbers of a workspace with this preset and these own values, each with where it comes from.

    >>> found = numbers(Preset.CAUTIOUS, {"tellers_neg": (4.0, "Our talks of 2026")})
    >>> found["tellers_neg"], found["tellers_pos"], found.badge("tellers_neg", "tellers_pos").value
    (4.0, 2.5, 'folklore')
    """
    found = {}
    for code, parameter in PARAMETERS.items():
        origin = parameter.of(preset)
        number = Number(parameter, origin.value, origin.badge, origin.source, origin.year)
        if code in own:
            number = Number(parameter, own[code][0], Badge.OURS, own[code][1])
        found[code] = number
    return Numbers(preset, found)


def least(badges: Iterable[Badge]) -> Badge:
    """Return the least trusted of some badges: a figure is worth no more than its weakest part.

    >>> least([Badge.OURS, Badge.FOLKLORE, Badge.PUBLISHED]).value
    'folklore'
    """
    return min(badges, key=list(Badge).index)


def out_of_range(values: Mapping[str, float]) -> list[str]:
    """Return the codes whose value makes no sense."""
    return [
        code
        for code, value in values.items()
        if not PARAMETERS[code].low <= value <= PARAMETERS[code].high
    ]


def out_of_order(known: Numbers) -> list[str]:
    """Return the codes of shares that stay which are smaller than with less mending."""
    found = []
    for group in (Group.MINOR, Group.MAJOR):
        codes = [f"stay_{group.value}_{name}" for name in ("unfixed", "fixed", "quickly")]
        found += [better for worse, better in pairwise(codes) if known[better] < known[worse]]
    return found


def table(known: Numbers) -> Table:
    """Return who stays by severity and handling, with what it costs to be heard in vain."""
    found = {}
    for severity in retention.Severity:
        row = (known[f"stay_{severity.value}_{one.value}"] for one in retention.Handling)
        stays = Stays(*row)
        penalty = known["unfixed_ask_penalty"]
        # who has counted it, or set it, knows what it costs: the penalty is for what was read elsewhere
        is_own = known.by_code[f"stay_{severity.value}_{Handling.UNFIXED.value}"].is_own
        applies = penalty and not is_own
        found[severity] = retention.with_penalty(stays, penalty) if applies else stays
    return found


STAYS = (
    *(code for code in PARAMETERS if code.startswith("stay_")),
    "unfixed_ask_penalty",
)
TALK = ("tellers_neg", "half_life")
GOOD_TALK = ("tellers_pos_resolved", "half_life")


def talk(known: Numbers) -> Talk:
    """Return how an unhappy person talks."""
    return Talk(known["tellers_neg"], known["half_life"])


def good_talk(known: Numbers) -> Talk:
    """Return how a person talks whose No was recovered."""
    return Talk(known["tellers_pos_resolved"], known["half_life"])
