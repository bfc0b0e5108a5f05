"""Find a project, a customer, a person, a case or a page of the product by words of its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import models
from django.db.models import IntegerField, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from secondslice.accounts.models import Membership
from secondslice.core.search import holds, words_of
from secondslice.customers.models import Contact, Customer
from secondslice.dashboard.doors import door, may_open
from secondslice.projects.access import visible_projects
from secondslice.projects.models import Project
from secondslice.recovery.models import Case
from secondslice.recovery.selectors.for_dashboard import cases_about

Row = TypeVar("Row", Project, Customer, Contact)
MOST = 8
LEAST_LETTERS = 2

PAGES = (
    (_("Today"), "dashboard:today", "sun"),
    (_("Ask"), "pulse:overview", "message-circle-question-mark"),
    (_("Projects"), "projects:list", "folder-kanban"),
    (_("Customers"), "dashboard:customers", "users"),
    (_("People"), "customers:people", "user"),
    (_("Recovery"), "recovery:list", "life-buoy"),
    (_("Funnel"), "funnel:list", "funnel"),
    (_("Value"), "value:overview", "gem"),
    (_("Outlook"), "outlook:page", "gem"),
    (_("Watch"), "outlook:watch", "bell"),
    (_("Impact"), "impact:overview", "chart-line"),
    (_("Import a list"), "projects:import", "upload"),
    (_("Add a project"), "projects:add", "folder-plus"),
    (_("Add a person"), "customers:add_contact", "user-plus"),
    (_("Add a customer"), "customers:add", "building-2"),
    (_("Add an opportunity"), "funnel:add", "target"),
    (_("Taps not counted"), "pulse:doubtful", "shield-alert"),
    (_("Settings of the workspace"), "accounts:workspace_settings", "settings"),
    (_("Members"), "accounts:members", "users"),
    (_("The question"), "pulse:question_settings", "message-circle-question-mark"),
    (_("The reasons"), "pulse:reason_settings", "message-square"),
    (_("Who did what"), "accounts:audit", "clock"),
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the product."""

    label: str
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class Found:
    """What the words led to: at most eight of each kind."""

    words: str
    is_too_short: bool
    projects: Sequence[Project] = ()
    customers: Sequence[Customer] = ()
    people: Sequence[Contact] = ()
    cases: Sequence[Case] = ()
    pages: Sequence[Page] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was found."""
        return not (self.projects or self.customers or self.people or self.cases or self.pages)


def search(membership: Membership, typed: str) -> Found:
    """Return what this member may see whose name holds every typed word; names that begin with them come first."""
    typed = " ".join(typed.split())
    words = words_of(typed)
    if len(typed) < LEAST_LETTERS:
        return Found(words=typed, is_too_short=True)
    customers = Customer.objects.filter(workspace=membership.workspace_id)
    people = Contact.objects.filter(
        workspace=membership.workspace_id, erased_at=None
    ).select_related("customer")
    projects = visible_projects(membership).select_related("customer")
    return Found(
        words=typed,
        is_too_short=False,
        projects=_matching(projects, words, ("name", "code")),
        customers=_matching(customers, words, ("name",)),
        people=_matching(people, words, ("name", "email")),
        cases=_cases(membership, words),
        pages=_pages(membership, words),
    )


def _matching(rows: QuerySet[Row], words: Sequence[str], fields: Sequence[str]) -> list[Row]:
    for word in words:
        rows = rows.filter(holds(word, fields))
    first = models.Case(
        When(holds(words[0], fields[:1], how="istartswith"), then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return list(rows.order_by(first, fields[0], "pk")[:MOST])


def _cases(membership: Membership, words: Sequence[str]) -> list[Case]:
    if not may_open(membership, "recovery:case"):
        return []
    fields = ("contact__name", "project__name", "customer__name")
    return list(cases_about(membership, [holds(word, fields) for word in words])[:MOST])


def _pages(membership: Membership, words: Sequence[str]) -> list[Page]:
    return [
        Page(label=str(label), url=url, icon=icon)
        for label, name, icon in PAGES
        if all(word.casefold() in str(label).casefold() for word in words)
        and (url := door(membership, name))
    ][:MOST]
