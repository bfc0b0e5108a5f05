"""What the API reads, as it goes over the wire."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.api.schemas import (
    AskedOut,
    AskOut,
    AsksOut,
    CustomerOut,
    LaterOut,
    MemberOut,
    NamedRef,
    Page,
    PersonOut,
    ProjectOut,
    StakeholderOut,
)
from secondslice.core.errors import NotHere
from secondslice.core.keyset import slice_of
from secondslice.customers.models import Contact
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.selectors.projects import ProjectFilter, project_list
from secondslice.pulse.models import Ask, PlannedAsk
from secondslice.pulse.selectors.asks import asks, words_of
from secondslice.pulse.selectors.by_hand import confided
from secondslice.pulse.selectors.overview import people_of_project

TASTES: dict[str, Literal["yes", "no"]] = {"yes": "yes", "no": "no"}


def projects(membership: Membership, *, after: str, limit: int) -> Page[ProjectOut]:
    """Return one page of the projects, by name."""
    found = slice_of(
        project_list(membership, ProjectFilter()), by="sort_key", after=after, size=limit, read=str
    )
    return Page[ProjectOut](
        items=[project_out(one) for one in found.rows], next=found.after or None
    )


def stakeholders(project: Project, *, at: datetime) -> list[StakeholderOut]:
    """Return the people of a project, sponsors first."""
    return [
        StakeholderOut(
            ref=one.ref,
            role=one.role,
            contact=_person(one.contact),
            is_waiting=getattr(one, "is_waiting", False),
        )
        for one in people_of_project(project.pk, at=at)
    ]


def ask_page(
    membership: Membership, *, project: uuid.UUID | None, state: str, after: str, limit: int
) -> Page[AskOut]:
    """Return one page of the questions, newest first."""
    found = asks(membership)
    if project:
        found = found.filter(project__ref=project)
    if state:
        found = found.filter(state=state)
    page = slice_of(found, by="sent_at", after=after, size=limit, newest_first=True)
    return Page[AskOut](items=[_ask(one) for one in page.rows], next=page.after or None)


def one_ask(membership: Membership, *, ref: uuid.UUID) -> AskOut:
    """Return one question. Raise NotHere when it is not there, or not to be read here."""
    found = asks(membership).filter(ref=ref).first()
    if found is None:
        raise NotHere(_("There is no such question, or it was asked in confidence."))
    return _ask(found)


def asked_out(
    asks: Sequence[Ask], later: Sequence[PlannedAsk], people: Sequence[Stakeholder]
) -> AsksOut:
    """Return who was just asked, and who is asked later; nobody is named, for it is kept to be said again.

    When and why is not told of whom was ever asked in confidence: it tells of what they said.
    """
    parts = {one.contact_id: one.ref for one in people}
    kept = confided(row.contact_id for row in later)
    return AsksOut(
        now=[_asked(one, parts) for one in asks], later=[_later(row, parts, kept) for row in later]
    )


def _asked(ask: Ask, parts: Mapping[int, uuid.UUID]) -> AskedOut:
    return AskedOut(
        ref=ask.ref,
        stakeholder=parts[ask.contact_id],
        mode=ask.mode,
        way=ask.way,
        expires_at=ask.expires_at,
    )


def _later(row: PlannedAsk, parts: Mapping[int, uuid.UUID], kept: Collection[int]) -> LaterOut:
    is_kept = row.contact_id in kept
    why = "" if is_kept or not row.why else str(row.get_why_display())
    return LaterOut(stakeholder=parts[row.contact_id], on=None if is_kept else row.on, why=why)


def chosen_stakeholders(project: Project, refs: Sequence[uuid.UUID]) -> list[Stakeholder]:
    """Return those parts in the project that are named and there, each once."""
    return list(project.stakeholders.select_related("contact").filter(ref__in=set(refs)))


def project_out(project: Project) -> ProjectOut:
    """Return one project."""
    manager, customer = project.manager, project.customer
    return ProjectOut(
        ref=project.ref,
        name=project.name,
        code=project.code,
        phase=project.phase,
        customer=CustomerOut(ref=customer.ref, name=customer.name, kind=customer.kind),
        manager=MemberOut(name=manager.name, email=manager.email) if manager else None,
        starts_on=project.starts_on,
        ends_on=project.ends_on,
    )


def _person(contact: Contact) -> PersonOut:
    return PersonOut(ref=contact.ref, name=contact.name, email=contact.email)


def _ask(ask: Ask) -> AskOut:
    return AskOut(
        ref=ask.ref,
        project=NamedRef(ref=ask.project.ref, name=ask.project.name),
        contact=_person(ask.contact),
        kind=ask.kind,
        mode=ask.mode,
        way=ask.way,
        state=ask.state,
        taste=TASTES.get(ask.taste),
        words=words_of(ask),
        sent_at=ask.sent_at,
        expires_at=ask.expires_at,
        answered_at=ask.answered_at,
        changed_at=ask.changed_at,
    )
