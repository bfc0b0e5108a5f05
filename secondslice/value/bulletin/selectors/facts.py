"""What a bulletin may tell: only what is so, and only what everybody may read."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils import translation

from secondslice.accounts.models import Workspace
from secondslice.customers.models import Customer
from secondslice.projects.models import Project
from secondslice.recovery.models import Adjustment
from secondslice.recovery.selectors.changes import told_rows
from secondslice.value.bulletin.models import Bulletin, BulletinItem
from secondslice.value.bulletin.rules import digest_of, names_departments
from secondslice.value.models import Testimonial
from secondslice.value.selectors import published_rows


class What(StrEnum):
    """The three kinds of facts."""

    PROJECT = "project"
    CHANGE = "change"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that may be told."""

    what: What
    pk: int
    ref: uuid.UUID
    words: str
    on: date
    signed: str = ""
    """Under which name a quote stands; for whom a project was delivered, where that may be said."""

    @property
    def key(self) -> str:
        """Return what stands for it in a form."""
        return f"{self.what.value}:{self.ref}"


@dataclass(frozen=True, slots=True)
class Told:
    """Everything a bulletin tells, in one language."""

    projects: Sequence[Fact]
    changes: Sequence[Fact]
    quotes: Sequence[Fact]

    @property
    def all(self) -> list[Fact]:
        """Return them in the order of the mail."""
        return [*self.projects, *self.changes, *self.quotes]


def proposals(bulletin: Bulletin, *, today: date) -> Told:
    """Return what may be told of the bulletin's period, and what was chosen already: four queries.

    What was changed for several customers in the same words is proposed once.
    """
    chosen, period = _chosen(bulletin), (bulletin.since, min(bulletin.until, today))
    projects = Q(pk__in=chosen[What.PROJECT]) | Q(ends_on__range=period)
    changes = Q(pk__in=chosen[What.CHANGE]) | Q(told_on__range=period)
    quotes = Q(pk__in=chosen[What.QUOTE]) | Q(published_at__date__range=period)
    found = _told(bulletin, today, projects, changes, quotes)
    once: dict[str, Fact] = {}
    for one in found.changes:
        if one.words not in once or one.pk in chosen[What.CHANGE]:
            once[one.words] = one
    return Told(found.projects, list(once.values()), found.quotes)


def told_by(bulletin: Bulletin, *, today: date, language: str = "") -> Told:
    """Return what a bulletin tells now: of what was chosen, what may still be told. Four queries."""
    chosen = _chosen(bulletin)
    keys = (Q(pk__in=chosen[what]) for what in What)
    with translation.override(language or bulletin.workspace.language):
        return _told(bulletin, today, *keys)


def count_chosen(bulletin: Bulletin) -> int:
    """Return how many things were chosen for a bulletin."""
    return bulletin.items.count()


def look_of(bulletin: Bulletin, *, today: date) -> str:
    """Return what stands for the bulletin as it looks now, and for whom it is meant."""
    told = told_by(bulletin, today=today)
    facts = [(one.key, one.words, one.signed, one.on) for one in told.all]
    to = (bulletin.segment, bulletin.service_id, bulletin.life)
    return digest_of(bulletin.pk, bulletin.subject, bulletin.words, facts, to)


def chosen_keys(bulletin: Bulletin) -> set[str]:
    """Return what was chosen, as it stands in the form."""
    rows = BulletinItem.objects.filter(bulletin=bulletin)
    found: set[str] = set()
    for one in rows.select_related("project", "change", "quote"):
        things = zip(What, (one.project, one.change, one.quote), strict=True)
        found |= {f"{what.value}:{thing.ref}" for what, thing in things if thing is not None}
    return found


def delivered(workspace: Workspace) -> QuerySet[Project]:
    """Return the projects that were delivered, of which it is known when."""
    return Project.objects.filter(
        workspace=workspace, phase=Project.Phase.OPERATION, ends_on__isnull=False
    )


def not_delivered(workspace: Workspace, *, today: date) -> QuerySet[Project]:
    """Return all others: of which no bulletin may tell on this day."""
    told = delivered(workspace).filter(ends_on__lte=today)
    return Project.objects.filter(workspace=workspace).exclude(pk__in=told.values("pk"))


def _chosen(bulletin: Bulletin) -> dict[What, Collection[int]]:
    rows = BulletinItem.objects.filter(bulletin=bulletin)
    found = list(rows.values_list("project", "change", "quote"))
    return {what: [row[place] for row in found if row[place]] for place, what in enumerate(What)}


def _told(bulletin: Bulletin, today: date, projects: Q, changes: Q, quotes: Q) -> Told:
    workspace = bulletin.workspace
    rows = delivered(workspace).filter(projects, ends_on__lte=today).select_related("customer")
    told = told_rows(workspace).filter(changes, told_on__lte=today)
    said = published_rows(workspace, today=today, place=Testimonial.Place.BULLETIN)
    named = names_departments(bulletin.segment)
    return Told(
        [_of_project(one, named=named) for one in rows.order_by("-ends_on", "-pk")],
        [_of_change(one) for one in told.order_by("-told_on", "-pk")],
        [_of_quote(one) for one in said.filter(quotes)],
    )


def _of_project(project: Project, *, named: bool) -> Fact:
    is_ours = project.customer.kind == Customer.Kind.INTERNAL
    signed = project.customer.name if named and is_ours else ""
    on = project.ends_on or date.min
    return Fact(What.PROJECT, project.pk, project.ref, project.name, on, signed)


def _of_change(change: Adjustment) -> Fact:
    on = change.told_on or change.starts_on
    return Fact(What.CHANGE, change.pk, change.ref, change.public_words, on)


def _of_quote(quote: Testimonial) -> Fact:
    on = (quote.published_at or quote.at).date()
    return Fact(What.QUOTE, quote.pk, quote.ref, quote.words, on, quote.signed)
