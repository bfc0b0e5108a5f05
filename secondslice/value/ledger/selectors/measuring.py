"""Which measuring days have come that nobody has seen to yet: values to be taken, and figures to be signed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet, Subquery

from secondslice.accounts.models import User, Workspace
from secondslice.accounts.selectors import lead_of
from secondslice.customers.models import Contact
from secondslice.projects.models import Project
from secondslice.value.ledger import rules
from secondslice.value.ledger.models import Benefit, Reading, Signature, SignRequest
from secondslice.value.ledger.reminder_models import Reminder
from secondslice.value.ledger.selectors.lines import start_of

What = Reminder.What
NOBODY = "nobody"
"""Why a request waits: no sponsor and no owner can be written to."""


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to see to: of a benefit, on a measuring day."""

    benefit: Benefit
    what: str
    on: date
    since: date
    """From when a value is asked that covers the day."""


@dataclass(frozen=True, slots=True)
class SortedOut:
    """What is due, by who sees to it."""

    of_owners: list[Due] = field(default_factory=list)
    of_members: list[tuple[User, list[Due]]] = field(default_factory=list)
    to_sign: list[Due] = field(default_factory=list)


def dues_of(workspace: Workspace, *, today: date, benefit: Benefit | None = None) -> list[Due]:
    """Return what has come due and was not seen to, of the whole workspace or of one benefit: two queries.

    Of a project that was stopped no value is asked any more; what was found before can still be signed.
    """
    found = _with_what_is_known(Benefit.objects.filter(workspace=workspace))
    if benefit is not None:
        found = found.filter(pk=benefit.pk)
    return [due for one in found for due in _dues(one, today)]


def due_still(reminder: Reminder, *, today: date) -> date | None:
    """Return from when the value is asked that a reminder is about; None where it is asked no longer."""
    (known,) = _with_what_is_known(Benefit.objects.filter(pk=reminder.benefit_id))
    start = start_of(known)
    days = rules.measuring_days(start)
    is_over = known.project.phase == Project.Phase.STOPPED or known.owner_id != reminder.contact_id
    if start is None or is_over or not rules.is_seen_to(reminder.due_on, days):
        return None
    since = _since(known, start)
    return since if since <= reminder.due_on <= today else None


def dues_by_reader(dues: Sequence[Due], *, workspace: Workspace) -> SortedOut:
    """Return what is due by who sees to it: where no owner is named, who manages the project, or the lead."""
    found = SortedOut()
    of_members: dict[int, tuple[User, list[Due]]] = {}
    lead = lead_of(workspace) if dues else None
    for one in dues:
        if one.what == What.SIGN:
            found.to_sign.append(one)
        elif one.benefit.owner_id is not None:
            found.of_owners.append(one)
        elif user := one.benefit.project.manager or lead:
            of_members.setdefault(user.pk, (user, []))[1].append(one)
    found.of_members.extend(of_members.values())
    return found


def reminders_for(contact: Contact) -> Sequence[Reminder]:
    """Return the values that this person was not asked for yet, the oldest day first."""
    found = Reminder.objects.filter(
        workspace=contact.workspace_id,
        contact=contact,
        what=What.MEASURE,
        state=Reminder.State.WAITING,
    )
    return list(found.select_related("benefit__project").order_by("due_on", "pk"))


def _with_what_is_known(found: QuerySet[Benefit]) -> QuerySet[Benefit]:
    actual = Q(
        readings__kind=Reading.Kind.ACTUAL,
        readings__is_current=True,
        readings__value__isnull=False,
    )
    signed = Signature.objects.filter(benefit=OuterRef("pk"), is_valid=True)
    open_ones = SignRequest.objects.filter(benefit=OuterRef("pk")).exclude(
        state=SignRequest.State.OVER
    )
    return (
        found.select_related(
            "workspace", "project__customer", "project__manager", "milestone", "owner"
        )
        .annotate(
            read_until=Max("readings__ends_on", filter=actual),
            signed_until=Subquery(signed.values("request__until")[:1]),
            is_asked=Exists(open_ones.filter(signatures=None)),
        )
        .prefetch_related(Prefetch("reminders", Reminder.objects.order_by("due_on")))
        .order_by("pk")
    )


def _dues(known: Benefit, today: date) -> Iterator[Due]:
    start = start_of(known)
    day = rules.day_to_see_to(start, today=today)
    if start is None or day is None:
        return
    since = _since(known, start)
    is_read = since > day
    if is_read:
        what = What.SIGN
        is_wanted = not (known.is_asked or _is_signed(known, day))  # type: ignore[attr-defined]
    else:
        what = What.MEASURE
        is_wanted = known.project.phase != Project.Phase.STOPPED
    if is_wanted and not rules.is_seen_to(day, _seen(known, what)):
        yield Due(known, what, day, since)


def _since(known: Benefit, start: date) -> date:
    until: date | None = known.read_until  # type: ignore[attr-defined]
    return start if until is None else until + timedelta(days=1)


def _is_signed(known: Benefit, day: date) -> bool:
    until: date | None = known.signed_until  # type: ignore[attr-defined]
    return until is not None and until >= day


def _seen(known: Benefit, what: str) -> list[date]:
    """Return the days that were seen to. A request for which there was nobody is looked at again every day."""
    return [one.due_on for one in known.reminders.all() if one.what == what and one.why != NOBODY]
