"""Money that was not spent because a project was stopped early: the arithmetic is the method of the benefit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Q
from django.utils import formats
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.core.errors import RuleBroken
from secondslice.projects.models import Project
from secondslice.value.ledger import rules
from secondslice.value.ledger.models import Benefit, Reading
from secondslice.value.ledger.services.benefits import Terms, add_benefit
from secondslice.value.ledger.services.reading import Period, record

STOPPED_EARLY = "stopped_early"
"""The code of the category; who words it anew keeps the code."""


@dataclass(frozen=True, slots=True)
class Stop:
    """What a stop has saved: approved budget, what of it was spent, what stopping costs, and on which day."""

    approved: Decimal
    spent: Decimal
    cost: Decimal
    on: date


@transaction.atomic
def count_stop(*, by: Membership, project: Project, stop: Stop, at: datetime) -> Benefit:
    """Write down what stopping a project has avoided, as claimed. Raise RuleBroken where it was counted before."""
    # Changes nothing and holds the row to the end: of two presses at once, the second finds the first.
    Project.objects.filter(pk=project.pk).update(name=F("name"))
    if project.phase != Project.Phase.STOPPED:
        raise RuleBroken(_("This project was not stopped. Set its phase first, if it was."))
    avoided = rules.avoided(stop.approved, stop.spent, stop.cost)
    if avoided <= 0:
        raise RuleBroken(
            _("Nothing is left: what was spent and what stopping costs use up the budget.")
        )
    counted = Benefit.objects.filter(
        Q(project=project) | Q(shares__project=project), outcome__code=STOPPED_EARLY
    )
    if before := counted.first():
        raise RuleBroken(
            _("The stop of this project is counted already, as “%(title)s”. Change that one.")
            % {"title": before.title}
        )
    currency = project.currency or by.workspace.currency
    made = add_benefit(
        by=by,
        project=project,
        outcome=STOPPED_EARLY,
        terms=Terms(
            title=_("Stopped early: %(project)s") % {"project": project.name[:150]},
            currency=currency,
            method=_method(stop, avoided, currency),
        ),
        at=at,
    )
    period = Period(stop.on, stop.on)
    record(by=by, benefit=made, kind=Reading.Kind.ACTUAL, period=period, value=avoided, at=at)
    made.refresh_from_db()
    return made


def _method(stop: Stop, avoided: Decimal, currency: str) -> str:
    told = {
        name: formats.number_format(amount, 2, use_l10n=True, force_grouping=True)
        for name, amount in (
            ("approved", stop.approved),
            ("spent", stop.spent),
            ("cost", stop.cost),
            ("avoided", avoided),
        )
    }
    told |= {"currency": currency, "day": formats.date_format(stop.on, "DATE_FORMAT")}
    return (
        _(
            "Approved budget %(approved)s less spent until the stop %(spent)s less the cost of stopping %(cost)s ="
            " %(avoided)s %(currency)s, on %(day)s."
        )
        % told
    )
