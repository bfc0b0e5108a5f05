"""Customers who said No, and then Yes: what happened in between, without the name of any person."""

from __future__ import annotations

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
    blocks = tuple(story(scope, one, changes.get(one.pk, [])) for one in found)
    return Section("stories", title, blocks)


def story(scope: Scope, case: CaseRow, changes: list[Adjustment]) -> Story:
    """Return what happened with one case, a sentence for each step."""
    steps = [_no(scope, case)]
    if case.acknowledged_at is not None:
        told = {"day": words.day(scope.day(case.acknowledged_at))}
        steps.append(_("%(day)s: we talked about it.") % told)
    for one in changes:
        what = words.nameless(one.public_words or line_of(one), scope.people)
        told = {"day": words.day(one.starts_on), "what": what.rstrip(".")}
        steps.append(
            _("%(day)s: %(what)s.") % told
            if what
            else _("%(day)s: something was changed for this customer.") % told
        )
    if case.closed_at is not None:
        told = {"day": words.day(scope.day(case.closed_at))}
        steps.append(_("%(day)s: the same person, asked again, says Yes.") % told)
    name = scope.called(case.project_name)
    return Story(
        f"story.{case.ref}",
        f"{case.customer_name}: {name}",
        tuple(steps),
        of_cases(scope, [case], _("The case of this story")),
    )


def _no(scope: Scope, case: CaseRow) -> str:
    told = {"day": words.day(scope.day(case.opened_at))}
    if not case.cause:
        return _("%(day)s: a No.") % told
    cause = scope.reasons.called(Taste.NO, case.cause)
    return _("%(day)s: a No. What lay behind it: %(cause)s.") % {**told, "cause": cause}
