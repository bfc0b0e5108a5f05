"""Fill one workspace for reports: 400 projects over five years, with cases, answers and a ledger."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import django

django.setup()

from bench import fill_board
from secondslice.accounts.models import Workspace
from secondslice.core.tokens import digest
from secondslice.customers.models import Contact
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse.models import Ask
from secondslice.pulse.services.wording import wording_for
from secondslice.value.ledger.models import (
    Benefit,
    BenefitShare,
    Outcome,
    PmoCost,
    Reading,
    Signature,
    SignRequest,
)

PROJECTS, CUSTOMERS, YEARS, LASTS = 400, 40, 5, 300
ASKS_EACH, MONTHS, ANSWERED, YES = 40, 12, 0.58, 0.82


def fill() -> int:
    """Store them. Cases are stored as for the board: 200 that are open, 800 that have ended."""
    dice, now = random.Random(7), datetime.now(UTC)
    fill_board.PROJECTS, fill_board.CUSTOMERS = PROJECTS, CUSTOMERS
    fill_board.fill(200)
    workspace = Workspace.objects.get(slug="large")
    projects = list(Project.objects.filter(workspace=workspace).order_by("pk"))
    for place, project in enumerate(projects):
        project.starts_on = now.date() - timedelta(days=int(YEARS * 365 * (1 - place / PROJECTS)))
        project.ends_on = project.starts_on + timedelta(days=LASTS)
        is_over = project.ends_on < now.date()
        project.phase = Project.Phase.OPERATION if is_over else Project.Phase.EXECUTION
    Project.objects.bulk_update(projects, ["starts_on", "ends_on", "phase"])
    people: dict[int, list[Contact]] = {}
    for one in Contact.objects.filter(workspace=workspace):
        people.setdefault(one.customer_id, []).append(one)
    _ask_all(workspace, projects, people, dice, now)
    _write_ledger(workspace, projects, people, now)
    return 0


def _ask_all(
    workspace: Workspace,
    projects: list[Project],
    people: dict[int, list[Contact]],
    dice: random.Random,
    now: datetime,
) -> None:
    wording = wording_for(workspace=workspace, language="en-us").pk
    Stakeholder.objects.bulk_create(
        Stakeholder(workspace=workspace, project=one, contact=people[one.customer_id][0])
        for one in projects
    )
    asks = []
    for place, project in enumerate(projects):
        assert project.starts_on is not None
        start = datetime.combine(project.starts_on, datetime.min.time(), UTC)
        lasts = min(timedelta(days=LASTS), now - start - timedelta(hours=1))
        for number in range(ASKS_EACH):
            sent_at = start + lasts * (number + dice.random()) / ASKS_EACH
            says = dice.random() < ANSWERED
            taste = ("yes" if dice.random() < YES else "no") if says else ""
            asks.append(
                Ask(
                    workspace=workspace,
                    project=project,
                    customer_id=project.customer_id,
                    contact=people[project.customer_id][number % 20],
                    wording_id=wording,
                    language="en-us",
                    mode=Ask.Mode.NAMED,
                    role="sponsor",
                    state=Ask.State.ANSWERED if says else Ask.State.EXPIRED,
                    taste=taste,
                    sent_at=sent_at,
                    sent_on=sent_at.date(),
                    expires_at=sent_at + timedelta(days=30),
                    answered_at=sent_at + timedelta(days=1) if says else None,
                    changed_at=sent_at + timedelta(days=1) if says else None,
                    token_digest=digest(f"report{place}-{number}"),
                )
            )
    Ask.objects.bulk_create(asks, batch_size=2000)


def _write_ledger(
    workspace: Workspace, projects: list[Project], people: dict[int, list[Contact]], now: datetime
) -> None:
    """Give each project that is over a benefit of twelve months, two thirds of them signed."""
    outcome = Outcome.objects.filter(workspace=workspace).first() or Outcome.objects.create(
        workspace=workspace, code="money_saved", group="value", name="Money saved", position=1
    )
    over = [one for one in projects if one.phase == Project.Phase.OPERATION]
    made = Benefit.objects.bulk_create(
        Benefit(
            workspace=workspace,
            project=one,
            outcome=outcome,
            title=f"Saved by {one.name}",
            currency="EUR",
            stage="cosigned" if place % 3 else "claimed",
            at=now,
        )
        for place, one in enumerate(over)
    )
    BenefitShare.objects.bulk_create(
        BenefitShare(workspace=workspace, benefit=one, project=one.project, percent=100)
        for one in made
    )
    readings = (
        Reading(
            workspace=workspace,
            benefit=one,
            kind=kind,
            begins_on=first,
            ends_on=first + timedelta(days=29),
            value=Decimal(1000 + month),
            number=1,
            at=now,
        )
        for one in made
        for month in range(MONTHS)
        for first in [(one.project.ends_on or now.date()) + timedelta(days=30 * month)]
        for kind in ("planned", "actual")
    )
    Reading.objects.bulk_create(readings, batch_size=2000)
    signed = [one for one in made if one.stage == "cosigned"]
    requests = SignRequest.objects.bulk_create(
        SignRequest(
            workspace=workspace,
            benefit=one,
            contact=people[one.project.customer_id][0],
            state="sent",
            token_digest=digest(f"sign{one.pk}"),
            facts={},
            amount=Decimal(12_000),
            money=Decimal(12_000),
            until=now.date(),
            at=now,
        )
        for one in signed
    )
    Signature.objects.bulk_create(
        Signature(
            workspace=workspace,
            request=request,
            benefit=one,
            verdict="arrived",
            percent=100,
            on=now.date() - timedelta(days=place),
            at=now,
        )
        for place, (one, request) in enumerate(zip(signed, requests, strict=True))
    )
    PmoCost.objects.bulk_create(
        PmoCost(workspace=workspace, month=date(now.year - back // 12, 1 + back % 12, 1), amount=9)
        for back in range(YEARS * 12)
    )
