"""What the projects brought: benefits at every stage, what the PMO cost, and a currency that is not its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from secondslice.accounts.models import Membership
from secondslice.config.demo.story import Story
from secondslice.core import clock
from secondslice.customers.models import Contact
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse.plan_models import Touch
from secondslice.value.ledger.models import Benefit, SignRequest
from secondslice.value.ledger.rules import months_after
from secondslice.value.ledger.services.benefits import (
    Terms,
    add_benefit,
    set_share,
)
from secondslice.value.ledger.services.losing import BOUNCED
from secondslice.value.ledger.services.mailing import mail_customer
from secondslice.value.ledger.services.proving import add_evidence, add_proof
from secondslice.value.ledger.services.reading import Period, record
from secondslice.value.ledger.services.reckoning import set_cost, set_rate, set_terms
from secondslice.value.ledger.services.signing import Said, ask_to_sign, sign, verify
from secondslice.value.ledger.services.stopping import Stop, count_stop

MONTHS, COST, RATE = 18, Decimal(6_400), Decimal("0.92")
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """One benefit: what is promised and found a month, how far it comes, and what the customer says."""

    title: str
    outcome: str
    planned: int
    found: tuple[int, ...] = ()
    far: str = ""
    """asked, signed or verified; lost: the mail came back; waits: the person heard from us lately."""
    said: Said | None = None
    terms: Terms | None = None


BOOKS = "The same account in the books, month by month, against the year before."
ARRIVED = Said("arrived")
PARTLY = Said("partly", Decimal(60), "The rest would have come on Monday anyway.")
NOT = Said("not", words="We see no difference in our own figures. Let us look at them together.")
STORIES = (
    Told("Two external planners less", "money_saved", 21_000, (20_400, 21_200, 21_900), "verified", ARRIVED,
         Terms("", method=BOOKS, assumptions="Rates of the framework contract.")),
    Told("Licences of the old system", "money_saved", 14_500, (14_500, 14_500, 14_500), "verified", ARRIVED,
         Terms("", method="Cancelled contracts.")),
    Told("Fewer express deliveries", "less_rework", 12_000, (8_000, 10_500, 11_800), "signed", ARRIVED,
         Terms("", attribution=Decimal(80), method=BOOKS)),
    Told("Orders taken at the weekend", "revenue_gained", 26_000, (18_000, 24_000, 25_000), "signed", PARTLY,
         Terms("", attribution=Decimal(50), method="Orders entered on Saturday and Sunday.")),
    Told("Hours spent on the monthly report", "less_time", 12, (22, 15, 12), "signed", ARRIVED,
         Terms("", kind="measured", unit="hours a week", direction="down", baseline=Decimal(31), how="recent")),
    Told("Scrap in the second shift", "less_rework", 9_000, (4_000, 6_000, 7_500), "signed", NOT,
         Terms("", method=BOOKS)),
    Told("Energy of the old hall", "money_saved", 7_000, (6_500, 7_100), "asked", None,
         Terms("", method="Meter readings.")),
    Told("Paper of delivery notes", "money_saved", 4_000, (3_600, 3_900), "lost", None,
         Terms("", method="Orders of the stationer.")),
    Told("Calls about lost parcels", "less_rework", 8_500, (7_900, 8_100), "waits", None,
         Terms("", attribution=Decimal(70), method="Calls counted by the switchboard.")),
    Told("Fines for late reports", "compliance_met", 5_000, (5_000,)),
    Told("Consultants in Boston", "money_saved", 11_000, (10_000, 11_500), "signed", ARRIVED,
         Terms("", currency="USD", method="Invoices of the year before.")),
    Told("Faster start of new colleagues", "faster_start", 6_000),
)  # fmt: skip


def write_them_down(story: Story) -> None:
    """Fill the ledger for projects that are in operation."""
    lead = next(one for one in story.cast.members if one.role == Membership.Role.LEAD)
    finance = next(one for one in story.cast.members if one.role == Membership.Role.EXECUTIVE)
    today = clock.day_of(story.now, lead.workspace.time_zone)
    set_terms(by=lead, yearly_rate=Decimal(8), finance=finance.user, at=story.now)
    set_rate(by=lead, currency="USD", on=date(today.year - 3, 1, 1), rate=RATE, at=story.now)
    for back in range(1, MONTHS + 1):
        month = months_after(today.replace(day=1), -back)
        set_cost(by=lead, month=month, amount=COST, note="", at=story.now)
    _stopped(story, lead)
    projects = list(_over(lead, today))
    for place, told in enumerate(STORIES[: len(projects)]):
        made = _written(story, lead, projects[place], told)
        if told.far:
            _put(story, lead, finance, made, told)
        if place == 0 and len(projects) > 1:  # two projects brought it together
            set_share(
                by=lead, benefit=made, project=made.project, percent=Decimal(70), at=story.now
            )
            set_share(by=lead, benefit=made, project=projects[1], percent=Decimal(30), at=story.now)


def _written(story: Story, lead: Membership, project: Project, told: Told) -> Benefit:
    owner = project.customer.contacts.filter(erased_at=None).order_by("pk").first()
    terms = replace(told.terms or Terms(""), title=told.title, owner=owner)
    at = story.now - timedelta(days=200)
    made = add_benefit(by=lead, project=project, outcome=told.outcome, terms=terms, at=at)
    first = (project.ends_on or story.now.date()) + A_DAY
    for number in range(6):
        begins, ends = months_after(first, number), months_after(first, number + 1) - A_DAY
        period = Period(begins, ends)
        planned = Decimal(told.planned)
        record(by=lead, benefit=made, kind="planned", period=period, value=planned, at=at)
        if number < len(told.found) and ends < (story.now - 45 * A_DAY).date():
            found = Decimal(told.found[number])
            read_at = datetime.combine(ends + 2 * A_DAY, time(9), story.now.tzinfo)
            record(by=lead, benefit=made, kind="actual", period=period, value=found, at=read_at)
    if terms.method:
        add_evidence(
            by=lead, benefit=made, title="Figures", url="https://files.example/figures", at=at
        )
        books = "\n".join(["Period;Value", *(f"{n};{one}" for n, one in enumerate(told.found, 1))])
        add_proof(by=lead, benefit=made, name="Readings.csv", content=books.encode(), at=at)
    return made


def _put(story: Story, lead: Membership, finance: Membership, made: Benefit, told: Told) -> None:
    sponsor = made.project.stakeholders.filter(
        role=Stakeholder.Role.SPONSOR, contact__erased_at=None, contact__preference=None
    ).first()
    if sponsor is None or not made.readings.filter(kind="actual").exists():
        return
    until = max(made.readings.filter(kind="actual").values_list("ends_on", flat=True))
    at = datetime.combine(until + 12 * A_DAY, time(10), story.now.tzinfo)
    if told.far == "waits":
        _let_wait(story, lead, made, sponsor.contact)
        return
    asked = ask_to_sign(by=lead, benefit=made, contact=sponsor.contact, at=at)
    row = SignRequest.objects.filter(pk=asked.pk)
    if told.far == "lost":
        lost_at = story.now - 3 * A_DAY
        row.update(state=SignRequest.State.OVER, why=BOUNCED, sent_at=at, lost_at=lost_at)
        return
    row.update(state=SignRequest.State.SENT, sent_at=at)
    if told.said is None:
        return
    sign(request=asked, said=told.said, at=at + 2 * A_DAY)
    if told.far == "verified":
        verify(by=finance, benefit=made, words="Agrees with the books.", at=at + 9 * A_DAY)


def _let_wait(story: Story, lead: Membership, made: Benefit, contact: Contact) -> None:
    """Ask somebody with whom the lead has talked today: the mail waits for the contact budget."""
    Touch.objects.create(
        workspace=lead.workspace,
        contact=contact,
        kind=Touch.Kind.TALK,
        on=story.now.date(),
        by=lead.user,
    )
    ask_to_sign(by=lead, benefit=made, contact=contact, at=story.now)
    mail_customer(contact=contact, at=story.now)


def _stopped(story: Story, lead: Membership) -> None:
    """Count what the stop of a project has avoided: three tenths of its budget were left, and stopping costs one."""
    found = Project.objects.filter(
        workspace=lead.workspace, phase=Project.Phase.STOPPED, budget__gt=0
    )
    project = found.select_related("customer", "workspace").order_by("budget", "pk").first()
    if project is None or project.budget is None:
        return
    tenth = (project.budget / 10).quantize(Decimal(1))
    stop = Stop(project.budget, 7 * tenth, tenth, (story.now - 60 * A_DAY).date())
    count_stop(by=lead, project=project, stop=stop, at=story.now - 55 * A_DAY)


def _over(lead: Membership, today: date) -> list[Project]:
    """Return projects that went live at least five months ago, the latest first, each with a sponsor."""
    found = Project.objects.filter(
        workspace=lead.workspace,
        phase=Project.Phase.OPERATION,
        ends_on__lte=today - timedelta(days=150),
        stakeholders__role=Stakeholder.Role.SPONSOR,
    )
    return list(found.select_related("workspace", "customer").distinct().order_by("-ends_on", "pk"))
