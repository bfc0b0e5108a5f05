"""Fill one workspace with open cases in every column, and four times as many that have ended over five years."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import django

django.setup()

from bench.fill_pulse import _session, hurry, settle
from secondslice.accounts.models import Membership, User, Workspace
from secondslice.core.tokens import digest
from secondslice.customers.models import Contact, Customer
from secondslice.projects.models import Project
from secondslice.pulse.models import AnswerDetail, Ask
from secondslice.pulse.services.wording import seed_reasons, wording_for
from secondslice.recovery.models import Adjustment, Case, Waiver

CUSTOMERS, PEOPLE, PROJECTS, MANAGERS = 100, 40, 2000, 80
ENDED, DAYS, BATCH = 4, 5 * 365, 2000
OPEN = ("new", "acknowledged", "planned", "adjusted", "re_asked")
CLOSED = ("recovered", "recovered", "no_answer", "withdrawn", "not_recovered")
CAUSES = ("surprise", "cadence", "schedule", "scope", "format", "cost", "value", "quality")
WORDS = (
    "I heard of the delay in the corridor, weeks after everybody else had heard of it.",
    "It went live and then nobody owned it.",
    "Four forms for one change. We need less of that.",
    "I hear from you when I ask, and not before.",
)


def fill(cases: int) -> int:
    """Store so many open cases, and print the sessions of the owner and of a project manager."""
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
        Contact(
            workspace=workspace,
            customer=customers[one % CUSTOMERS],
            name=f"Ben {one}",
            email=f"ben{one}@example.com",
        )
        for one in range(CUSTOMERS * PEOPLE)
    )
    projects = Project.objects.bulk_create(
        Project(
            workspace=workspace,
            customer=customers[one % CUSTOMERS],
            name=f"Project {one}",
            manager=users[1 + one % MANAGERS],
        )
        for one in range(PROJECTS)
    )
    wording = wording_for(workspace=workspace, language="en-us").pk
    whole = cases * (1 + ENDED)
    for start in range(0, whole, BATCH):
        numbers = range(start, min(start + BATCH, whole))
        rows = [_row(number, cases, projects, people, dice, now) for number in numbers]
        _store(workspace, wording, rows)
    print(_session(users[0]), _session(users[1]))
    settle()
    return 0


def _row(
    number: int,
    cases: int,
    projects: list[Project],
    people: list[Contact],
    dice: random.Random,
    now: datetime,
) -> dict[str, Any]:
    """Return what one case says. Those with a low number are open; of the others a few ended lately."""
    project = projects[number % PROJECTS]
    is_open = number < cases
    ended = now - timedelta(days=DAYS * dice.random()) if not is_open else None
    said = (ended or now) - timedelta(days=20 * dice.random(), hours=1)
    return {
        "number": number,
        "project": project,
        "contact": people[(number * 7) % PEOPLE * CUSTOMERS + number % CUSTOMERS],
        "owner_id": project.manager_id,
        "state": dice.choice(OPEN if is_open else CLOSED),
        "said": said,
        "due": said + timedelta(days=12 * dice.random()),
        "ended": ended,
        "cause": dice.choice(CAUSES),
        "severity": dice.choice(("minor", "minor", "major")),
        "deviation": dice.choice(("", "", "", "", "person")),
        "words": dice.choice(WORDS),
        "is_waiting": is_open and not number % 50,
    }


def _store(workspace: Workspace, wording: int, rows: list[dict[str, Any]]) -> None:
    asks = Ask.objects.bulk_create(_ask(workspace, wording, row, "no") for row in rows)
    proofs = Ask.objects.bulk_create(_ask(workspace, wording, row, "yes") for row in rows)
    AnswerDetail.objects.bulk_create(
        AnswerDetail(
            workspace=workspace,
            ask=ask,
            number=1,
            taste="no",
            reasons=[{"code": row["cause"], "label": row["cause"], "severity": row["severity"]}],
            comment=row["words"],
            at=row["said"],
        )
        for ask, row in zip(asks, rows, strict=True)
    )
    cases = Case.objects.bulk_create(
        Case(
            workspace=workspace,
            ask=ask,
            project=row["project"],
            customer_id=row["project"].customer_id,
            contact=row["contact"],
            owner_id=row["owner_id"],
            # A case that was given up needs its two names, which need the case: they come below.
            state="withdrawn" if row["state"] == "not_recovered" else row["state"],
            severity=row["severity"],
            deviation=row["deviation"],
            cause=row["cause"],
            opened_at=row["said"],
            said_at=row["said"],
            touched_at=row["said"],
            began_at=row["said"],
            due_at=row["due"],
            acknowledged_at=None if row["state"] == "new" else row["said"],
            closed_at=row["ended"],
            recovered_by=proof if row["state"] == "recovered" else None,
        )
        for ask, proof, row in zip(asks, proofs, rows, strict=True)
    )
    paired = list(zip(cases, rows, strict=True))
    Adjustment.objects.bulk_create(
        Adjustment(workspace=workspace, case=case, what="One page.", starts_on=date(2026, 1, 1), at=row["said"])
        for case, row in paired
        if row["state"] in {"adjusted", "re_asked", "recovered", "no_answer"}
    )  # fmt: skip
    Waiver.objects.bulk_create(
        Waiver(
            workspace=workspace,
            case=case,
            reason="Nobody answers.",
            asked_by_id=row["owner_id"],
            asked_at=row["said"],
        )
        for case, row in paired
        if row["is_waiting"]
    )
    given_up = [(case, row) for case, row in paired if row["state"] == "not_recovered"]
    waivers = Waiver.objects.bulk_create(
        Waiver(
            workspace=workspace,
            case=case,
            reason="Nobody answers.",
            asked_by_id=row["owner_id"],
            asked_at=row["said"],
            decided_at=row["ended"],
            decided_by_id=row["owner_id"] - 1,
            is_granted=True,
        )
        for case, row in given_up
    )
    for (case, _row), waiver in zip(given_up, waivers, strict=True):
        case.state, case.waiver = "not_recovered", waiver
    Case.objects.bulk_update([case for case, _row in given_up], ["state", "waiver"])


def _ask(workspace: Workspace, wording: int, row: dict[str, Any], taste: str) -> Ask:
    said: datetime = row["said"]
    return Ask(
        workspace=workspace,
        customer_id=row["project"].customer_id,
        project=row["project"],
        contact=row["contact"],
        owner_id=row["owner_id"],
        wording_id=wording,
        language="en-us",
        kind="first" if taste == "no" else "re_ask",
        token_digest=digest(f"{row['number']} {taste}"),
        sent_at=said - timedelta(hours=3),
        sent_on=said.date(),
        expires_at=said + timedelta(days=30),
        state="answered",
        taste=taste,
        answered_at=said,
        changed_at=said,
        version=1,
    )
