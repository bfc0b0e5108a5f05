"""What the pulse page and the list of answers are narrowed to. It stands in the address, the same for both."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership, User
from secondslice.core.errors import NotHere
from secondslice.customers.access import customer_for
from secondslice.customers.models import Customer
from secondslice.projects.models import Project
from secondslice.pulse.models import Ask, MonthlyTaste

NOBODY = "nobody"
"""Of a manager: no manager; of a service: none was named."""
NAMES = ("since", "until", "customer", "service", "manager", "phase", "reason")


@dataclass(frozen=True, slots=True)
class Narrow:
    """Which questions are meant, by the day of asking and by how things stood then; nothing: all of them."""

    since: date | None = None
    until: date | None = None
    customer: Customer | None = None
    service: str = ""
    manager: User | None = None
    nobody: bool = False
    """Those for which nobody answered."""
    phase: str = ""
    reason: str = ""

    @property
    def is_wide(self) -> bool:
        """Tell whether nothing but the time is narrowed."""
        return replace(self, since=None, until=None) == Narrow()

    def words(self) -> dict[str, str]:
        """Return what stands in the address."""
        told = {
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
            "customer": str(self.customer.ref) if self.customer else "",
            "service": self.service,
            "manager": NOBODY if self.nobody else self.manager.email if self.manager else "",
            "phase": self.phase,
            "reason": self.reason,
        }
        return {name: value for name, value in told.items() if value}

    def address(self, **changes: str) -> str:
        """Return the address of something narrowed like this, and a little differently: “?since=...”."""
        told = {**self.words(), **changes}
        return f"?{urlencode({name: value for name, value in told.items() if value})}"


def narrow_from(membership: Membership, asked: Mapping[str, str]) -> Narrow:
    """Return what an address asks for. Raise NotHere for a customer or a person that this member does not know.

    A day or a phase that makes no sense narrows nothing: addresses are typed and cut by people.
    """
    phase, manager = asked.get("phase", ""), asked.get("manager", "")
    return Narrow(
        since=_day(asked.get("since", "")),
        until=_day(asked.get("until", "")),
        customer=_customer(membership, asked.get("customer", "")),
        service=asked.get("service", "").strip(),
        manager=_manager(membership, manager) if manager not in {"", NOBODY} else None,
        nobody=manager == NOBODY,
        phase=phase if phase in Project.Phase.values else "",
        reason=asked.get("reason", "").strip(),
    )


def narrowed(asks: QuerySet[Ask], narrow: Narrow) -> QuerySet[Ask]:
    """Return only the asks that are meant."""
    found = asks.filter(_place(narrow))
    # The moment says nothing more than the day, but there is an index by it; no zone is more than a day away.
    if narrow.since:
        found = found.filter(sent_on__gte=narrow.since, sent_at__gte=_midnight(narrow.since, -1))
    if narrow.until:
        found = found.filter(sent_on__lte=narrow.until, sent_at__lt=_midnight(narrow.until, 2))
    if narrow.manager:
        found = found.filter(owner=narrow.manager)
    if narrow.nobody:
        found = found.filter(owner=None)
    if narrow.reason:
        found = found.filter(tallied__contains=f",{narrow.reason},")
    return found


def narrowed_tastes(tastes: QuerySet[MonthlyTaste], narrow: Narrow) -> QuerySet[MonthlyTaste]:
    """Return only the monthly counts that are meant, whatever the days: the caller chooses the months."""
    found = tastes.filter(_place(narrow))
    if narrow.manager or narrow.nobody:
        found = found.filter(owner=narrow.manager.pk if narrow.manager else 0)
    return found


def _place(narrow: Narrow) -> Q:
    """Return the conditions that asks and counts have in common."""
    meant = Q()
    if narrow.customer:
        meant &= Q(customer=narrow.customer)
    if narrow.service:
        meant &= Q(project__service="" if narrow.service == NOBODY else narrow.service)
    if narrow.phase:
        meant &= Q(phase=narrow.phase)
    return meant


def _midnight(day: date, days: int) -> datetime:
    return datetime.combine(day, time(), UTC) + timedelta(days=days)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _customer(membership: Membership, text: str) -> Customer | None:
    try:
        return customer_for(membership, ref=uuid.UUID(text)) if text else None
    except ValueError:
        return None


def _manager(membership: Membership, email: str) -> User:
    """Return a member, or somebody who has left and answered for questions then."""
    user = User.objects.filter(email=email).first()
    mine = {"workspace": membership.workspace_id}
    if user is None or not (
        user.memberships.filter(**mine).exists()
        or MonthlyTaste.objects.filter(**mine, owner=user.pk).exists()
    ):
        raise NotHere(_("There is no such person."))
    return user
