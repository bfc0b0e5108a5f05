"""The three reports, each as its sections in order. Whoever builds one on a day gets the same, to the letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from secondslice.accounts.models import Workspace
from secondslice.customers.models import Customer
from secondslice.impact.models import Scenario
from secondslice.reports.building import words
from secondslice.reports.building.scope import Scope
from secondslice.reports.building.sections import (
    again,
    cases,
    counterfactual,
    coverage,
    money,
    next,  # noqa: A004  (the section's name)
    of_customer,
    outlook,
    quotes,
    reach,
    stories,
    taste,
    weak,
    what_if,
)
from secondslice.reports.document import Document, Kind, Section
from secondslice.reports.rules import Quarter, quarter_of

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Wish:
    """Which report is wanted. A customer belongs to a one-pager, a quarter to the executive report."""

    kind: Kind
    quarter: Quarter
    customer: Customer | None = None
    language: str = ""
    scenario: Scenario | None = None
    """A saved scenario to be cited; a one-pager cites none."""


def build(workspace: Workspace, wish: Wish, *, today: date) -> Document:
    """Return the report as the rows are now, in the language wished for or the workspace's own."""
    language = wish.language or workspace.language
    with translation.override(language):
        if wish.kind == "executive":
            return _executive(workspace, wish, today=today, language=language)
        if wish.kind == "defence":
            return _defence(workspace, wish, today=today, language=language)
        if wish.customer is None:
            raise ValueError("a one-pager is about a customer")
        return _one_pager(workspace, wish.customer, today=today, language=language)


def _executive(workspace: Workspace, wish: Wish, *, today: date, language: str) -> Document:
    quarter = wish.quarter
    ends_on = min(quarter.ends_on, today)
    scope = Scope(workspace, quarter.begins_on, ends_on, today, language)
    parts = [
        money.section(scope),
        taste.section(scope),
        cases.section(scope),
        stories.section(scope),
        again.section(scope),
        reach.section(scope),
        *_cited(scope, wish),
        quotes.section(scope),
        next.section(scope),
    ]
    told = {"quarter": words.quarter(quarter)}
    title = _("What the PMO brought in %(quarter)s") % told
    return _document(scope, "executive", title, [*parts, weak.section(parts)])


def _defence(workspace: Workspace, wish: Wish, *, today: date, language: str) -> Document:
    scope = Scope(workspace, today - YEAR + timedelta(days=1), today, today, language)
    parts = [
        money.section(scope, with_return=True),
        outlook.section(scope),
        counterfactual.section(scope),
        coverage.section(scope),
        taste.section(scope),
        cases.section(scope),
        stories.section(scope, most=5),
        again.section(scope),
        reach.section(scope),
        *_cited(scope, wish),
        quotes.section(scope),
    ]
    title = _("What this organisation gets from its PMO")
    return _document(scope, "defence", title, [*parts, weak.section(parts)])


def _cited(scope: Scope, wish: Wish) -> list[Section]:
    return [] if wish.scenario is None else [what_if.section(scope, wish.scenario)]


def _one_pager(workspace: Workspace, customer: Customer, *, today: date, language: str) -> Document:
    scope = Scope(
        workspace, quarter_of(today).after(-4).begins_on, today, today, language, customer
    )
    parts = [
        of_customer.value(scope, customer),
        of_customer.projects(scope),
        taste.section(scope),
        of_customer.mended(scope, customer),
        stories.section(scope, most=1),
        of_customer.promises(scope, customer),
        quotes.section(scope, most=1),
        of_customer.coming(scope, customer),
    ]
    title = _("%(customer)s and the PMO") % {"customer": customer.name}
    return _document(scope, "one-pager", title, parts)


def _document(scope: Scope, kind: Kind, title: str, parts: list[Section]) -> Document:
    told = {"first": words.day(scope.begins_on), "last": words.day(scope.ends_on)}
    subtitle = _("%(first)s to %(last)s") % told
    if scope.today != scope.ends_on:
        subtitle = _("%(time)s, as on %(day)s") % {"time": subtitle, "day": words.day(scope.today)}
    return Document(
        kind=kind,
        title=title,
        subtitle=subtitle,
        pmo=scope.workspace.name,
        language=scope.language,
        currency=scope.workspace.currency,
        begins_on=scope.begins_on,
        ends_on=scope.ends_on,
        sections=tuple(parts),
        weak=weak.spots(parts) if kind == "defence" else (),
    )
