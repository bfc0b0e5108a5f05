"""The funnel of the demo: what Yes brings, and what sales brings beside it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from secondslice.accounts.models import Membership
from secondslice.config.demo import words
from secondslice.config.demo.sizes import Size
from secondslice.core import clock
from secondslice.customers.models import Contact, Customer
from secondslice.customers.services import CustomerFacts, add_customer
from secondslice.funnel import services as funnel
from secondslice.funnel.models import Opportunity
from secondslice.funnel.rules import Kind, Stage
from secondslice.projects.models import Project

if TYPE_CHECKING:
    from secondslice.config.demo.story import Story

PATH = ((Stage.PROSPECT, 0.66), (Stage.PROPOSAL, 0.70), (Stage.WON, 0.60))
LOST_REASONS = ("no_budget", "own_people", "other_supplier", "too_dear")
ROUND_MONTH, LAST_BEFORE_ROUND = 10, 8
"""Budgets are made in October; what is put off after August waits for the next year."""
POSTPONED = 0.15
"""How often what does not go on is put off to the next budget round, not lost."""


def lay_out(story: Story, size: Size, today: date) -> None:
    """Open opportunities over the years, evenly."""
    chance = story.chance
    count = int(size.opportunities_a_year * size.years)
    for number in range(count):
        days = int(size.years * 365 * (1 - number / count))
        moment = chance.at_work(today - timedelta(days=days))
        customer = chance.one(story.cast.customers)
        contact = chance.one(story.cast.people[customer.pk])
        _open_at(story, moment, customer, contact)


def go_on(story: Story, opportunity: Opportunity, at: datetime) -> None:
    """Let an opportunity go its way: at each stage it goes on, or is lost."""
    chance, moment = story.chance, at
    for stage, share in PATH:
        moment = chance.work_after(moment, hours=24 * chance.between(10, 55))
        goes_on = chance.happens(share)
        ends = Stage.POSTPONED if story.sales.happens(POSTPONED) else Stage.LOST
        _move_at(story, moment, opportunity.pk, stage if goes_on else ends)
        if not goes_on:
            if ends is Stage.POSTPONED:
                _after_the_round(story, opportunity.pk, moment)
            return


def meet_newcomers(story: Story) -> None:
    """Bring in organisations that have not ordered yet: some only known, one in talks."""
    member = next(one for one in story.cast.members if one.role == Membership.Role.SALES)
    for number, (name, title) in enumerate(words.NEWCOMERS):
        at = story.sales.at_work(story.now.date() - timedelta(days=20 + 9 * number))
        facts = CustomerFacts(name=name, kind=Customer.Kind.EXTERNAL)
        customer = add_customer(by=member, facts=facts, at=at)
        wish = funnel.Facts(
            title=title,
            customer=customer,
            owner=member.user,
            source=Opportunity.Source.REFERRAL,
            value=Decimal(story.sales.whole(5, 40) * 1_000),
        )
        found = funnel.add_opportunity(
            workspace=story.cast.workspace, facts=wish, by=member.user, at=at
        )
        if number == 0:
            later = story.sales.work_after(at, hours=24 * 5)
            funnel.move_stage(opportunity=found, stage=Stage.PROSPECT, by=member.user, at=later)


def plan_actions(story: Story) -> None:
    """Give most of what is open a next action, some of them late."""
    today = clock.day_of(story.now, story.cast.workspace.time_zone)
    still_open = Opportunity.objects.filter(workspace=story.cast.workspace, closed_at=None)
    for found in still_open.order_by("opened_at", "pk"):
        if story.sales.happens(0.75):
            funnel.set_next_action(
                opportunity=found,
                next_action=story.sales.one(words.NEXT_ACTIONS),
                next_on=today + timedelta(days=story.sales.whole(-3, 16)),
                at=max(found.opened_at, story.now - timedelta(hours=3)),
            )


def _open_at(story: Story, moment: datetime, customer: Customer, contact: Contact) -> None:
    story.at(moment, lambda at: _open(story, customer, contact, at))


def _open(story: Story, customer: Customer, contact: Contact, at: datetime) -> None:
    chance = story.chance
    seller = story.cast.user(Membership.Role.SALES)
    found = funnel.add_opportunity(
        workspace=story.cast.workspace,
        facts=funnel.Facts(
            title=chance.one(words.TITLES_OF_LEADS),
            customer=customer,
            contact=contact,
            owner=seller,
            source=chance.one([Opportunity.Source.TALK, Opportunity.Source.REFERRAL]),
            value=Decimal(chance.whole(2, 60) * 1_000),
        ),
        by=seller,
        at=at,
    )
    go_on(story, found, at)


def _move_at(story: Story, moment: datetime, pk: int, stage: Stage) -> None:
    story.at(moment, lambda at: _move(story, pk, stage, at))


def _move(story: Story, pk: int, stage: Stage, at: datetime) -> None:
    found = Opportunity.objects.select_related("workspace", "owner", "became").filter(pk=pk).first()
    if found is None:  # the Yes it came from was taken back
        return
    if found.kind == Kind.LOST:
        return
    again = found.kind == Kind.POSTPONED
    dice = story.sales if again else story.chance
    reason = dice.one(LOST_REASONS) if stage in {Stage.LOST, Stage.POSTPONED} else ""
    until = _round_after(at) if stage == Stage.POSTPONED else None
    funnel.move_stage(
        opportunity=found,
        stage=stage,
        by=found.owner,
        at=at,
        lost_code=reason,
        postponed_until=until,
    )
    if stage == Stage.WON:
        _begin(found, at)


def _after_the_round(story: Story, pk: int, moment: datetime) -> None:
    """When the budget round has come, what was put off is taken up again, or there is still no money."""
    chance = story.sales
    wait = datetime.combine(_round_after(moment), moment.timetz()) - moment
    later = chance.work_after(moment, hours=wait / timedelta(hours=1) + 24 * chance.between(1, 20))
    _move_at(story, later, pk, Stage.PROPOSAL if chance.happens(0.5) else Stage.LOST)
    end = chance.work_after(later, hours=24 * chance.between(10, 55))
    if chance.happens(0.6):
        _move_at(story, end, pk, Stage.WON)


def _round_after(at: datetime) -> date:
    return date(at.year + (at.month > LAST_BEFORE_ROUND), ROUND_MONTH, 1)


def _begin(won: Opportunity, at: datetime) -> None:
    """Let the customer's next project be what became of it, where there is one."""
    taken = Opportunity.objects.filter(customer=won.customer_id).exclude(became=None)
    project = (
        Project.objects.filter(
            customer=won.customer_id, starts_on__gte=at.date() - timedelta(days=30)
        )
        .exclude(pk__in=taken.values("became"))
        .order_by("starts_on", "pk")
        .first()
    )
    if project is not None:
        funnel.note_project(opportunity=won, project=project)
