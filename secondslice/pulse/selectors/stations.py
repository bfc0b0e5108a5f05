"""Stations and what was answered there, as members may see it.

Nothing here tells a taste that was not revealed: before that, only how many answered is known.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet, Sum

from secondslice.accounts.models import Membership
from secondslice.accounts.rules import RUNS_THE_PMO
from secondslice.analytics.proportions import Proportion, wilson
from secondslice.core.keyset import Slice, slice_of
from secondslice.core.tokens import derived_token, digest
from secondslice.projects.models import Project
from secondslice.pulse.access import visible_stations
from secondslice.pulse.models import (
    AnonymousAnswer,
    CallRequest,
    NotCounted,
    Station,
    StationDevice,
    Taste,
)
from secondslice.pulse.selectors.reason_names import ReasonNames
from secondslice.pulse.slips import enrolment_code
from secondslice.pulse.station_rules import LEAST_SPREAD, LEAST_TOGETHER, Reject, may_reveal

ROWS_ON_A_PAGE = 50
MOST_WORDS = 100
SHOWS = ("open", "closed")


@dataclass(frozen=True, slots=True)
class Tally:
    """What was answered at a station, as far as it may be told."""

    n: int = 0
    """How many answered."""
    yes: int = 0
    """Of those that were revealed."""
    no: int = 0

    @property
    def shown(self) -> int:
        """Return how many answers are revealed."""
        return self.yes + self.no

    @property
    def hidden(self) -> int:
        """Return how many nobody has seen yet."""
        return self.n - self.shown

    @property
    def may_reveal(self) -> bool:
        """Tell whether those may be shown now."""
        return may_reveal(hidden=self.hidden)

    @property
    def least(self) -> int:
        """Return how many must be shown at once."""
        return LEAST_TOGETHER

    @property
    def missing(self) -> int:
        """Return how many answers are missing until those may be shown."""
        return max(0, LEAST_TOGETHER - self.hidden)

    @property
    def share(self) -> Proportion:
        """Return the share of Yes among the revealed ones, with its interval."""
        low, high = wilson(self.yes, self.shown)
        return Proportion(self.yes, self.shown, low, high)


@dataclass(frozen=True, slots=True)
class Said:
    """What was added to the revealed answers: reasons with how often, and words in no order of time."""

    reasons: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    """By taste, the most frequent first. Empty under eight answers."""
    words: list[AnonymousAnswer] = field(default_factory=list)


def station_token(station: Station) -> str:
    """Return the secret of a station's address; empty when the installation's key was changed since it was made."""
    token = derived_token("station", f"{station.ref.hex}:{station.issue}")
    return token if digest(token) == station.token_digest else ""


def station_slice(membership: Membership, *, show: str, after: str, today: date) -> Slice[Station]:
    """Return one page of the stations this member may see, by name."""
    found = station_list(membership, show=show, today=today)
    return slice_of(found, by="name", after=after, size=ROWS_ON_A_PAGE, read=str)


def station_list(membership: Membership, *, show: str, today: date) -> QuerySet[Station]:
    """Return the stations this member may see, each with its project and its counts."""
    is_closed = Q(closed_at__isnull=False) | Q(closes_on__lt=today)
    found = visible_stations(membership)
    if show == "closed":
        found = found.filter(is_closed)
    elif show == "open":
        found = found.exclude(is_closed)
    return _counted(found).order_by("name", "ref")


def stations_of(membership: Membership, project: Project) -> QuerySet[Station]:
    """Return the stations of a project with their counts, the latest first."""
    return _counted(visible_stations(membership).filter(project=project)).order_by("-opens_on")


def _counted(found: QuerySet[Station]) -> QuerySet[Station]:
    revealed = Q(answers__is_revealed=True)
    return found.annotate(
        answer_count=Count("answers"),
        yes_count=Count("answers", filter=revealed & Q(answers__taste=Taste.YES)),
        no_count=Count("answers", filter=revealed & Q(answers__taste=Taste.NO)),
    )


def tally_of(station: Station) -> Tally:
    """Return the counts of one of the `station_list`, or of any other by one query."""
    n = getattr(station, "answer_count", None)
    if n is not None:
        return Tally(n, getattr(station, "yes_count", 0), getattr(station, "no_count", 0))
    revealed = Q(is_revealed=True)
    row = AnonymousAnswer.objects.filter(station=station).aggregate(
        n=Count("pk"),
        yes=Count("pk", filter=revealed & Q(taste=Taste.YES)),
        no=Count("pk", filter=revealed & Q(taste=Taste.NO)),
    )
    return Tally(**row)


def said_at(station: Station, *, week: date, names: ReasonNames) -> Said:
    """Return the reasons and words of the revealed answers; `week`: the Monday of the present one."""
    rows = AnonymousAnswer.objects.filter(station=station, is_revealed=True).exclude(
        words_wait=True, week__gte=week
    )
    rows = rows.order_by("ref")  # a random order: that of coming would tell who
    words = list(rows.exclude(comment="")[:MOST_WORDS])
    if rows.count() < LEAST_SPREAD:
        return Said(words=words)
    counts = {Taste.YES.value: Counter[str](), Taste.NO.value: Counter[str]()}
    for taste, reasons in rows.exclude(reasons=[]).values_list("taste", "reasons"):
        counts[taste].update(names.named(taste, reasons))
    return Said({taste: found.most_common() for taste, found in counts.items()}, words)


@dataclass(frozen=True, slots=True)
class Rejected:
    """How many taps were not counted for one reason."""

    why: str
    words: str
    taps: int


@dataclass(frozen=True, slots=True)
class AllRejected:
    """Why taps were not counted at a station, the most frequent reason first."""

    rows: list[Rejected]

    @property
    def is_limited(self) -> bool:
        """Tell whether a limit of the station stood in somebody's way."""
        return any(one.why in {Reject.NETWORK, Reject.DEVICE} for one in self.rows)


def not_counted_at(station: Station) -> AllRejected:
    """Return why taps were not counted at a station, and how many."""
    rows = (
        NotCounted.objects.filter(station=station, count__gt=0)
        .values_list("why")
        .annotate(taps=Sum("count"))
        .order_by("-taps")
    )
    return AllRejected([Rejected(why, str(NotCounted.Why(why).label), taps) for why, taps in rows])


def calls_to_make(membership: Membership) -> QuerySet[CallRequest]:
    """Return who wants to be called, the longest waiting first: for who runs the PMO alone."""
    found = CallRequest.objects.filter(workspace=membership.workspace_id, done_at=None)
    if membership.role not in RUNS_THE_PMO:
        found = found.none()
    return found.select_related("station", "project").order_by("at", "pk")


def calls_made(membership: Membership) -> QuerySet[CallRequest]:
    """Return who was called lately, the latest first."""
    found = CallRequest.objects.filter(workspace=membership.workspace_id, done_at__isnull=False)
    return found.select_related("station", "project", "done_by").order_by("-done_at", "-pk")


@dataclass(frozen=True, slots=True)
class Device:
    """A screen of a kiosk, and the code that it still has to be told."""

    device: StationDevice
    code: str
    """Empty once the device is enrolled, or when the code is too old."""


def devices_of(station: Station, *, at: datetime) -> list[Device]:
    """Return the devices of a kiosk."""
    return [Device(one, _code(one, at)) for one in StationDevice.objects.filter(station=station)]


def _code(device: StationDevice, at: datetime) -> str:
    if device.enrolled_at is not None or device.code_until <= at:
        return ""
    code = enrolment_code(str(device.ref))
    return f"{code[:4]} {code[4:]}"


def state_of(station: Station, *, today: date) -> str:
    """Return open, closed or soon."""
    if station.closed_at is not None or (station.closes_on and station.closes_on < today):
        return "closed"
    return "soon" if today < station.opens_on else "open"
