"""The rows behind a number of a report, as links for the reader who may open them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.accounts.rules import ACCESS, may_pass
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
    yield visible_benefits(membership).select_related("project"), _benefit
    yield visible_cases(membership), _case
    yield visible_asks(membership).select_related("project"), _ask
    yield visible_projects(membership).select_related("customer"), _project
    yield visible_stakeholders(membership).select_related("project"), _stakeholder
    yield adjustments_of_member(membership), _adjustment
    yield visible_promises(membership), _promise
    yield PmoCost.objects.filter(workspace=workspace), _cost
    yield _milestones(membership), _milestone
    yield Customer.objects.filter(workspace=workspace), _customer
    yield visible_opportunities(membership), _opportunity
    yield _said(membership), _answer
    yield ComparisonProject.objects.filter(workspace=workspace), _compared
    yield Scenario.objects.filter(workspace=workspace), _scenario


def _milestones(membership: Membership) -> QuerySet[Milestone]:
    mine = visible_projects(membership).values("pk")
    return Milestone.objects.filter(project__in=mine).select_related("project")


def _said(membership: Membership) -> QuerySet[CounterfactualAnswer]:
    asks = visible_counterfactuals(membership).order_by().values("pk")
    return CounterfactualAnswer.objects.filter(ask__in=asks).select_related("ask__customer")


def _url(membership: Membership, name: str, *parts: object) -> str:
    """Return an address, or nothing when the role may not go there."""
    if not may_pass(ACCESS[name], membership.role):
        return ""
    return reverse(name, args=[membership.workspace.slug, *parts])


def _benefit(membership: Membership, one: Benefit) -> Behind:
    url = _url(membership, "ledger:benefit", one.ref)
    words = f"{one.title} · {one.project.name} · {one.get_stage_display()}"
    return Behind(str(one.ref), words, url)


def _case(membership: Membership, one: Case) -> Behind:
    url = _url(membership, "recovery:case", one.ref)
    words = f"{one.customer.name} · {one.project.name} · {one.get_state_display()}"
    return Behind(str(one.ref), words, url)


def _ask(membership: Membership, one: Ask) -> Behind:
    said = one.get_taste_display() if one.taste else _("not answered")
    day = formats.date_format(one.sent_on, "SHORT_DATE_FORMAT")
    url = _url(membership, "dashboard:project", one.project.ref)
    return Behind(str(one.ref), f"{one.project.name} · {day} · {said}", url)


def _project(membership: Membership, one: Project) -> Behind:
    url = _url(membership, "dashboard:project", one.ref)
    return Behind(str(one.ref), f"{one.name} · {one.customer.name}", url)


def _stakeholder(membership: Membership, one: Stakeholder) -> Behind:
    url = _url(membership, "dashboard:project", one.project.ref)
    return Behind(str(one.ref), f"{one.project.name} · {one.get_role_display()}", url)


def _adjustment(membership: Membership, one: Adjustment) -> Behind:
    return Behind(str(one.ref), one.what, _url(membership, "recovery:adjustment", one.ref))


def _promise(membership: Membership, one: Promise) -> Behind:
    return Behind(str(one.ref), one.scope, _url(membership, "promises:balance"))


def _cost(membership: Membership, one: PmoCost) -> Behind:
    month = formats.date_format(one.month, "YEAR_MONTH_FORMAT")
    amount = formats.number_format(one.amount, 2, use_l10n=True, force_grouping=True)
    words = f"{month} · {amount} {membership.workspace.currency}"
    return Behind(str(one.ref), words, _url(membership, "ledger:reckoning"))


def _milestone(membership: Membership, one: Milestone) -> Behind:
    url = _url(membership, "dashboard:project", one.project.ref)
    return Behind(str(one.ref), f"{one.project.name} · {one.name}", url)


def _customer(membership: Membership, one: Customer) -> Behind:
    return Behind(str(one.ref), one.name, _url(membership, "dashboard:customer", one.ref))


def _opportunity(membership: Membership, one: Opportunity) -> Behind:
    return Behind(str(one.ref), one.title, _url(membership, "funnel:opportunity", one.ref))


def _answer(membership: Membership, one: CounterfactualAnswer) -> Behind:
    where = one.ask.customer.name if one.ask.customer else membership.workspace.name
    day = formats.date_format(one.on, "SHORT_DATE_FORMAT")
    return Behind(str(one.ref), f"{where} · {day}", _url(membership, "counterfactual:page"))


def _compared(membership: Membership, one: ComparisonProject) -> Behind:
    return Behind(str(one.ref), one.name, _url(membership, "counterfactual:list"))


def _scenario(membership: Membership, one: Scenario) -> Behind:
    return Behind(str(one.ref), one.name, _url(membership, "impact:scenario", one.ref))
