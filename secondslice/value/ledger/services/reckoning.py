"""Keep what the ledger reckons with: the yearly rate, who verifies, currencies by day, and what the PMO costs."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership, User
from secondslice.accounts.selectors import members_of
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.value.ledger.models import LedgerTerms, PmoCost, Rate


@transaction.atomic
def set_terms(
    *,
    by: Membership,
    yearly_rate: Decimal,
    finance: User | None,
    reminds: bool = True,
    at: datetime,
) -> None:
    """Set the rate by which later money is worth less, who verifies for finance, and whether measuring days remind."""
    executives = members_of(by.workspace).filter(role=Membership.Role.EXECUTIVE)
    if finance is not None and not executives.filter(user=finance).exists():
        raise RuleBroken(_("Name a member with the role of an executive."))
    LedgerTerms.objects.update_or_create(
        workspace=by.workspace,
        defaults={"yearly_rate": yearly_rate, "finance": finance, "reminds": reminds},
    )
    told: dict[str, object] = {
        "rate": f"{yearly_rate} %",
        "finance": finance.name if finance else "",
        "reminders": reminds,
    }
    _note(by, gettext_noop("set the terms of the value ledger"), str(yearly_rate), at, told)


@transaction.atomic
def set_rate(*, by: Membership, currency: str, on: date, rate: Decimal, at: datetime) -> None:
    """Say what one unit of a currency is worth in the workspace's own from a day on."""
    if currency == by.workspace.currency:
        raise RuleBroken(_("This is your own currency: it needs no rate."))
    if rate <= 0:
        raise RuleBroken(_("A rate is above nothing."))
    Rate.objects.update_or_create(
        workspace=by.workspace,
        currency=currency,
        on=on,
        defaults={"rate": rate, "by": by.user},
    )
    told: dict[str, object] = {"from": str(on), "rate": str(rate)}
    _note(by, gettext_noop("entered a rate for"), currency, at, told)


@transaction.atomic
def set_cost(*, by: Membership, month: date, amount: Decimal, note: str, at: datetime) -> None:
    """Say what the PMO cost in a month; nothing takes the month out."""
    first = month.replace(day=1)
    if amount:
        PmoCost.objects.update_or_create(
            workspace=by.workspace, month=first, defaults={"amount": amount, "note": note}
        )
    else:
        PmoCost.objects.filter(workspace=by.workspace, month=first).delete()
    _note(
        by,
        gettext_noop("entered what the PMO cost in"),
        f"{first:%Y-%m}",
        at,
        {"amount": str(amount)},
    )


def _note(by: Membership, verb: str, subject: str, at: datetime, told: dict[str, object]) -> None:
    audit(workspace=by.workspace, actor=by.user, verb=verb, subject=subject, at=at, detail=told)
