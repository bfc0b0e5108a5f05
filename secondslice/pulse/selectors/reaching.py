"""Who cannot be reached: addresses whose mail comes back, and the people and projects behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models.functions import Lower

from secondslice.accounts.models import User, Workspace
from secondslice.accounts.selectors import lead_of
from secondslice.core.keyset import slice_of
from secondslice.customers.models import Contact
from secondslice.messaging.models import Suppression
from secondslice.messaging.selectors import suppressions
from secondslice.projects.models import Stakeholder

ROWS_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Unreachable:
    """An address that is left alone, whose it is, and the projects that person has a part in."""

    suppression: Suppression
    contact: Contact | None
    """None when it is nobody's whom we ask: a member's, or one that was changed."""
    projects: Sequence[str]


@dataclass(frozen=True, slots=True)
class UnreachablePage:
    """Some of the list. `after` goes into the address of the next part; it is empty at the end."""

    rows: Sequence[Unreachable]
    after: str


def unreachable_page(workspace: Workspace, *, after: str) -> UnreachablePage:
    """Return one page of the addresses that are left alone, the latest first: three queries."""
    found = slice_of(
        suppressions(workspace_id=workspace.pk),
        by="since",
        after=after,
        size=ROWS_ON_A_PAGE,
        newest_first=True,
    )
    people = _people(workspace, found.rows)
    projects: dict[int, list[str]] = {}
    for part in _parts(people):
        projects.setdefault(part.contact_id, []).append(part.project.name)
    return UnreachablePage(
        rows=[_row(one, people.get(one.address), projects) for one in found.rows],
        after=found.after,
    )


def _row(one: Suppression, contact: Contact | None, projects: dict[int, list[str]]) -> Unreachable:
    return Unreachable(one, contact, projects.get(contact.pk, []) if contact else [])


def who_is_to_be_told(workspace: Workspace) -> dict[User, list[Unreachable]]:
    """Return, for each who runs projects, the people in them who cannot be reached and of whom nobody was told yet."""
    news = list(suppressions(workspace_id=workspace.pk).filter(told_at=None))
    by_address = _people(workspace, news)
    contacts = {person.pk: (one, person) for one in news if (person := by_address.get(one.address))}
    found: dict[User, dict[int, list[str]]] = {}
    for part in _parts(by_address):
        owner = part.project.manager or lead_of(workspace)
        found.setdefault(owner, {}).setdefault(part.contact_id, []).append(part.project.name)
    return {
        owner: [Unreachable(*contacts[pk], names) for pk, names in mine.items()]
        for owner, mine in found.items()
    }


def _people(workspace: Workspace, rows: Sequence[Suppression]) -> dict[str, Contact]:
    """Return whose these addresses are."""
    people = Contact.objects.annotate(address=Lower("email")).filter(
        workspace=workspace, address__in=[one.address for one in rows]
    )
    return {person.email.lower(): person for person in people.select_related("customer")}


def _parts(people: dict[str, Contact]) -> Sequence[Stakeholder]:
    return list(
        Stakeholder.objects.filter(contact__in=people.values())
        .select_related("project__manager")
        .order_by("project__name", "pk")
    )
