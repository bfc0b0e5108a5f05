"""The fact boxes of a project and of a customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from secondslice.accounts.models import Membership
from secondslice.customers.models import Contact, Customer
from secondslice.customers.selectors import people_of
from secondslice.dashboard.doors import door, may_open
from secondslice.dashboard.selectors.planning import PlanRow, plan_of_project
from secondslice.dashboard.selectors.some import Some, some
from secondslice.funnel import for_dashboard as funnel
from secondslice.funnel.models import Opportunity, PlannedTouch
from secondslice.funnel.promises.models import Promise
from secondslice.funnel.selectors import open_opportunities
from secondslice.projects.models import Milestone, Project, Stakeholder
from secondslice.projects.selectors.projects import (
    milestones_of,
    people_in,
    projects_of,
)
from secondslice.pulse.models import Ask, Station
from secondslice.pulse.selectors import for_dashboard as pulse
from secondslice.pulse.selectors.overview import Counts
from secondslice.pulse.selectors.silence import silent_people
from secondslice.pulse.selectors.stations import stations_of
from secondslice.pulse.selectors.waiting import Wait
from secondslice.pulse.selectors.worth import Worths, worths
from secondslice.recovery.models import Case
from secondslice.recovery.selectors import open_cases
from secondslice.value.counterfactual.selectors.words import Word, words_about
from secondslice.value.ledger.models import Benefit
from secondslice.value.ledger.selectors.lines import benefits_of
from secondslice.value.usage.selectors.standing import is_delivered, usage_in_short

ROWS = 12
FEW = 5


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody's part in a project, with the last question to this person about it that the reader may see.

    `mode` is how the person was asked in a way that the reader does not see.
    """

    stakeholder: Stakeholder
    last: Ask | None
    mode: str = ""
    wait: Wait | None = None
    """What somebody wants to ask by hand, and waits."""
    again_at: datetime | None = None
    """When the last question leaves, where it waits for its hour."""


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """What is known of a project, and where a member can go from it; an empty address: not for this member."""

    project: Project
    parts: list[Part]
    cases: Some[Case]
    shows_answers: bool
    ask_url: str
    edit_url: str
    people_url: str
    milestones: list[Milestone]
    milestones_url: str
    plan: list[PlanRow]
    """The questions to come, first those with a day."""
    waits: list[Wait]
    """What somebody wants to ask by hand, and waits."""
    silent: list[Contact]
    """Whom to talk to, because mail has no answer."""
    worths: Worths | None
    customer_url: str
    in_use_url: str
    """Empty while the project is not in operation."""
    in_use: str
    """What its owner in operations said last: fully, partly, not or nothing."""
    is_nobody_named: bool
    """Whether nobody can be asked if it is used, because nobody is named."""
    promises_url: str
    stop_url: str
    """Where what its stop has avoided is counted."""
    stations: Some[Station]
    add_station_url: str


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project of a customer, with its counts; all are nought for those who do not read what customers said."""

    project: Project
    counts: Counts


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """What is known of a customer, and where a member can go from it."""

    customer: Customer
    people: Some[Contact]
    projects: list[ProjectRow]
    project_count: int
    cases: Some[Case]
    opportunities: Some[Opportunity]
    promises: Some[Promise]
    """What was promised and is not delivered."""
    touches: Some[PlannedTouch]
    plan_touch_url: str
    benefits: Some[Benefit]
    ledger_url: str
    executives: Sequence[Word]
    """What its executives say of the place without the PMO."""
    edit_url: str
    add_person_url: str
    may_open_people: bool
    add_opportunity_url: str
    people_url: str
    projects_url: str


def project_file(membership: Membership, project: Project, *, at: datetime) -> ProjectFile:
    """Return the facts of a project."""
    people = list(people_in(project))
    reads, delivers = may_open(membership, "pulse:overview"), may_open(membership, "pulse:talked")
    asks = pulse.asks_about(membership, project=project)
    last = pulse.last_answer_of([part.contact for part in people], asks) if reads else {}
    unseen = pulse.asked_in_confidence(membership, project) if reads else {}
    cases = open_cases(membership).filter(project=project)
    plan = plan_of_project(membership, project, at=at)
    waits = {one.row.contact_id: one.wait for one in plan if one.wait}
    delivered = is_delivered(project)
    in_use, is_nobody_named = usage_in_short(project) if delivered else ("", False)
    return ProjectFile(
        project=project,
        parts=[
            Part(
                part,
                asked := last.get(part.contact_id),
                unseen.get(part.contact_id, ""),
                waits.get(part.contact_id),
                asked.sent_at if asked and asked.is_yet_to_leave(at) else None,
            )
            for part in people
        ],
        cases=_cases(membership, cases),
        shows_answers=reads,
        ask_url=door(membership, "pulse:ask_project", project.ref),
        edit_url=door(membership, "projects:edit", project.ref),
        people_url=door(membership, "projects:stakeholders", project.ref),
        milestones=list(milestones_of(project)),
        milestones_url=door(membership, "projects:milestones", project.ref),
        plan=plan,
        waits=list(waits.values()),
        silent=list(silent_people(membership, project=project)) if delivers else [],
        worths=worths(membership, project=project) if reads else None,
        customer_url=door(membership, "dashboard:customer", project.customer.ref),
        in_use_url=door(membership, "usage:project", project.ref) if delivered else "",
        in_use=in_use,
        is_nobody_named=is_nobody_named,
        promises_url=door(membership, "promises:of_project", project.ref),
        stop_url=door(membership, "ledger:stopped", project.ref)
        if project.phase == Project.Phase.STOPPED
        else "",
        stations=some(stations_of(membership, project), most=FEW)
        if may_open(membership, "pulse:station")
        else Some(),
        add_station_url=_about(project, door(membership, "pulse:station_add", "qr")),
    )


def customer_file(membership: Membership, customer: Customer) -> CustomerFile:
    """Return the facts of a customer, as far as this member may see them."""
    people = people_of(customer)
    projects = projects_of(membership, customer)
    shown = list(projects[:ROWS])
    reads = may_open(membership, "pulse:overview")
    counts = pulse.counts_of_projects(membership, shown) if reads else {}
    none = Counts(asked=0, yes=0, no=0)
    cases = open_cases(membership).filter(customer=customer)
    leads = open_opportunities(membership).filter(customer=customer)
    may_sell = may_open(membership, "funnel:list")
    return CustomerFile(
        customer=customer,
        people=some(people, most=ROWS),
        projects=[ProjectRow(one, counts.get(one.pk, none)) for one in shown],
        project_count=projects.count(),
        cases=_cases(membership, cases),
        opportunities=some(leads, most=FEW) if may_sell else Some(),
        promises=some(funnel.promises_to_keep(membership, customer), most=FEW)
        if may_sell
        else Some(),
        touches=some(funnel.touches_planned(membership, customer), most=FEW)
        if may_open(membership, "touching:list")
        else Some(),
        plan_touch_url=door(membership, "touching:plan", customer.ref),
        benefits=some(benefits_of(membership, customer), most=FEW)
        if may_open(membership, "ledger:page")
        else Some(),
        ledger_url=door(membership, "ledger:page"),
        executives=words_about(membership, customer)
        if may_open(membership, "counterfactual:page")
        else (),
        edit_url=door(membership, "customers:edit", customer.ref),
        add_person_url=door(membership, "customers:add_contact"),
        may_open_people=may_open(membership, "customers:edit_contact"),
        add_opportunity_url=door(membership, "funnel:add"),
        people_url=door(membership, "customers:people"),
        projects_url=door(membership, "projects:list"),
    )


def _cases(membership: Membership, cases: QuerySet[Case]) -> Some[Case]:
    """Return open cases only to those who may open one."""
    return some(cases, most=FEW) if may_open(membership, "recovery:case") else Some()


def _about(project: Project, url: str) -> str:
    """Return the address of a page that is told which project it is about."""
    return f"{url}?project={project.ref}" if url else ""
