"""Customers who said No, and then Yes: what happened in between, without the name of any person."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secondslice.pulse.models import Taste
from secondslice.recovery.adjustment_words import line_of
from secondslice.recovery.models import Adjustment
from secondslice.reports.building import words
from secondslice.reports.building.scope import Scope
from secondslice.reports.building.sections.cases import of_cases, recovered_in
from secondslice.reports.document import Lack, Section, Story
from secondslice.reports.selectors.rows import CaseRow, changes_by_case


def section(scope: Scope, *, most: int = 3) -> Section:
    """Return the newest recovered cases of the time, each with what was changed."""
    found = recovered_in(scope)[:most]
    if not found:
        lack = _("No case was mended in this time, so there is no story to tell.")
        return Section("stories", _("Nobody came back in this time"), (Lack(lack),), (lack,))
    changes = changes_by_case(scope.reader, (one.pk for one in found))
    title = ngettext("How a customer came back", "How customers came back", len(found))
    blocks = tuple(
        story(scope, one, changes.get(one.pk, []), place=place)
        for place, one in enumerate(found, 1)
    )
    return Section("stories", title, blocks)


def story(scope: Scope, case: CaseRow, changes: list[Adjustment], *, place: int) -> Story:
    """Return what happened with one case, a sentence for each step."""
    middle: list[tuple[date, str]] = []
    if case.acknowledged_at is not None:
        middle.append(_step(scope.day(case.acknowledged_at), _("%(day)s: we talked about it.")))
    for one in changes:
        what = words.nameless(one.public_words or line_of(one), scope.people).rstrip(".")
        text = _("%(day)s: %(what)s.")
        if not what:
            text = _("%(day)s: something was changed for this customer.")
        middle.append(_step(one.starts_on, text, what=what))
    if case.closed_at is not None:
        text = _("%(day)s: the same person, asked again, says Yes.")
        middle.append(_step(scope.day(case.closed_at), text))
    middle.sort(key=lambda step: step[0])
    name = scope.called(case.project_name)
    return Story(
        f"story.{place}",
        f"{case.customer_name}: {name}",
        (_no(scope, case), *(text for _day, text in middle)),
        of_cases(scope, [case], _("The case of this story")),
    )


def _no(scope: Scope, case: CaseRow) -> str:
    day = scope.day(case.opened_at)
    if not case.cause:
        return _step(day, _("%(day)s: a No."))[1]
    cause = scope.reasons.called(Taste.NO, case.cause)
    return _step(day, _("%(day)s: a No. What lay behind it: %(cause)s."), cause=cause)[1]


def _step(day: date, text: str, **told: str) -> tuple[date, str]:
    return day, text % {"day": words.day(day), **told}
