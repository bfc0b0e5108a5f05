"""Whom a bulletin is meant for, and who of them may be written to now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from secondslice.accounts.models import Membership
from secondslice.core import clock
from secondslice.customers.models import Contact, Customer
from secondslice.funnel.menu.models import Order
from secondslice.funnel.selectors.lifecycle import customers_at
from secondslice.messaging.selectors import suppressed
from secondslice.projects.models import Stakeholder
from secondslice.pulse.budget import may_touch
from secondslice.pulse.selectors.by_hand import confided
from secondslice.pulse.selectors.people import Standing, standings
from secondslice.recovery.selectors import holds_of
from secondslice.value.bulletin.models import Bulletin, BulletinCopy
from secondslice.value.bulletin.rules import HANGS_ON_ANSWERS

AT_ONCE, KEPT = 500, "kept"
MOST_COUNTED = 5_000
"""So many people are looked at for a page; when it is sent, everybody is."""
Why, Segment = BulletinCopy.Why, Bulletin.Segment


@dataclass(frozen=True, slots=True)
class Audience:
    """How many would get it now, and how many would not, by reason."""

    count: int
    left_out: Mapping[str, int]
    kept: int = 0
    """Of whom the reader may not know whether they get it: they were asked in confidence once."""
    counted: int = 0
    """Among how many this was counted, where it is meant for more people than that."""


def people_meant(bulletin: Bulletin, *, today: date) -> QuerySet[Contact]:
    """Return everybody the bulletin is meant for, also those who are erased or want none."""
    workspace = bulletin.workspace
    found = Contact.objects.filter(workspace=workspace)
    if bulletin.segment in {Segment.INTERNAL, Segment.EXTERNAL}:
        return found.filter(customer__kind=bulletin.segment)
    if bulletin.segment == Segment.SERVICE:
        projects = Order.objects.filter(
            workspace=workspace, version__service=bulletin.service_id, project__isnull=False
        )
        parts = Stakeholder.objects.filter(
            workspace=workspace, project__in=projects.values("project")
        )
        return found.filter(pk__in=parts.values("contact"))
    if bulletin.segment == Segment.LIFE:
        so_far = customers_at(workspace, bulletin.life, today=today)
        return found.filter(customer__in=Customer.objects.filter(so_far, workspace=workspace))
    return found


def audience(bulletin: Bulletin, *, by: Membership, at: datetime) -> Audience:
    """Return who would get the bulletin now, counted as this member may know it: some queries for each 500 people.

    Of more than MOST_COUNTED, the first so many are counted.
    """
    workspace = bulletin.workspace
    today = clock.day_of(at, workspace.time_zone)
    holds = holds_of(workspace, today=today)
    found: Counter[str] = Counter()
    meant = people_meant(bulletin, today=today).order_by("pk").values_list("pk", flat=True)
    keys = list(meant[: MOST_COUNTED + 1])
    for people in _in_parts(keys[:MOST_COUNTED]):
        there = [one for one in people if one.erased_at is None]
        found[Why.ERASED.value] += len(people) - len(there)
        gone = suppressed(workspace.pk, [one.email for one in there])
        hidden = set() if by.keeps_confidences else confided(one.pk for one in there)
        for pk, standing in standings(workspace, there, at=at, holds=holds).items():
            why = why_left_out(standing, gone)
            found[KEPT if pk in hidden and why in HANGS_ON_ANSWERS else why] += 1
    count, kept = found.pop("", 0), found.pop(KEPT, 0)
    counted = MOST_COUNTED if len(keys) > MOST_COUNTED else 0
    left_out = {why: number for why, number in found.items() if number}
    return Audience(count, left_out, kept, counted)


def why_left_out(standing: Standing, gone: Collection[str]) -> str:
    """Return why this person does not get a bulletin now: BulletinCopy.Why, or nothing. `gone`: where mail comes back.

    What the person wants comes before what our budget says.
    """
    contact = standing.contact
    wishes = getattr(contact, "preference", None)
    if contact.erased_at is not None:
        return Why.ERASED.value
    if wishes is not None and wishes.stopped_at is not None:
        return Why.STOPPED.value
    if wishes is not None and wishes.no_bulletin_at is not None:
        return Why.NO_BULLETIN.value
    if contact.email.lower() in gone:
        return Why.UNREACHABLE.value
    return may_touch(standing.day, standing.person, standing.limits).value


def _in_parts(keys: Sequence[int]) -> Iterator[list[Contact]]:
    with_all = Contact.objects.select_related("customer", "preference")
    for start in range(0, len(keys), AT_ONCE):
        yield list(with_all.filter(pk__in=keys[start : start + AT_ONCE]))
