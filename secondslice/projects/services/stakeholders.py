"""Say who has a part in a project, and which."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact
from secondslice.customers.services import ContactFacts, add_contact
from secondslice.projects.models import Project, Stakeholder


def add_stakeholder(
    *, by: Membership, project: Project, contact: Contact, role: str, at: datetime
) -> Stakeholder:
    """Put a person into a project. Raise RuleBroken when the person is in it already."""
    try:
        with transaction.atomic():
            stakeholder = Stakeholder.objects.create(
                workspace=by.workspace, project=project, contact=contact, role=role
            )
            _note(by, stakeholder, verb=gettext_noop("added to the project"), at=at)
    except IntegrityError:
        raise RuleBroken(
            _("%(name)s is in this project already. Change the role in the list.")
            % {"name": contact.name}
        ) from None
    return stakeholder


@transaction.atomic
def add_new_person(
    *, by: Membership, project: Project, facts: ContactFacts, role: str, at: datetime
) -> Stakeholder:
    """Store a new person at the project's customer, and put that person into the project."""
    contact = add_contact(by=by, customer=project.customer, facts=facts, at=at)
    return add_stakeholder(by=by, project=project, contact=contact, role=role, at=at)


@transaction.atomic
def change_role(*, by: Membership, stakeholder: Stakeholder, role: str, at: datetime) -> None:
    """Give a person another part in the project."""
    if stakeholder.role == role:
        return
    stakeholder.role = role
    stakeholder.save(update_fields=["role"])
    _note(by, stakeholder, verb=gettext_noop("changed the role in the project of"), at=at)


@transaction.atomic
def remove_stakeholder(*, by: Membership, stakeholder: Stakeholder, at: datetime) -> None:
    """Take a person out of a project. What was asked and answered stays."""
    _note(by, stakeholder, verb=gettext_noop("removed from the project"), at=at)
    stakeholder.delete()


@transaction.atomic
def forget_parts(*, contact: Contact) -> None:
    """Take a person who was erased out of every project. What was asked and answered stays where it is counted."""
    Stakeholder.objects.filter(workspace=contact.workspace_id, contact=contact).delete()


def _note(by: Membership, stakeholder: Stakeholder, *, verb: str, at: datetime) -> None:
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=verb,
        subject=stakeholder.contact.name,
        at=at,
        detail={"project": stakeholder.project.name, "role": stakeholder.role},
        about=stakeholder.contact.ref,
    )
