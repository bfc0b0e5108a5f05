"""On which calendar a PMO works, and how long each step of a case may take there."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from secondslice.accounts.calendars import working_calendar
from secondslice.accounts.models import Workspace
from secondslice.analytics.workdays import WorkCalendar, is_open, next_open
from secondslice.core import clock
from secondslice.customers.models import Contact
from secondslice.messaging.models import Message
from secondslice.pulse.models import Ask
from secondslice.recovery.models import Case, ReAsk, TimeLimits
from secondslice.recovery.rules import State
from secondslice.recovery.selectors.waiting import NEVER_THERE
from secondslice.recovery.time_limits import Limits

_WITH = ("workspace", "contact__workspace", "project", "customer", "ask", "owner")
FIELDS = tuple(Limits.__dataclass_fields__)


def calendar_of(workspace: Workspace, at: datetime) -> WorkCalendar:
    """Return when this PMO works: nine to five in its zone, on the working days of its country."""
    year = clock.day_of(at, workspace.time_zone).year
    return working_calendar(country=workspace.country, zone=workspace.time_zone, year=year)


def when_open(workspace: Workspace, at: datetime) -> datetime:
    """Return this moment when this PMO works in it, else the next opening: messages leave in working hours."""
    return next_open(at, calendar_of(workspace, at))


def works_now(workspace: Workspace, at: datetime) -> bool:
    """Tell whether this PMO works at this moment."""
    return is_open(at, calendar_of(workspace, at))


def limits_of(workspace: Workspace, severity: str) -> Limits:
    """Return the limits for cases of this severity: the workspace's own, else the product's."""
    return all_limits(workspace).get(severity, Limits())


def cases_run_out(at: datetime) -> QuerySet[Case]:
    """Return the cases of all workspaces whose newest re-ask can be answered no longer, the oldest first.

    A question that reached nobody is none.
    """
    silent = ReAsk.objects.filter(~Exists(_newer()), ask__state=Ask.State.EXPIRED)
    return (
        Case.objects.filter(state=State.RE_ASKED, due_at__lte=at, pk__in=silent.values("case"))
        .select_related(*_WITH)
        .order_by("due_at", "pk")
    )


def cases_unreached(
    *, contact: Contact | None = None, message: Message | None = None
) -> list[Case]:
    """Return the cases that wait for an answer to a question that is with nobody: of a person, or in a mail."""
    lost = ReAsk.objects.filter(~Exists(_newer()), ask__state__in=NEVER_THERE)
    if message is not None:
        lost = lost.filter(ask__message=message)
    if contact is not None:
        lost = lost.filter(ask__contact=contact)
    found = Case.objects.filter(state=State.RE_ASKED, pk__in=lost.values("case"))
    return list(found.select_related(*_WITH).order_by("pk"))


def re_asks_found(message: Message) -> list[ReAsk]:
    """Return the re-asks that leave once more in this mail and are the newest of their cases."""
    found = ReAsk.objects.filter(~Exists(_newer()), ask__message=message, ask__state=Ask.State.SENT)
    cases = (f"case__{name}" for name in _WITH)
    return list(found.select_related("ask", *cases).order_by("pk"))


def _newer() -> QuerySet[ReAsk]:
    """Return the later re-asks of the same case that have reached the person, or may yet."""
    later = ReAsk.objects.filter(case=OuterRef("case"), pk__gt=OuterRef("pk"))
    return later.exclude(ask__state__in=NEVER_THERE)


def all_limits(workspace: Workspace) -> dict[str, Limits]:
    """Return the limits that a workspace has set itself, by severity: one query."""
    rows = TimeLimits.objects.filter(workspace=workspace).values("severity", *FIELDS)
    return {row.pop("severity"): Limits(**row) for row in rows}
