"""Makers of benefits and of what is said about them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from secondslice.accounts.models import Membership
from secondslice.core.tokens import digest
from secondslice.customers.models import Contact
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.tests.make import make_stakeholder
from secondslice.value.ledger.models import Benefit, SignRequest
from secondslice.value.ledger.reminder_models import Reminder
from secondslice.value.ledger.services.benefits import Terms, add_benefit
from secondslice.value.ledger.services.reading import Period, record
from secondslice.value.ledger.services.reminding import token_of
from secondslice.value.ledger.services.signing import Said, ask_to_sign, sign

JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))
FEBRUARY = Period(date(2026, 2, 1), date(2026, 2, 28))


def make_benefit(
    by: Membership,
    project: Project,
    *,
    at: datetime,
    title: str = "Fewer overtime hours",
    **terms: object,
) -> Benefit:
    """Return a benefit of a project, in money unless said otherwise."""
    made = Terms(title=title, **terms)  # type: ignore[arg-type]  # what the test names
    return add_benefit(by=by, project=project, outcome="money_saved", terms=made, at=at)


def find(
    by: Membership, benefit: Benefit, value: object, *, at: datetime, period: Period = JANUARY
) -> bool:
    """Write down what was found for a period."""
    amount = None if value is None else Decimal(str(value))
    return record(by=by, benefit=benefit, kind="actual", period=period, value=amount, at=at)


def plan(
    by: Membership, benefit: Benefit, value: object, *, at: datetime, period: Period = JANUARY
) -> bool:
    """Write down what was planned for a period."""
    amount = Decimal(str(value))
    return record(by=by, benefit=benefit, kind="planned", period=period, value=amount, at=at)


def sponsor_of(project: Project) -> Contact:
    """Return the sponsor of a project; one is made where there is none."""
    found = project.stakeholders.filter(role=Stakeholder.Role.SPONSOR).first()
    return (found or make_stakeholder(project)).contact


def make_sign_request(by: Membership, benefit: Benefit, *, at: datetime) -> SignRequest:
    """Ask the sponsor; where nothing was found yet, find 1,000 in January."""
    if not benefit.readings.filter(kind="actual", is_current=True).exists():
        find(by, benefit, 1000, at=at)
    return ask_to_sign(by=by, benefit=benefit, contact=sponsor_of(benefit.project), at=at)


def make_signature(
    by: Membership, benefit: Benefit, verdict: str = "arrived", *, percent: int = 0, at: datetime
) -> SignRequest:
    """Let the sponsor say what has arrived."""
    asked = make_sign_request(by, benefit, at=at)
    assert sign(request=asked, said=Said(verdict, Decimal(percent), "Words."), at=at)
    return asked


def make_reminder(benefit: Benefit, *, at: datetime) -> Reminder:
    """Let the sponsor own it in operations, and be asked for the value of January."""
    benefit.owner = sponsor_of(benefit.project)
    benefit.save(update_fields=["owner"])
    made = Reminder(
        workspace=benefit.workspace,
        benefit=benefit,
        what=Reminder.What.MEASURE,
        due_on=JANUARY.ends_on,
        begins_on=JANUARY.begins_on,
        contact=benefit.owner,
        state=Reminder.State.SENT,
        at=at,
        sent_at=at,
    )
    made.token_digest = digest(token_of(reminder=made))
    made.save()
    return made
