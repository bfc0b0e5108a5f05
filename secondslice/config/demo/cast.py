"""The people, departments, clients and projects of the demo, as rows."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count

from django.contrib.auth.hashers import make_password

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.config.demo import names
from secondslice.config.demo.chance import Chance
from secondslice.config.demo.sizes import Size
from secondslice.core import clock
from secondslice.customers.models import Contact, Customer
from secondslice.projects.models import Project, Stakeholder

NAME, SLUG = "Margherita Manufacturing Group", "margherita"
DAYS_A_YEAR = 365
LEAST_SPONSORS, FEW_TRIES = 2, 10
LATE, STOPPED = 0.25, 0.06
INITIATION, PLANNING, CLOSING = 0.08, 0.22, 0.92
ORDERS = {"Supply Chain & Logistics": 4, "Finance": 3, "Research & Development": 1}
"""How often a customer orders, against 2 of other departments; Research & Development runs its own projects."""
Phase, Role = Project.Phase, Stakeholder.Role


@dataclass
class Cast:
    """Everybody and everything the story happens to."""

    workspace: Workspace
    members: list[Membership]
    customers: list[Customer]
    people: dict[int, list[Contact]]
    """By key of the customer."""
    executives: list[Contact]
    projects: list[Project] = field(default_factory=list)
    parts: dict[int, list[Stakeholder]] = field(default_factory=dict)
    """By key of the project."""
    late: set[int] = field(default_factory=set)
    """Keys of the projects that run behind."""
    used_names: set[str] = field(default_factory=set)

    def user(self, role: str) -> User:
        """Return the first member in a role."""
        return next(member.user for member in self.members if member.role == role)

    def managers(self) -> list[User]:
        """Return who runs projects."""
        return [one.user for one in self.members if one.role == Membership.Role.MANAGER]


def settle_in(size: Size, chance: Chance, *, at: datetime, password: str) -> Cast:
    """Make workspace, members, customers, people and projects."""
    workspace, _new = Workspace.objects.get_or_create(
        slug=SLUG,
        defaults={
            "name": NAME,
            "time_zone": "Europe/Berlin",
            "country": "DE",
            "currency": "EUR",
        },
    )
    taken = {email.lower() for email in User.objects.values_list("email", flat=True)}
    members = _members(workspace, size, chance, taken, password)
    customers = _customers(workspace, size, chance)
    people = _people(workspace, customers, size, chance, taken)
    cast = Cast(
        workspace, members, customers, people, _executives(workspace, customers, chance, taken)
    )
    _projects(cast, size, chance, today=clock.day_of(at, workspace.time_zone))
    return cast


def _members(
    workspace: Workspace, size: Size, chance: Chance, taken: set[str], password: str
) -> list[Membership]:
    roles = Membership.Role
    wanted = [
        roles.OWNER,
        roles.LEAD,
        roles.SALES,
        roles.EXECUTIVE,
        *[roles.MANAGER] * size.managers,
    ]
    secret = make_password(password)  # once: the demo's people share it
    users = []
    for _role in wanted:
        name, email = make_person(chance, taken, "example.org")
        users.append(User(email=email, name=name, password=secret))
    User.objects.bulk_create(users)
    return Membership.objects.bulk_create(
        Membership(workspace=workspace, user=user, role=role)
        for user, role in zip(users, wanted, strict=True)
    )


def _customers(workspace: Workspace, size: Size, chance: Chance) -> list[Customer]:
    internal = list(names.DEPARTMENTS)
    internal += [f"{one}, {site}" for site in names.SITES for one in names.DEPARTMENTS]
    external = list(names.CLIENTS)
    pairs = [f"{one} {two}" for one in names.CLIENT_FIRST for two in names.CLIENT_LAST]
    external += chance.some(pairs, size.clients)
    kind = Customer.Kind
    return Customer.objects.bulk_create(
        [
            *(Customer(workspace=workspace, name=name) for name in internal[: size.departments]),
            *(
                Customer(workspace=workspace, name=name, kind=kind.EXTERNAL)
                for name in external[: size.clients]
            ),
        ]
    )


def _people(
    workspace: Workspace, customers: list[Customer], size: Size, chance: Chance, taken: set[str]
) -> dict[int, list[Contact]]:
    people: dict[int, list[Contact]] = {customer.pk: [] for customer in customers}
    contacts = []
    for number in range(size.contacts - len(names.EXECUTIVES)):
        customer = customers[number % len(customers)]
        rank = number // len(customers)
        part = "sponsor" if rank < LEAST_SPONSORS else "customer" if rank % 2 else "team"
        is_client = customer.kind == Customer.Kind.EXTERNAL
        name, email = make_person(chance, taken, "example.com" if is_client else "example.org")
        title = chance.one(names.TITLES[part])
        contacts.append(
            Contact(workspace=workspace, customer=customer, name=name, email=email, title=title)
        )
    for contact in Contact.objects.bulk_create(contacts, batch_size=500):
        people[contact.customer_id].append(contact)
    return people


def _executives(
    workspace: Workspace, customers: list[Customer], chance: Chance, taken: set[str]
) -> list[Contact]:
    by_name = {customer.name: customer for customer in customers}
    executives = []
    for title, department in names.EXECUTIVES:
        name, email = make_person(chance, taken, "example.org")
        home = by_name.get(department, customers[0])
        executives.append(
            Contact(workspace=workspace, customer=home, name=name, email=email, title=title)
        )
    return Contact.objects.bulk_create(executives)


def _projects(cast: Cast, size: Size, chance: Chance, *, today: date) -> None:
    bag: list[Customer] = []
    drawn = []
    for number in range(_count(size)):
        bag = bag or chance.some(_menu(cast), len(_menu(cast)))
        drawn.append(_project(cast, size, chance, number, today, bag.pop()))
    cast.projects = Project.objects.bulk_create(
        sorted((one for one, _late in drawn), key=lambda project: str(project.starts_on)),
        batch_size=500,
    )
    late = {one.code for one, is_late in drawn if is_late}
    cast.late = {project.pk for project in cast.projects if project.code in late}
    parts = [part for project in cast.projects for part in _parts(cast, project, chance)]
    for part in Stakeholder.objects.bulk_create(parts, batch_size=500):
        cast.parts.setdefault(part.project_id, []).append(part)


def _menu(cast: Cast) -> list[Customer]:
    """Return each customer as often as it orders."""
    external = Customer.Kind.EXTERNAL
    return [
        customer
        for customer in cast.customers
        for _ in range(ORDERS.get(customer.name, 1 if customer.kind == external else 2))
    ]


def _count(size: Size) -> int:
    return int(size.started_a_year * (size.years + 0.25))


def _project(
    cast: Cast, size: Size, chance: Chance, number: int, today: date, customer: Customer
) -> tuple[Project, bool]:
    """Draw one project; the starts are spread evenly over the years, the last one some days ago."""
    step = (size.years + 0.25) * DAYS_A_YEAR / _count(size)
    starts_on = today - timedelta(days=int(8 + step * number + chance.between(0, step)))
    days = chance.whole(150, 450)
    done = (today - starts_on).days / days
    phase, stopped = _phase(done), done > PLANNING and chance.happens(STOPPED)
    managers = cast.managers()
    project = Project(
        workspace=cast.workspace,
        customer=customer,
        name=_name(cast, customer, chance, number),
        code=f"MM-{starts_on:%y}-{number + 1:03}",
        service=names.SERVICES[number * 7 % 17 % len(names.SERVICES)],
        phase=Phase.STOPPED if stopped else phase,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=days),
        budget=Decimal(chance.whole(4, 180) * 10_000),
        manager=managers[number % len(managers)],
    )
    return project, chance.happens(LATE)


STEPS = (
    (0.0, Phase.INITIATION),
    (INITIATION, Phase.PLANNING),
    (PLANNING, Phase.EXECUTION),
    (CLOSING, Phase.CLOSING),
    (1.0, Phase.OPERATION),
)
"""From which share of its time on a project is in which phase."""


def _phase(done: float) -> str:
    return next(phase for since, phase in reversed(STEPS) if done >= since)


def _name(cast: Cast, customer: Customer, chance: Chance, number: int) -> str:
    """Take a name of the customer's own list, then a general one; no two projects share one."""
    own = names.PROJECTS.get(customer.name.partition(",")[0], ())
    general = [f"{name}, {customer.name}" for name in names.ANYWHERE]
    fresh = [name for name in own if name not in cast.used_names]
    fresh = fresh or [name for name in general if name not in cast.used_names]
    name = chance.one(fresh) if fresh else f"{chance.one(general)} {number}"
    cast.used_names.add(name)
    return name


def _parts(cast: Cast, project: Project, chance: Chance) -> list[Stakeholder]:
    """Choose a sponsor, customers and team members of the customer, and now and then an executive."""
    people = cast.people[project.customer_id]
    sponsors = max(LEAST_SPONSORS, len(people) // 10)
    others = chance.some(people[sponsors:], chance.whole(3, 9))
    chosen = [(chance.one(people[:sponsors]), Role.SPONSOR)]
    for number, contact in enumerate(others):
        chosen.append((contact, Role.TEAM if number % 2 else Role.CUSTOMER))
    if chance.happens(0.35):
        chosen.append((chance.one(cast.executives), Role.EXECUTIVE))
    return [
        Stakeholder(workspace=cast.workspace, project=project, contact=contact, role=role)
        for contact, role in chosen
    ]


def make_person(chance: Chance, taken: set[str], domain: str) -> tuple[str, str]:
    """Draw a name with an address that nobody else has; where names run out, addresses get a number."""
    for attempt in count():
        first, last = chance.one(names.FIRST), chance.one(names.LAST)
        number = "" if attempt < FEW_TRIES else str(attempt)
        address = f"{_letters(first)}.{_letters(last)}{number}@{domain}"
        if address not in taken:
            taken.add(address)
            return f"{first} {last}", address
    raise AssertionError


def _letters(name: str) -> str:
    spelled = name.replace("ø", "o").replace("Ø", "O")
    base = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return "".join(letter for letter in base.lower() if letter.isalpha())
