"""Forget a person who was erased."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from secondslice.core.forgetting import without_person
from secondslice.customers.models import Contact
from secondslice.customers.services import Identity
from secondslice.funnel import rules
from secondslice.funnel.models import NextChoice, Opportunity, PlannedTouch


@transaction.atomic
def forget_wisher(*, contact: Contact, was: Identity) -> None:
    """The person a wish came from was erased. What somebody works on goes on without the person and the words."""
    PlannedTouch.objects.filter(contact=contact).delete()
    NextChoice.objects.filter(workspace=contact.workspace_id, ask__contact=contact).delete()
    for found in Opportunity.objects.select_related("customer", "merged_into").filter(
        Q(contact=contact) | Q(ask__contact=contact), workspace=contact.workspace_id
    ):
        if found.ask_id and found.changed_at is None:
            found.delete()
            continue
        if found.words and found.title == rules.title_from(found.words):
            found.title = _("A wish of %(customer)s") % {"customer": found.customer.name}
        for name in ("title", "next_action", "lost_reason"):
            setattr(found, name, without_person(getattr(found, name), was.words))
        _forget_in_promises(found, was)
        if found.merged_into is not None:  # what was asked and promised has gone along
            _forget_in_promises(found.merged_into, was)
        found.words, found.contact = "", None
        found.save()


def _forget_in_promises(found: Opportunity, was: Identity) -> None:
    for row in [*found.checks.all(), *found.promises.all()]:
        for name in ("scope", "words", "instead", "outcome"):
            if text := getattr(row, name, ""):
                setattr(row, name, without_person(text, was.words))
        row.save()
