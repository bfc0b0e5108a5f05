"""Fill one workspace with years of answers: a PMO of 10,000 projects, 100 customers and 80 project managers."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import django

django.setup()

from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.core.tokens import digest
from secondslice.customers.models import Contact, Customer
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse.models import AnswerDetail, Ask
from secondslice.pulse.services.counting import rebuild_counts
from secondslice.pulse.services.retallying import rebuild_tallies
from secondslice.pulse.services.wording import seed_reasons, wording_for
from secondslice.pulse.tallies import tally_of

YEARS, PROJECTS, CUSTOMERS, PEOPLE, MANAGERS, SERVICES = 5, 10_000, 100, 40, 80, 10
LASTS = 420
ANSWERED, YES, WITH_REASONS = 0.58, 0.82, 0.6
BATCH = 5000
NO = ("surprise", "cadence", "schedule", "scope", "format", "cost", "value", "quality", "people")
PRAISE = ("result", "informed", "course", "easy", "ontime", "people_good", "operation")
PHASES = ((0.08, "initiation"), (0.22, "planning"), (0.92, "execution"), (1.0, "closing"))


def fill(answers: int) -> int:
    """Store so many answers, and print the cookie of a session of the workspace's owner."""
    dice, now = random.Random(7), datetime.now(UTC)
    hurry()
    workspace = Workspace.objects.create(name="A large PMO", slug="large")
    users = User.objects.bulk_create(
        User(email=f"pm{one}@example.org", name=f"Manager {one}") for one in range(MANAGERS + 1)
    )
    roles = [Membership.Role.OWNER, *[Membership.Role.MANAGER] * MANAGERS]
    Membership.objects.bulk_create(
        Membership(workspace=workspace, user=user, role=role)
        for user, role in zip(users, roles, strict=True)
    )
    seed_reasons(workspace=workspace)
    customers = Customer.objects.bulk_create(
        Customer(workspace=workspace, name=f"Department {one}") for one in range(CUSTOMERS)
    )
    people = Contact.objects.bulk_create(
        [
            Contact(
                workspace=workspace,
                customer=customer,
                name=f"Ben {one} of {customer.name}",
                email=f"ben{one}.{customer.pk}@example.com",
            )
            for customer in customers
            for one in range(PEOPLE)
        ],
        batch_size=BATCH,
    )
    projects = Project.objects.bulk_create(
        [_project(workspace, customers, users, one, now.date()) for one in range(PROJECTS)],
        batch_size=BATCH,
    )
    Stakeholder.objects.bulk_create(
        [
            Stakeholder(workspace=workspace, project=project, contact=_person(people, project, one))
            for project in projects
            for one in range(2)
        ],
        batch_size=BATCH,
    )
    wording = wording_for(workspace=workspace, language="en-us").pk
    asks = _asks(workspace, projects, people, wording, int(answers / ANSWERED), dice, now)
    details = 0
    while some := list(islice(asks, BATCH)):
        Ask.objects.bulk_create([ask for ask, _codes in some])
        AnswerDetail.objects.bulk_create(
            AnswerDetail(
                workspace=workspace,
                ask=ask,
                number=1,
                taste=ask.taste,
                reasons=[{"code": code, "label": code, "severity": "minor"} for code in codes],
                at=ask.sent_at,
            )
            for ask, codes in some
            if codes
        )
        details += len(some)
    rebuild_counts(workspace_id=workspace.pk)
    rebuild_tallies(workspace_id=workspace.pk)
    print(_session(users[0]), _session(users[1]))
    settle()
    return 0


def settle() -> None:
    """Let PostgreSQL look at what was stored, as its autovacuum does within minutes where people work."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")


def hurry() -> None:
    """Let this process write a database that is thrown away: no row of it must outlive a power cut."""
    with connection.cursor() as cursor:
        if (
            connection.vendor == "sqlite"
        ):  # the keys are random: with a small cache each row fetches pages from the disk
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA cache_size=-3000000")
            cursor.execute("PRAGMA wal_autocheckpoint=100000")
        else:
            cursor.execute("SET synchronous_commit = off")


def _project(
    workspace: Workspace, customers: list[Customer], users: list[User], number: int, today: date
) -> Project:
    starts = today - timedelta(days=int(YEARS * 365 * (1 - number / PROJECTS)))
    done = (today - starts).days / LASTS
    return Project(
        workspace=workspace,
        customer=customers[number % CUSTOMERS],
        name=f"Project {number}",
        code=f"P-{number}",
        manager=users[1 + number % MANAGERS],
        service=f"Service {number % 7 % SERVICES}" if number % 11 else "",
        phase=next((phase for until, phase in PHASES if done < until), "operation"),
        starts_on=starts,
        ends_on=starts + timedelta(days=LASTS),
    )


def _person(people: list[Contact], project: Project, number: int) -> Contact:
    """Return one of the project's customer's people."""
    first = (project.customer_id - people[0].customer_id) * PEOPLE
    return people[first + (project.pk + number * 7) % PEOPLE]


def _asks(
    workspace: Workspace,
    projects: list[Project],
    people: list[Contact],
    wording: int,
    count: int,
    dice: random.Random,
    now: datetime,
) -> Iterator[tuple[Ask, list[str]]]:
    """Yield every question with the reasons that were given, one project after the other."""
    each = count / len(projects)
    for place, project in enumerate(projects):
        assert project.starts_on is not None
        mine = int(each * (place + 1)) - int(each * place)
        start = datetime.combine(project.starts_on, datetime.min.time(), UTC)
        lasts = min(timedelta(days=LASTS), now - start - timedelta(hours=1))
        for number in range(mine):
            done = (number + dice.random()) / mine
            sent_at = start + done * lasts
            phase = next(phase for until, phase in PHASES if done * lasts.days / LASTS <= until)
            taste, codes = _said(dice)
            yield (
                Ask(
                    workspace=workspace,
                    customer_id=project.customer_id,
                    project=project,
                    contact=_person(people, project, number),
                    owner_id=project.manager_id,
                    wording_id=wording,
                    language="en-us",
                    role="sponsor",
                    phase=phase,
                    token_digest=digest(f"{place} {number}"),
                    sent_at=sent_at,
                    sent_on=sent_at.date(),
                    expires_at=sent_at + timedelta(days=30),
                    state="answered" if taste else "expired",
                    taste=taste,
                    answered_at=sent_at + timedelta(hours=3) if taste else None,
                    changed_at=sent_at + timedelta(hours=3) if taste else None,
                    tallied=tally_of(taste, codes),
                    version=int(bool(taste)),
                ),
                codes,
            )


def _said(dice: random.Random) -> tuple[str, list[str]]:
    if dice.random() > ANSWERED:
        return "", []
    taste = "yes" if dice.random() < YES else "no"
    if dice.random() > WITH_REASONS:
        return taste, []
    chips = PRAISE if taste == "yes" else NO
    return taste, dice.sample(chips, dice.randint(1, 2))


def _session(user: User) -> str:
    """Return the key of a session in which this person is signed in."""
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)
