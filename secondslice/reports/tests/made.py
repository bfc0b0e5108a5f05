"""A PMO with something to report: answers, cases mended and not, benefits at every stage, orders, a quote, costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from secondslice.accounts.models import Membership
from secondslice.customers.models import Customer
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.journeys.asked_again import asked_again
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import Taste
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery import services
from secondslice.recovery.models import Case
from secondslice.recovery.tests.make import fresh, give, make_case
from secondslice.reports.building.reports import Wish, build
from secondslice.reports.document import Document
from secondslice.reports.models import Report
from secondslice.reports.rules import last_ended
from secondslice.reports.services.issuing import issue
from secondslice.value.counterfactual.models import ComparisonProject
from secondslice.value.ledger.services.reckoning import set_cost
from secondslice.value.models import Testimonial
from secondslice.value.tests.counterfactual import make_counterfactual
from secondslice.value.tests.ledger import find, make_benefit, make_signature, plan

DAY = timedelta(days=1)


@dataclass
class Pmo:
    """What there is, and the moment at which it is looked at."""

    lead: Membership
    now: datetime
    customers: list[Customer]
    projects: list[Project]
    mended: Case
    quote: Testimonial


def make_pmo(lead: Membership, *, at: datetime) -> Pmo:
    """Return a PMO with six customers, of whom four came back."""
    workspace = lead.workspace
    customers = [make_customer(workspace, f"Department {name}") for name in "ABCDEF"]
    projects = []
    for place, customer in enumerate(customers):
        for number in range(2 if place < 4 else 1):
            begins = (at - (300 - 200 * number + place) * DAY).date()
            made = make_project(workspace, f"Project {place}{number}", customer=customer)
            Project.objects.filter(pk=made.pk).update(
                starts_on=begins, ends_on=begins + 90 * DAY, phase=Project.Phase.EXECUTION
            )
            made.refresh_from_db()
            projects.append(made)
    for place in range(9):
        sent_at = at - (20 + 25 * place) * DAY
        sent = make_ask(lead, at=sent_at, name=f"Kim{place}", project=projects[place % 10])
        if place != 4:
            give(sent.ask, Taste.YES, at=sent_at + DAY)
    for place in range(12):
        said_at, project = at - (40 + 10 * place) * DAY, projects[place % 10]
        case = make_case(lead, at=said_at, name=f"Noah{place}", project=project)
        if place != 3:
            mend(case, lead, at=said_at + (5 + place % 3) * DAY)
    mended = Case.objects.filter(state=Case.State.RECOVERED).order_by("-closed_at")[0]
    ledger(lead, projects, at=at)
    executives(customers, at=at)
    return Pmo(lead, at, customers, projects, mended, make_quote(lead, projects[0], at=at))


def mend(case: Case, lead: Membership, *, at: datetime) -> None:
    """Change something, ask again, and let the person say Yes."""
    services.adjust(
        case=case, what="One page, every Friday", starts_on=at.date(), by=lead.user, at=at
    )
    again = asked_again(case=fresh(case), by=lead.user, now=at)
    give(again, Taste.YES, at=at + DAY)


def executives(customers: list[Customer], *, at: datetime) -> None:
    """Let six executives say what this place would look like, and a list of projects stand beside ours."""
    for place, customer in enumerate(customers):
        codes = ("no_different",) if place == 0 else ("slower", "dearer")[: 1 + place % 2]
        who = make_contact(customer, f"Xena{place}")
        make_counterfactual(who, *codes, at=at - 10 * DAY, scale=1 + place % 5)
    ComparisonProject.objects.bulk_create(
        ComparisonProject(
            workspace=customers[0].workspace,
            key=str(place),
            name=f"Like {place}",
            is_pmo=place < 2,
            is_reached=True,
        )
        for place in range(6)
    )


def ledger(lead: Membership, projects: list[Project], *, at: datetime) -> None:
    """Write down one benefit signed whole, one in part, one claimed, one planned; and what the PMO cost."""
    titles = ("Less paper", "Fewer returns", "Quicker orders", "Less energy")
    made = [
        make_benefit(lead, projects[place], at=at - 50 * DAY, title=title, currency="EUR")
        for place, title in enumerate(titles)
    ]
    for place, one in enumerate(made):
        plan(lead, one, 1000 * (place + 1), at=at - 50 * DAY)
    find(lead, made[0], 900, at=at - 40 * DAY)
    make_signature(lead, made[0], at=at - 30 * DAY)
    find(lead, made[1], 2000, at=at - 40 * DAY)
    make_signature(lead, made[1], "partly", percent=50, at=at - 29 * DAY)
    find(lead, made[2], 2500, at=at - 40 * DAY)
    set_cost(by=lead, month=date(at.year, 1, 1), amount=Decimal(800), note="", at=at)


def make_quote(
    lead: Membership, project: Project, *, at: datetime, words: str = "They listen."
) -> Testimonial:
    """Return words whose author allows them everywhere."""
    sent = make_ask(lead, at=at - 15 * DAY, name="Quinn Quotable", project=project)
    ask = give(sent.ask, Taste.YES, at=at - 14 * DAY)
    return Testimonial.objects.create(
        workspace=lead.workspace,
        ask=ask,
        contact=ask.contact,
        project=project,
        customer=project.customer,
        words=words,
        consent=Testimonial.Consent.NAMED,
        at=at,
        state=Testimonial.State.PUBLISHED,
        published_at=at - 13 * DAY,
        under=Testimonial.Name.FULL,
        until=(at + 200 * DAY).date(),
        in_reports=True,
    )


def take_back(quote: Testimonial) -> None:
    """The author does not allow the words any more."""
    Testimonial.objects.filter(pk=quote.pk).update(
        state=Testimonial.State.REVOKED, published_at=None, under="", until=None, in_reports=False
    )


def built(lead: Membership, kind: str = "defence", *, at: datetime, **wish: object) -> Document:
    """Return a report as the rows are now."""
    quarter = last_ended(at.date())
    wished = Wish(kind, quarter, **wish)  # type: ignore[arg-type]  # what the test names
    return build(lead.workspace, wished, today=at.date())


def make_report(lead: Membership, kind: str = "defence", *, at: datetime) -> Report:
    """Return a report that was issued."""
    document = built(lead, kind, at=at)
    return issue(workspace=lead.workspace, document=document, customer=None, by=lead, at=at)
