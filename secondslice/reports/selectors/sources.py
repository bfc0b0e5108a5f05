"""The rows behind a number of a report, as links for the reader who may open them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.accounts.rules import ACCESS, may_pass
from secondslice.core.clock import day_of
from secondslice.customers.models import Customer
from secondslice.funnel.access import visible_opportunities
from secondslice.funnel.models import Opportunity
from secondslice.funnel.promises.models import Promise
from secondslice.funnel.promises.selectors import visible_promises
from secondslice.impact.models import Scenario
from secondslice.projects.access import visible_projects, visible_stakeholders
from secondslice.projects.models import Milestone, Project, Stakeholder
from secondslice.pulse.access import visible_asks
from secondslice.pulse.models import Ask
from secondslice.recovery.access import visible_cases
from secondslice.recovery.adjustment_words import line_of
from secondslice.recovery.models import Adjustment, Case
from secondslice.recovery.selectors.keeping import adjustments_of_member
from secondslice.value.counterfactual.access import visible_asks as visible_counterfactuals
from secondslice.value.counterfactual.models import ComparisonProject, CounterfactualAnswer
from secondslice.value.ledger.access import visible_benefits
from secondslice.value.ledger.models import Benefit, PmoCost

ROWS_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Behind:
    """One row behind a number: what it is, and where it can be seen; no address where this reader has no page of it."""

    ref: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class SourcePage:
    """Some of the rows behind a number, and where one is in them."""

    rows: Sequence[Behind]
    count: int
    first: int
    """The number of the first row that is shown; 0 where there is none."""
    before: str
    after: str
    """The numbers of the pages before and after; empty where there is none."""


def page_behind(membership: Membership, refs: Sequence[str], *, number: str) -> SourcePage:
    """Return one page of the rows with these public ids: one query for each kind of row."""
    pages = max(1, -(-len(refs) // ROWS_ON_A_PAGE))
    here = min(int(number), pages) if number.isdecimal() and len(number) < 9 and int(number) else 1  # noqa: PLR2004
    start = (here - 1) * ROWS_ON_A_PAGE
    shown = refs[start : start + ROWS_ON_A_PAGE]
    return SourcePage(
        rows_behind(membership, shown),
        len(refs),
        start + 1 if refs else 0,
        str(here - 1) if here > 1 else "",
        str(here + 1) if here < pages else "",
    )


def rows_behind(membership: Membership, refs: Sequence[str]) -> list[Behind]:
    """Return the rows with these ids in their order; what is gone or not for this reader is said."""
    wanted = [uuid.UUID(one) for one in refs]
    found: dict[str, Behind] = {}
    for rows, show in _kinds(membership):
        found |= {str(one.ref): show(membership, one) for one in rows.filter(ref__in=wanted)}
    lost = _("Not here any more, or not for you.")
    return [found.get(one) or Behind(one, lost, "") for one in refs]


def _kinds(
    membership: Membership,
) -> Iterable[tuple[QuerySet[Any], Callable[[Membership, Any], Behind]]]:
    workspace = membership.workspace_id
    yield visible_benefits(membership).select_related("project__customer"), _benefit
    yield visible_cases(membership), _case
    yield visible_asks(membership).select_related("project__customer"), _ask
    yield visible_projects(membership).select_related("customer"), _project
    yield visible_stakeholders(membership).select_related("project__customer"), _stakeholder
    changes = adjustments_of_member(membership)
    yield changes.select_related("case__customer", "case__project"), _adjustment
    yield visible_promises(membership), _promise
    yield PmoCost.objects.filter(workspace=workspace), _cost
    yield _milestones(membership), _milestone
    yield Customer.objects.filter(workspace=workspace), _customer
    yield visible_opportunities(membership).select_related("customer"), _opportunity
    yield _said(membership), _answer
    yield ComparisonProject.objects.filter(workspace=workspace), _compared
    yield Scenario.objects.filter(workspace=workspace), _scenario


def _milestones(membership: Membership) -> QuerySet[Milestone]:
    mine = visible_projects(membership).values("pk")
    return Milestone.objects.filter(project__in=mine).select_related("project__customer")


def _said(membership: Membership) -> QuerySet[CounterfactualAnswer]:
    asks = visible_counterfactuals(membership).order_by().values("pk")
    return CounterfactualAnswer.objects.filter(ask__in=asks).select_related("ask__customer")


def _url(membership: Membership, name: str, *parts: object) -> str:
    """Return an address, or nothing when the role may not go there."""
    if not may_pass(ACCESS[name], membership.role):
        return ""
    return reverse(name, args=[membership.workspace.slug, *parts])


def _row(ref: uuid.UUID, url: str, *parts: object) -> Behind:
    """Return a row with what tells it from others: customer, project, day, what. What is empty is left out."""
    return Behind(str(ref), " · ".join(str(one) for one in parts if one), url)


def _day(value: date | None) -> str:
    return formats.date_format(value, "SHORT_DATE_FORMAT") if value else ""


def _benefit(membership: Membership, one: Benefit) -> Behind:
    url = _url(membership, "ledger:benefit", one.ref)
    project = one.project
    day = _local(membership, one.at)
    return _row(
        one.ref, url, project.customer.name, project.name, one.title, one.get_stage_display(), day
    )


def _local(membership: Membership, moment: datetime) -> str:
    return _day(day_of(moment, membership.workspace.time_zone))


def _case(membership: Membership, one: Case) -> Behind:
    url = _url(membership, "recovery:case", one.ref)
    day = _local(membership, one.opened_at)
    return _row(one.ref, url, one.customer.name, one.project.name, day, one.get_state_display())


def _ask(membership: Membership, one: Ask) -> Behind:
    said = one.get_taste_display() if one.taste else _("not answered")
    url = _url(membership, "dashboard:project", one.project.ref)
    project = one.project
    return _row(one.ref, url, project.customer.name, project.name, _day(one.sent_on), said)


def _project(membership: Membership, one: Project) -> Behind:
    url = _url(membership, "dashboard:project", one.ref)
    return _row(
        one.ref, url, one.customer.name, one.name, _day(one.starts_on), one.get_phase_display()
    )


def _stakeholder(membership: Membership, one: Stakeholder) -> Behind:
    url = _url(membership, "dashboard:project", one.project.ref)
    return _row(one.ref, url, one.project.customer.name, one.project.name, one.get_role_display())


def _adjustment(membership: Membership, one: Adjustment) -> Behind:
    case, url = one.case, _url(membership, "recovery:adjustment", one.ref)
    day = _day(one.starts_on)
    return _row(one.ref, url, case.customer.name, case.project.name, day, line_of(one))


def _promise(membership: Membership, one: Promise) -> Behind:
    wanted, url = one.opportunity, _url(membership, "promises:balance")
    return _row(one.ref, url, wanted.customer.name, wanted.title, _day(one.told_on), one.scope)


def _cost(membership: Membership, one: PmoCost) -> Behind:
    month = formats.date_format(one.month, "YEAR_MONTH_FORMAT")
    amount = formats.number_format(one.amount, 2, use_l10n=True, force_grouping=True)
    what = f"{amount} {membership.workspace.currency}"
    return _row(one.ref, _url(membership, "ledger:reckoning"), _("What the PMO cost"), month, what)


def _milestone(membership: Membership, one: Milestone) -> Behind:
    url = _url(membership, "dashboard:project", one.project.ref)
    project = one.project
    return _row(one.ref, url, project.customer.name, project.name, one.name, _day(one.due_on))


def _customer(membership: Membership, one: Customer) -> Behind:
    url = _url(membership, "dashboard:customer", one.ref)
    return _row(one.ref, url, one.name, one.get_kind_display())


def _opportunity(membership: Membership, one: Opportunity) -> Behind:
    url = _url(membership, "funnel:opportunity", one.ref)
    return _row(one.ref, url, one.customer.name, one.title, _local(membership, one.opened_at))


def _answer(membership: Membership, one: CounterfactualAnswer) -> Behind:
    where = one.ask.customer.name if one.ask.customer else membership.workspace.name
    url = _url(membership, "counterfactual:page")
    return _row(one.ref, url, where, _day(one.on), _("what an executive says"))


def _compared(membership: Membership, one: ComparisonProject) -> Behind:
    whose = _("run by the PMO") if one.is_pmo else _("run around the PMO")
    url = _url(membership, "counterfactual:list")
    return _row(one.ref, url, one.customer, one.name, _day(one.ended_on), whose)


def _scenario(membership: Membership, one: Scenario) -> Behind:
    url = _url(membership, "impact:scenario", one.ref)
    return _row(one.ref, url, _("Scenario"), one.name, _local(membership, one.at))
