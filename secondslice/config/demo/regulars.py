"""Customers from before the story: some have come again and again, some have not been heard of for long.

Also what every project bought from the menu, so that the next service can be guessed, and who said "not now".
"""

from __future__ import annotations

from datetime import timedelta

from secondslice.config.demo import names
from secondslice.config.demo.cast import make_person
from secondslice.config.demo.story import Story
from secondslice.core import clock
from secondslice.customers.models import Contact, Customer
from secondslice.funnel.again import services as again
from secondslice.funnel.again.rules import What
from secondslice.funnel.again.selectors.ready import ready_list
from secondslice.funnel.menu.models import Order
from secondslice.funnel.menu.selectors import offered
from secondslice.projects.models import Project, Stakeholder

EARLIER = (
    ("Birchwood Furniture", (58, 41, 27, 12)),
    ("Silverline Trams", (50, 30, 14)),
    ("Marigold Bakeries", (44, 20)),
    ("St. Brendan College", (39, 26, 16)),
    ("Copperfield Press", (52, 36)),
    ("Greystone Quarries", (40,)),
)
"""Clients, and how many months ago each of their projects began; the last two have not ordered since."""
MONTH, TOOK = timedelta(days=30), timedelta(days=270)
BOUGHT = {
    "Roll-out": "lead",
    "Process redesign": "method",
    "Software change": "go_live",
    "Move and build": "programme",
    "Rescue": "rescue",
}
"""Which service of the menu stands behind what a project was called."""
SAY_NOT_NOW = 2


def let_in(story: Story) -> None:
    """Bring in the earlier customers with what was delivered to them."""
    workspace, today = story.cast.workspace, clock.day_of(story.now, story.cast.workspace.time_zone)
    taken = set(Contact.objects.filter(workspace=workspace).values_list("email", flat=True))
    number = 0
    for name, months in EARLIER:
        customer = Customer.objects.create(
            workspace=workspace, name=name, kind=Customer.Kind.EXTERNAL
        )
        who, email = make_person(story.sales, taken, "example.com")
        sponsor = Contact.objects.create(
            workspace=workspace, customer=customer, name=who, email=email
        )
        for ago in months:
            number += 1
            starts_on = today - ago * MONTH
            project = Project.objects.create(
                workspace=workspace,
                customer=customer,
                name=f"{names.ANYWHERE[number % len(names.ANYWHERE)]}, {name}",
                code=f"MM-{starts_on:%y}-E{number:02}",
                service=story.sales.one(list(BOUGHT)),
                phase=Project.Phase.OPERATION,
                starts_on=starts_on,
                ends_on=starts_on + TOOK,
                manager=story.cast.managers()[0],
            )
            Stakeholder.objects.create(workspace=workspace, project=project, contact=sponsor)


def order_from_the_menu(story: Story) -> None:
    """Write down which service of the menu each project is about, in the words of the menu."""
    menu = {one.service.code: one for one in offered(story.cast.workspace)}
    for called, code in BOUGHT.items():
        version = menu[code]
        projects = Project.objects.filter(workspace=story.cast.workspace, service=called)
        Order.objects.bulk_create(
            [
                Order(workspace=one.workspace, project=one, version=version, at=story.now)
                for one in projects.select_related("workspace").order_by("pk")
            ],
            batch_size=500,
        )
        projects.update(service=version.name)


def say_not_now(story: Story) -> None:
    """Let some who said Yes have said too that nothing is wanted now."""
    lead = next(one for one in story.cast.members if one.role == one.Role.LEAD)
    today = clock.day_of(story.now, story.cast.workspace.time_zone)
    free = [one for one in ready_list(lead, at=story.now, today=today).rows if not one.opportunity]
    for one in free[-SAY_NOT_NOW:]:
        again.note_choice(
            ask=one.yes, what=What.NOT_NOW, version=None, at=one.yes.changed_at or story.now
        )
