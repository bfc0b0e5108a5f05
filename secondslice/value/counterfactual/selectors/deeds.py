"""What projects show: those that the PMO runs beside like ones that are run around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from secondslice.accounts.models import Workspace
from secondslice.analytics.matching import (
    FEWEST,
    PLACEBOS,
    Case,
    Comparison,
    Finding,
    adjusted,
    compare,
    finding_of,
)
from secondslice.analytics.proportions import Proportion, proportion
from secondslice.value.counterfactual.models import ComparisonProject
from secondslice.value.counterfactual.words import FINDINGS

ROWS = 50
ERA_YEARS = 2
"""Projects that began within the same two calendar years are of one era."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One question to the projects, and what they show."""

    code: str
    label: object
    found: Comparison
    finding: Finding
    """With p as adjusted for three questions at once."""
    p: float | None
    share: Proportion | None
    """Of the PMO's own projects, with its interval."""
    unknown: int
    """How many projects say nothing of it yet."""

    @property
    def words(self) -> object:
        """Return the finding in words."""
        return FINDINGS[self.finding]

    @property
    def points(self) -> float | None:
        """Return the difference in points of a hundred; None where nothing is claimed."""
        return None if self.found.judged is None else 100 * self.found.judged.gap

    @property
    def ends(self) -> tuple[float, float]:
        """Return the interval of the difference in points of a hundred."""
        judged = self.found.judged
        return (-100.0, 100.0) if judged is None else (100 * judged.low, 100 * judged.high)

    @property
    def detectable(self) -> float | None:
        """Return the smallest gain that would be found, in points of a hundred."""
        judged = self.found.judged
        return None if judged is None or judged.detectable is None else 100 * judged.detectable


@dataclass(frozen=True, slots=True)
class Deeds:
    """The whole comparison."""

    total: int
    pmo: int
    deeds: Sequence[Deed]
    strata: Sequence[str]
    """By which the projects are told apart."""
    missing: Sequence[str]
    """By which they are not, because no project says it."""
    incomplete: int
    """How many lack something that others have, and are compared with nothing."""
    brought_on: date | None
    fewest: int = FEWEST
    placebos: int = PLACEBOS

    @property
    def others(self) -> int:
        """Return how many are run around the PMO."""
        return self.total - self.pmo


def projects_to_compare(workspace: Workspace) -> QuerySet[ComparisonProject]:
    """Return the projects of the list, by name."""
    return ComparisonProject.objects.filter(workspace=workspace).order_by("name", "pk")


def project_page(workspace: Workspace, *, number: str) -> Page[ComparisonProject]:
    """Return one page of them; the nearest where there is none of that number."""
    return Paginator(projects_to_compare(workspace), ROWS).get_page(number)


def deeds(workspace: Workspace, *, today: date) -> Deeds:
    """Compare them: two queries."""
    rows = list(projects_to_compare(workspace))
    used = [one for one in _STRATA if any(one[1](row) for row in rows)]
    whole = [row for row in rows if all(read(row) for _name, read in used)]
    found = [_compared(read, whole, used, today) for _code, _label, read in _QUESTIONS]
    judged = [at for at, (one, _unknown) in enumerate(found) if one.judged is not None]
    raw = [one.judged.p for one, _unknown in found if one.judged is not None]
    ps = dict(zip(judged, adjusted(raw), strict=True))
    latest = projects_to_compare(workspace).order_by().aggregate(at=Max("created_at"))["at"]
    return Deeds(
        total=len(rows),
        pmo=sum(row.is_pmo for row in rows),
        deeds=[
            _deed(code, label, *found[at], p=ps.get(at))
            for at, (code, label, _read) in enumerate(_QUESTIONS)
        ],
        strata=[str(name) for name, _read in used],
        missing=[str(name) for name, read in _STRATA if (name, read) not in used],
        incomplete=len(rows) - len(whole),
        brought_on=latest.date() if latest else None,
    )


def on_time(row: ComparisonProject, today: date) -> bool | None:
    """Tell whether it ended by its planned end; None while that is open, or where no plan is known."""
    if row.planned_end_on is None:
        return None
    if row.ended_on is not None:
        return row.ended_on <= row.planned_end_on
    return False if row.planned_end_on < today else None  # still running, and late already


def within_cost(row: ComparisonProject, today: date) -> bool | None:  # noqa: ARG001  (one shape for all three)
    """Tell whether it cost no more than planned; None while it runs, or where one of both is not known."""
    if row.planned_cost is None or row.actual_cost is None or row.ended_on is None:
        return None
    return row.actual_cost <= row.planned_cost


def outcome_reached(row: ComparisonProject, today: date) -> bool | None:  # noqa: ARG001
    """Tell whether it reached its outcome; None where nobody says."""
    return row.is_reached


def era_of(row: ComparisonProject) -> str:
    """Return in which two calendar years it began, or nothing.

    >>> era_of(ComparisonProject(starts_on=date(2025, 3, 1)))
    '2024-2025'
    """
    if row.starts_on is None:
        return ""
    first = row.starts_on.year - row.starts_on.year % ERA_YEARS
    return f"{first}-{first + ERA_YEARS - 1}"


Read = Callable[[ComparisonProject, date], bool | None]
Name = Callable[[ComparisonProject], str]
_QUESTIONS: tuple[tuple[str, object, Read], ...] = (
    ("time", _("On time"), on_time),
    ("cost", _("Within cost"), within_cost),
    ("outcome", _("Outcome reached"), outcome_reached),
)
_STRATA: tuple[tuple[object, Name], ...] = (
    (_("size"), lambda row: row.size.strip().casefold()),
    (_("type"), lambda row: row.kind.strip().casefold()),
    (_("era (two calendar years, by the start)"), era_of),
)


def _compared(
    read: Read,
    rows: Sequence[ComparisonProject],
    used: Sequence[tuple[object, Name]],
    today: date,
) -> tuple[Comparison, int]:
    said = [(row, read(row, today)) for row in rows]
    cases = [
        Case(tuple(name(row) for _label, name in used), row.is_pmo, is_good)
        for row, is_good in said
        if is_good is not None
    ]
    return compare(cases), len(said) - len(cases)


def _deed(code: str, label: object, found: Comparison, unknown: int, *, p: float | None) -> Deed:
    finding = found.finding
    if found.judged is not None and p is not None:
        finding = finding_of(found.judged, p=p)
    share = proportion(yes=found.good, n=found.n) if found.n else None
    return Deed(code, label, found, finding, p, share, unknown)
