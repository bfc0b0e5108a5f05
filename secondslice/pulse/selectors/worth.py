"""What projects were worth to those who ordered them: marks from 0 to 10, at the close and in operation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from secondslice.accounts.models import Membership
from secondslice.analytics.net_score import NetScore, net_score
from secondslice.core.keyset import Slice, slice_of
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse.access import visible_asks
from secondslice.pulse.models import Ask, WorthMark

LEAST = 5
"""Fewer marks are shown as cases, not as a score."""
LEAST_FOR_A_TREND = 20
"""With fewer the score is shown in grey: it says little yet."""
ROWS_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Worth:
    """What was said at one moment of the projects' lives. `score` is None while there are too few marks."""

    moment: str
    """Ask.Worth"""
    asked: int
    """How many of those asked could also give a mark: they have answered Yes or No."""
    marks: Sequence[int] = ()
    without_sponsors: Sequence[int] = ()
    """The marks of those who did not order the project themselves: a sponsor judges his own decision."""
    score: NetScore | None = None
    score_without_sponsors: NetScore | None = None

    @property
    def n(self) -> int:
        """Return how many gave a mark."""
        return len(self.marks)

    @property
    def label(self) -> str:
        """Return what the moment is called."""
        return str(Ask.Worth(self.moment).label)

    @property
    def missing(self) -> int:
        """Return how many more marks a score needs."""
        return max(0, LEAST - self.n)

    @property
    def is_faint(self) -> bool:
        """Tell whether there are so few marks that the score says little yet."""
        return self.n < LEAST_FOR_A_TREND


@dataclass(frozen=True, slots=True)
class Worths:
    """Both moments, kept apart."""

    moments: list[Worth] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Tell whether nobody has given a mark."""
        return not any(one.n for one in self.moments)


def worths(
    membership: Membership, *, project: Project | None = None, since: date | None = None
) -> Worths:
    """Return what projects were worth, as far as this member may see each mark: two queries.

    Marks given in confidence count only for those who may see who gave them.
    """
    asks = visible_asks(membership).exclude(worth="")
    if project is not None:
        asks = asks.filter(project=project)
    if since is not None:
        asks = asks.filter(sent_on__gte=since)
    asked: dict[str, int] = {}
    answered = asks.filter(state=Ask.State.ANSWERED)
    for moment in answered.order_by().values_list("worth", flat=True):
        asked[moment] = asked.get(moment, 0) + 1
    given: dict[str, list[tuple[int, str]]] = {}
    for moment, mark, role in last_marks(asks).values_list("ask__worth", "mark", "ask__role"):
        given.setdefault(moment, []).append((mark, role))
    return Worths(
        [_worth(moment, asked.get(moment, 0), given.get(moment, [])) for moment in Ask.Worth.values]
    )


def last_marks(asks: QuerySet[Ask]) -> QuerySet[WorthMark]:
    """Return the mark of each of these asks that counts."""
    later = WorthMark.objects.filter(ask=OuterRef("ask"), number__gt=OuterRef("number"))
    return WorthMark.objects.filter(~Exists(later), ask__in=asks)


def mark_slice(membership: Membership, *, after: str) -> Slice[WorthMark]:
    """Return one page of the marks with who gave them, the latest first."""
    found = last_marks(visible_asks(membership)).select_related("ask__contact", "ask__project")
    return slice_of(found, by="at", after=after, size=ROWS_ON_A_PAGE, newest_first=True)


def marks_of(membership: Membership, project: Project) -> list[WorthMark]:
    """Return the marks about a project with who gave them, the latest first."""
    asks = visible_asks(membership).filter(project=project)
    return list(last_marks(asks).select_related("ask__contact").order_by("-at", "-pk"))


def _worth(moment: str, asked: int, given: Sequence[tuple[int, str]]) -> Worth:
    marks = [mark for mark, _role in given]
    others = [mark for mark, role in given if role != Stakeholder.Role.SPONSOR]
    return Worth(
        moment=moment,
        asked=asked,
        marks=marks,
        without_sponsors=others,
        score=net_score(marks) if len(marks) >= LEAST else None,
        score_without_sponsors=net_score(others) if len(others) >= LEAST else None,
    )
