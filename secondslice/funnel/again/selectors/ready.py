"""Who is ready for a second slice: a Yes that counts, no open case, work that was delivered or runs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from secondslice.accounts.models import Membership, Workspace
from secondslice.analytics.repeats import Rung
from secondslice.customers.models import Customer
from secondslice.funnel.access import visible_opportunities
from secondslice.funnel.again.models import NextChoice
from secondslice.funnel.again.rules import FRESH, Standing, What, place, standings
from secondslice.funnel.models import IS_OPEN, Opportunity
from secondslice.projects.models import Project
from secondslice.pulse.access import may_be_read_by, visible_asks
from secondslice.pulse.models import AnswerDetail, Ask, Taste
from secondslice.recovery.models import IS_OPEN as CASE_IS_OPEN
from secondslice.recovery.models import Case

MOST = 100


@dataclass(frozen=True, slots=True)
class Ready:
    """One customer with the Yes for which he stands here."""

    customer: Customer
    yes: Ask
    words: str
    """What was said with the Yes, where it may be quoted."""
    standing: Standing
    opportunity: Opportunity | None
    """What is open at this customer already."""
    not_now: bool
    """The person was asked what is next, and said: not now."""


@dataclass(frozen=True, slots=True)
class ReadyList:
    """The list, and how much the buyers of the workspace carry."""

    rows: list[Ready]
    carries: Rung
    buyers: int
    more: int
    """How many stand here beyond those that are shown."""


def ready_list(membership: Membership, *, at: datetime, today: date) -> ReadyList:
    """Return who is ready, in the order that the number of buyers carries: six queries."""
    yeses = {one.customer_id: one for one in _yeses(membership, at=at)}
    carries, buyers, found = _standings(membership.workspace, among=list(yeses), today=today)
    pending = _open_at(membership, list(yeses))
    words = _words([one.pk for one in yeses.values()])
    choices = NextChoice.objects.filter(ask__in=yeses.values(), what=What.NOT_NOW)
    not_now = set(choices.values_list("ask", flat=True))
    rows = [
        Ready(
            yes.customer,
            yes,
            words.get(yes.pk, ""),
            found[key],
            pending.get(key),
            not_now=yes.pk in not_now,
        )
        for key, yes in yeses.items()
    ]
    rows.sort(key=lambda one: (bool(one.opportunity), place(one.standing, carries=carries)))
    return ReadyList(rows[:MOST], carries, buyers, max(0, len(rows) - MOST))


def yes_of(membership: Membership, customer: Customer, *, at: datetime) -> Ask | None:
    """Return the Yes for which a customer stands in the list, or None when he does not."""
    return _yeses(membership, at=at, only=customer).first()


def open_at(membership: Membership, customer: Customer) -> Opportunity | None:
    """Return what is open at a customer already, as far as this member may see it."""
    return _open_at(membership, [customer.pk]).get(customer.pk)


def _yeses(membership: Membership, *, at: datetime, only: Customer | None = None) -> QuerySet[Ask]:
    """Return the newest Yes of each customer that is ready; the person has not said No since."""
    mine = visible_asks(membership)
    later_no = mine.filter(
        contact=OuterRef("contact"), taste=Taste.NO, changed_at__gt=OuterRef("changed_at")
    )
    good = (
        mine.filter(
            taste=Taste.YES,
            state=Ask.State.ANSWERED,
            changed_at__gt=at - FRESH,
            contact__erased_at=None,
        )
        .exclude(project__phase=Project.Phase.STOPPED)
        .filter(~Exists(later_no))
    )
    open_case = Case.objects.filter(
        CASE_IS_OPEN, may_be_read_by(membership, prefix="ask__"), customer=OuterRef("pk")
    )
    newest = good.filter(customer=OuterRef("pk")).order_by("-changed_at", "-pk").values("pk")[:1]
    customers = Customer.objects.filter(~Exists(open_case), workspace=membership.workspace_id)
    if only is not None:
        customers = customers.filter(pk=only.pk)
    picked = customers.annotate(yes=Subquery(newest)).exclude(yes=None).values("yes")
    return Ask.objects.filter(pk__in=picked).select_related("customer", "contact", "project")


def _standings(
    workspace: Workspace, *, among: list[int], today: date
) -> tuple[Rung, int, dict[int, Standing]]:
    """Return where these customers stand among all buyers of the workspace."""
    days: defaultdict[int, list[date]] = defaultdict(list)
    projects = Project.objects.filter(workspace=workspace).exclude(phase=Project.Phase.STOPPED)
    for key, day in projects.order_by("pk").values_list("customer", "starts_on"):
        days[key] += [day] if day else []
    customers = Customer.objects.filter(workspace=workspace, pk__in=[*days, *among])
    names = dict(customers.values_list("pk", "name"))
    return standings({key: (name, days[key]) for key, name in names.items()}, today=today)


def _open_at(membership: Membership, customers: list[int]) -> dict[int, Opportunity]:
    """Return what came last of what is open at each of these customers."""
    found = visible_opportunities(membership).filter(IS_OPEN, customer__in=customers)
    return {one.customer_id: one for one in found.order_by("opened_at", "pk")}


def _words(asks: list[int]) -> dict[int, str]:
    """Return what was said last with these answers, where the person allowed to quote it."""
    details = AnswerDetail.objects.filter(ask__in=asks, taste=Taste.YES).order_by("number")
    last = {
        ask: (words, quote) for ask, words, quote in details.values_list("ask", "comment", "quote")
    }
    return {ask: words for ask, (words, quote) in last.items() if quote != AnswerDetail.Quote.NO}
