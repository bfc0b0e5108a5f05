"""Write down what is known of an opportunity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from secondslice.accounts.models import User, Workspace
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact, Customer
from secondslice.funnel import rules
from secondslice.funnel.models import Opportunity
from secondslice.funnel.rules import Stage
from secondslice.funnel.selectors.people import people_for
from secondslice.funnel.services.moving import End, log, place, stage_named
from secondslice.funnel.words import words_for
from secondslice.projects.models import Project

KNOWN = (
    "title", "customer", "contact", "project", "owner", "source", "words", "value", "currency",
    "next_action", "next_on",
)  # fmt: skip
"""What a person writes down and changes; the stage is moved."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a person writes down about an opportunity."""

    title: str
    customer: Customer
    owner: User
    contact: Contact | None = None
    project: Project | None = None
    source: str = Opportunity.Source.TALK
    words: str = ""
    stage: str = Stage.LEAD
    value: Decimal | None = None
    currency: str = ""
    next_action: str = ""
    next_on: date | None = None
    lost_reason: str = ""
    lost_code: str = ""
    postponed_until: date | None = None


@transaction.atomic
def add_opportunity(*, workspace: Workspace, facts: Facts, by: User, at: datetime) -> Opportunity:
    """Add an opportunity by hand."""
    _check(workspace, facts, of=None)
    found = Opportunity(workspace=workspace, opened_at=at)
    _fill(found, facts)
    stage = stage_named(workspace=workspace, code=facts.stage)
    end = End(facts.lost_code, facts.lost_reason, facts.postponed_until)
    place(opportunity=found, to=stage, end=end, at=at)
    found.save()
    log(opportunity=found, before="", by=by, at=at)
    return found


@transaction.atomic
def change_opportunity(*, opportunity: Opportunity, facts: Facts, by: User, at: datetime) -> None:  # noqa: ARG001
    """Change what is known of an opportunity. Its stage stays: that is moved."""
    _check(opportunity.workspace, facts, of=opportunity)
    _fill(opportunity, facts)
    opportunity.changed_at = at
    opportunity.save(update_fields=[*KNOWN, "changed_at"])


@transaction.atomic
def add_words(*, opportunity: Opportunity, words: str) -> None:
    """Add what the customer says now to what was said before; what stands there already is not said twice."""
    found = Opportunity.objects.select_for_update(no_key=True).get(pk=opportunity.pk)
    if words and words not in found.words:
        found.words = f"{found.words}\n\n{words}".strip()
        found.save(update_fields=["words"])
    opportunity.words = found.words


def must_belong_together(*, contact: Contact | None, customer: Customer) -> None:
    """Raise RuleBroken when the person belongs to another customer."""
    if contact is not None and contact.customer_id != customer.pk:
        raise RuleBroken(
            _("%(name)s belongs to another customer. Choose a person of %(customer)s, or nobody.")
            % {"name": contact.name, "customer": customer.name}
        )


def _check(workspace: Workspace, facts: Facts, *, of: Opportunity | None) -> None:
    for fault in rules.action_faults(
        next_action=facts.next_action, has_day=facts.next_on is not None
    ):
        raise RuleBroken(words_for(fault=fault))
    if facts.owner not in people_for(workspace, of):
        raise RuleBroken(
            _("%(name)s does not work here, or only reads. Choose another owner.")
            % {"name": facts.owner.name}
        )
    belongings = [facts.customer, facts.contact, facts.project]
    if any(one is not None and one.workspace_id != workspace.pk for one in belongings):
        raise RuleBroken(_("Choose a customer, a person and a project of this workspace."))
    must_belong_together(contact=facts.contact, customer=facts.customer)


def _fill(opportunity: Opportunity, facts: Facts) -> None:
    for name in KNOWN:
        setattr(opportunity, name, getattr(facts, name))
    opportunity.currency = facts.currency or opportunity.workspace.currency
