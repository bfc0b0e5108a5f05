"""What executives say of the place without the PMO, and projects to compare: run by the PMO, and around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from secondslice.accounts.models import Membership
from secondslice.config.demo.chance import Chance
from secondslice.config.demo.story import Story
from secondslice.journeys.executive_answered import executive_answered
from secondslice.value.counterfactual.models import (
    ComparisonProject,
    CounterfactualAsk,
    CounterfactualWork,
)
from secondslice.value.counterfactual.selectors.people import Executive, people_to_ask
from secondslice.value.counterfactual.services.answering import Said
from secondslice.value.counterfactual.services.asking import ask_now, set_terms
from secondslice.value.counterfactual.services.working import Task, change_work, finish_work

SIZES = {"small": 5, "medium": 4, "large": 2}
TYPES = {"IT": 5, "Plant": 3, "Organisation": 2}
COSTS = {"small": 80_000, "medium": 350_000, "large": 1_400_000}
NAMES = (
    "Warehouse gates", "Spare parts shop", "Shift calendar", "Dryer two", "Supplier portal", "Invoice scanning",
    "Cold store", "Packing line", "Time clocks", "Hygiene rules", "Quality records", "New canteen", "Label printers",
    "Travel expenses", "Forklift fleet", "Meter reading",
)  # fmt: skip
PROJECTS, WITH_PMO = 150, 0.34


@dataclass(frozen=True, slots=True)
class Told:
    """What one executive says, and how long ago; without codes: was asked and has not answered."""

    days_ago: int
    codes: tuple[str, ...] = ()
    scale: int | None = None
    words: str = ""


TOLD = (
    Told(120, ("slower", "not_finished"), 5, "The move to the new hall would still be a drawing."),
    Told(110, ("slower",), 4, "We would get there, a year later and with three meetings more a week."),
    Told(96, ("no_different",), 1, "Honestly? My people ran it themselves, and you sent the status report."),
    Told(90, ("dearer", "slower"), 4, "We would pay consultants for what you do with two people."),
    Told(75, ("not_started",), 5, "Nobody here would have dared to touch the old system."),
    Told(70, ("slower", "dearer", "not_finished"), 5),
    Told(66, ("slower",), 3, "Depends on who runs it."),
    Told(60, ("dearer",), 3),
    Told(51, ("not_finished",), 4, "You held the course when I wanted to chase the next shiny thing."),
    Told(45, ("slower", "not_started"), 4),
    Told(33, ("slower",), 4, "Ask me again after the audit."),
    Told(21, ("no_different",), 2, "I see the templates. I do not see what they change for us."),
    Told(20),
    Told(12),
    Told(8),
)  # fmt: skip


def ask_them(story: Story) -> None:
    """Let a dozen executives answer, one of them once more; and bring in the list to compare."""
    lead = next(one for one in story.cast.members if one.role == Membership.Role.LEAD)
    people = [one for one in people_to_ask(lead.workspace) if _is_askable(one)]
    own = [one for one in people if one.contact is None][:1]
    chosen = [*(one for one in people if one.contact)][: len(TOLD) - len(own)]
    chosen = [*chosen[:4], *own, *chosen[4:]]
    for told, person in zip(TOLD, chosen, strict=False):
        _say(story, lead, person, told)
    works = CounterfactualWork.objects.filter(workspace=lead.workspace).select_related(
        "ask__customer"
    )
    first = works.order_by("at", "pk").first()
    if first is not None:
        plan = "Sit down with the department, and agree who owns what in the next project."
        task = Task(owner=lead.user, due_on=first.due_on, plan=plan)
        change_work(by=lead, work=first, task=task, at=first.at + timedelta(days=3))
        note = "We met twice. The next project has one owner there, and one page of ours a week."
        finish_work(by=lead, work=first, note=note, at=first.at + timedelta(days=25))
    set_terms(by=lead, is_on=True, every_months=12, at=story.now)
    ComparisonProject.objects.bulk_create(_projects(lead, story.sales.beside(9), story.now.date()))


def _say(story: Story, lead: Membership, person: Executive, told: Told) -> None:
    at = story.now - timedelta(days=told.days_ago)
    ask = ask_now(by=lead, person=person.value, at=at)
    CounterfactualAsk.objects.filter(pk=ask.pk).update(
        state=CounterfactualAsk.State.SENT, sent_at=at
    )
    if told.codes:
        said = Said(told.codes, told.scale, told.words)
        executive_answered(ask=ask, said=said, now=at + timedelta(days=2, hours=3))


def _is_askable(person: Executive) -> bool:
    return person.contact is None or getattr(person.contact, "preference", None) is None


def _projects(lead: Membership, chance: Chance, today: date) -> list[ComparisonProject]:
    """Return a list in which the PMO has the larger ones, and is some way ahead of like ones on time."""
    found = []
    for number in range(PROJECTS):
        size, kind = chance.weighted(SIZES), chance.weighted(TYPES)
        is_pmo = chance.happens(WITH_PMO * {"small": 0.6, "medium": 1.2, "large": 1.7}[size])
        begins = today - timedelta(days=chance.whole(300, 1700))
        length = chance.whole(90, 420)
        planned_end = begins + timedelta(days=length)
        base = {"small": 0.62, "medium": 0.45, "large": 0.28}[size]
        late = not chance.happens(base + (0.2 if is_pmo else 0))
        slip = chance.whole(8, 120) if late else -chance.whole(0, 20)
        ended = planned_end + timedelta(days=slip)
        cost = Decimal(round(COSTS[size] * chance.between(0.6, 1.5), -3))
        over = chance.between(1.02, 1.45) if chance.happens(0.5) else chance.between(0.86, 1)
        is_over = ended < today
        found.append(
            ComparisonProject(
                workspace=lead.workspace,
                key=f"C-{number + 1:03}",
                name=f"{chance.one(NAMES)} {begins.year}",
                customer=chance.one(("Logistics", "Production", "Sales", "Finance", "Quality")),
                size=size,
                kind=kind,
                starts_on=begins,
                planned_end_on=planned_end,
                ended_on=ended if is_over else None,
                planned_cost=cost,
                actual_cost=round(cost * Decimal(over), -2) if is_over else None,
                is_reached=chance.happens(0.58) if is_over else None,
                is_pmo=is_pmo,
            )
        )
    return found
