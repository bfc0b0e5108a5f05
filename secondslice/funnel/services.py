"""Open opportunities, keep them moving, close them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from secondslice.accounts.models import User, Workspace
from secondslice.accounts.selectors import keeper_of, lead_of
from secondslice.core.errors import RuleBroken
from secondslice.core.forgetting import without_person
from secondslice.customers.models import Contact, Customer
from secondslice.customers.services import Identity
from secondslice.funnel import rules
from secondslice.funnel.models import Opportunity, StageChange
from secondslice.funnel.rules import Fault, Stage
from secondslice.funnel.selectors import (
    open_opportunities_owned_by,
    opportunity_of,
    people_for,
    people_who_sell,
)
from secondslice.projects.models import Project
from secondslice.pulse.models import Ask


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


@transaction.atomic
def open_second_slice(*, ask: Ask, words: str, at: datetime) -> tuple[Opportunity, bool]:
    """Return the opportunity that comes from this Yes, and whether this call opened it.

    It may be told several times; words that the customer changes later replace the old ones.
    """
    found, is_new = Opportunity.objects.get_or_create(
        ask=ask,
        defaults={
            "workspace": ask.workspace,
            "customer": ask.customer,
            "contact": ask.contact,
            "project": ask.project,
            "source": Opportunity.Source.SECOND_SLICE,
            "title": rules.title_from(words),
            "words": words,
            "currency": ask.workspace.currency,
            "owner": _owner(ask),
            "opened_at": at,
        },
    )
    if is_new:
        _log(found, before="", by=None, at=at)
    elif found.words != words:
        found.words = words
        if found.changed_at is None:
            found.title = rules.title_from(words)
        found.save(update_fields=["words", "title"])
    return found, is_new


@transaction.atomic
def take_back_second_slice(*, ask: Ask) -> None:
    """The Yes is a Yes no longer: drop the opportunity, unless somebody has worked on it."""
    found = opportunity_of(ask.pk)
    if found is not None and found.changed_at is None and found.stage == Stage.LEAD:
        found.delete()


@transaction.atomic
def add_opportunity(*, workspace: Workspace, facts: Facts, by: User, at: datetime) -> Opportunity:
    """Add an opportunity by hand."""
    _check(workspace, facts, of=None)
    found = Opportunity(workspace=workspace, opened_at=at)
    _fill(found, facts, at=at)
    found.save()
    _log(found, before="", by=by, at=at)
    return found


@transaction.atomic
def change_opportunity(*, opportunity: Opportunity, facts: Facts, by: User, at: datetime) -> None:
    """Change what is known of an opportunity."""
    _check(opportunity.workspace, facts, of=opportunity)
    before = opportunity.stage
    _fill(opportunity, facts, at=at)
    opportunity.save()
    if opportunity.stage != before:
        _log(opportunity, before=before, by=by, at=at)


@transaction.atomic
def move_stage(
    *, opportunity: Opportunity, stage: str, by: User, at: datetime, lost_reason: str = ""
) -> bool:
    """Bring an opportunity to another stage. Lost needs a reason. Return whether this changed anything."""
    if stage == opportunity.stage:
        return False
    if stage == Stage.LOST and not (lost_reason or opportunity.lost_reason):
        raise RuleBroken(words_for(fault=Fault.LOST_WITHOUT_REASON))
    before = opportunity.stage
    opportunity.lost_reason = (
        (lost_reason or opportunity.lost_reason) if stage == Stage.LOST else ""
    )
    _place(opportunity, stage, at=at)
    opportunity.save(update_fields=["stage", "closed_at", "changed_at", "lost_reason"])
    _log(opportunity, before=before, by=by, at=at)
    return True


@transaction.atomic
def set_next_action(
    *, opportunity: Opportunity, next_action: str, next_on: date | None, at: datetime
) -> None:
    """Plan what is done next, and when; an empty action without a day takes the plan away."""
    for fault in rules.faults(
        Stage.LEAD, lost_reason="", next_action=next_action, has_day=next_on is not None
    ):
        raise RuleBroken(words_for(fault=fault))
    opportunity.next_action, opportunity.next_on = next_action, next_on
    opportunity.changed_at = at
    opportunity.save(update_fields=["next_action", "next_on", "changed_at"])


@transaction.atomic
def hand_over_all(*, workspace: Workspace, of: User) -> int:
    """Give what somebody who works here no longer would have moved on to whoever leads the PMO. Return how many.

    Who still works here keeps everything; what is closed keeps the name it was won or lost under.
    """
    if of in people_who_sell(workspace):
        return 0
    mine = open_opportunities_owned_by(workspace, of)
    confided = mine.filter(ask__mode=Ask.Mode.CONFIDENTIAL).values("pk")
    for_keeper = Opportunity.objects.filter(pk__in=list(confided)).update(
        owner=keeper_of(workspace)
    )
    return for_keeper + mine.update(owner=lead_of(workspace))


@transaction.atomic
def forget_wisher(*, contact: Contact, was: Identity) -> None:
    """The person a wish came from was erased. What somebody works on goes on without the person and the words."""
    for found in Opportunity.objects.select_related("customer").filter(
        Q(contact=contact) | Q(ask__contact=contact), workspace=contact.workspace_id
    ):
        if found.ask_id and found.changed_at is None and found.stage == Stage.LEAD:
            found.delete()
            continue
        if found.words and found.title == rules.title_from(found.words):
            found.title = _("A wish of %(customer)s") % {"customer": found.customer.name}
        for name in ("title", "next_action", "lost_reason"):
            setattr(found, name, without_person(getattr(found, name), was.words))
        found.words, found.contact = "", None
        found.save()


def words_for(*, fault: Fault) -> str:
    """Return a fault as a sentence."""
    return {
        Fault.LOST_WITHOUT_REASON: _("Say why it was lost: the next offer is better for it."),
        Fault.ACTION_WITHOUT_DAY: _("A next action needs a day."),
        Fault.DAY_WITHOUT_ACTION: _("Say what is to be done on this day."),
    }[fault]


def must_belong_together(*, contact: Contact | None, customer: Customer) -> None:
    """Raise RuleBroken when the person belongs to another customer."""
    if contact is not None and contact.customer_id != customer.pk:
        raise RuleBroken(
            _("%(name)s belongs to another customer. Choose a person of %(customer)s, or nobody.")
            % {"name": contact.name, "customer": customer.name}
        )


def _check(workspace: Workspace, facts: Facts, *, of: Opportunity | None) -> None:
    for fault in rules.faults(
        facts.stage,
        lost_reason=facts.lost_reason,
        next_action=facts.next_action,
        has_day=facts.next_on is not None,
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


def _fill(opportunity: Opportunity, facts: Facts, *, at: datetime) -> None:
    opportunity.title = facts.title
    opportunity.customer = facts.customer
    opportunity.contact = facts.contact
    opportunity.project = facts.project
    opportunity.owner = facts.owner
    opportunity.source = facts.source
    opportunity.words = facts.words
    opportunity.value = facts.value
    opportunity.currency = facts.currency or opportunity.workspace.currency
    opportunity.next_action = facts.next_action
    opportunity.next_on = facts.next_on
    opportunity.lost_reason = facts.lost_reason if facts.stage == Stage.LOST else ""
    _place(opportunity, facts.stage, at=at)


def _place(opportunity: Opportunity, stage: str, *, at: datetime) -> None:
    """Put it into a stage, with the times that go with it."""
    is_closed = stage in rules.CLOSED_STAGES
    if is_closed and (opportunity.closed_at is None or stage != opportunity.stage):
        opportunity.closed_at = at
    elif not is_closed:
        opportunity.closed_at = None
    opportunity.stage = stage
    opportunity.changed_at = at


def _owner(ask: Ask) -> User:
    """Return who asked, as long as this person works here; else who answers for the PMO.

    What was said in confidence is for those alone who may read it.
    """
    if ask.mode != Ask.Mode.NAMED:
        return keeper_of(ask.workspace)
    if ask.owner is not None and ask.owner in people_who_sell(ask.workspace):
        return ask.owner
    return lead_of(ask.workspace)


def _log(opportunity: Opportunity, *, before: str, by: User | None, at: datetime) -> None:
    StageChange.objects.create(
        workspace_id=opportunity.workspace_id,
        opportunity=opportunity,
        before=before,
        after=opportunity.stage,
        by=by,
        at=at,
    )
