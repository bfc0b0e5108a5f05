"""Take up a number of one's own, and say how long a budget cycle is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from secondslice.accounts.models import Membership
from secondslice.accounts.services.auditing import audit
from secondslice.core.clock import day_of
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Customer
from secondslice.impact.calibration import LEAST_MONTHS, MOST_MONTHS, USUAL_MONTHS, Belief
from secondslice.impact.models import BudgetCycle
from secondslice.impact.selectors import numbers_of
from secondslice.impact.selectors.calibration import beliefs_of
from secondslice.impact.services.numbers import set_numbers

_DIGITS, _DIGITS_OF_PEOPLE = 3, 1


@transaction.atomic
def take_up(*, by: Membership, code: str, at: datetime) -> float:
    """Reckon with the own number from now on: what the published one and all own cases say together.

    It is worked out from the rows here, not taken from any page. Return the value. Raise RuleBroken where there are too
    few cases, or where with it more customers would stay with less mending.
    """
    today = day_of(at, by.workspace.time_zone)
    found = next((one for one in beliefs_of(by.workspace, today=today) if one.code == code), None)
    if found is None:
        raise RuleBroken(_("This number cannot be counted from your cases. Set it by hand."))
    if not found.is_ours:
        raise RuleBroken(
            ngettext(
                "There are too few cases: %(missing)s more, and the number is yours.",
                "There are too few cases: %(missing)s more, and the number is yours.",
                found.missing,
            )
            % {"missing": found.missing}
        )
    known = numbers_of(by.workspace)
    own = {key: one.value for key, one in known.by_code.items() if one.is_own}
    own[code] = round(found.after.mean, _DIGITS_OF_PEOPLE if found.is_count else _DIGITS)
    set_numbers(by=by, own=own, source=_source(found, by, at), at=at)
    return own[code]


def _source(found: Belief, by: Membership, at: datetime) -> str:
    day = formats.date_format(day_of(at, by.workspace.time_zone), "DATE_FORMAT")
    if found.is_count:
        return _("Own count: %(n)s people said how many they told, until %(day)s") % {
            "n": found.n,
            "day": day,
        }
    return _("Own count: %(came)s of %(of)s came back, until %(day)s") % {
        "came": found.tally.came,
        "of": found.tally.of,
        "day": day,
    }


@transaction.atomic
def set_cycle(
    *, by: Membership, months: int | None, customer: Customer | None = None, at: datetime
) -> bool:
    """Say how long a budget cycle is, for everybody or for one customer (None: as for everybody).

    Return whether that is news.
    """
    if months is not None and not LEAST_MONTHS <= months <= MOST_MONTHS:
        raise RuleBroken(
            _("A budget cycle lasts %(least)s to %(most)s months.")
            % {"least": LEAST_MONTHS, "most": MOST_MONTHS}
        )
    mine = BudgetCycle.objects.filter(workspace=by.workspace, customer=customer)
    there = mine.first()
    before = there.months if there else (USUAL_MONTHS if customer is None else None)
    if before == months:
        return False
    if months is None:
        mine.delete()
    else:
        BudgetCycle.objects.update_or_create(
            workspace=by.workspace, customer=customer, defaults={"months": months}
        )
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("changed how long a budget cycle is"),
        subject=customer.name if customer else "",
        at=at,
        detail={"months": [str(before or ""), str(months or "")]},
    )
    return True
