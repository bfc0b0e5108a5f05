"""What is read of the cases of a time to tell what mending is worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.db.models import DateTimeField, Min, OuterRef, QuerySet, Subquery
from django.utils.translation import get_language

from secondslice.accounts.models import Membership, User
from secondslice.customers.models import Customer
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.selectors.asks import label_of, reasons_of
from secondslice.recovery.access import visible_cases
from secondslice.recovery.models import Adjustment, Case, CaseMail, CaseNote, ReAsk
from secondslice.recovery.rules import State, Step
from secondslice.recovery.selectors.times import all_limits, calendar_of
from secondslice.recovery.time_limits import Limits, due
from secondslice.recovery.worth import NO_CASES, BeforeAfter, Facts, Reached

LONGEST = timedelta(days=90)
"""So long before and after a change for everybody its cause is counted, or as long as it is in force."""


def facts_of(membership: Membership, *, since: datetime | None, now: datetime) -> list[Facts]:
    """Return the cases that this member may see whose No came since a moment: three queries."""
    found = visible_cases(membership).exclude(state__in=NO_CASES)
    if since is not None:
        found = found.filter(opened_at__gte=since)
    limits = all_limits(membership.workspace)
    calendar = calendar_of(membership.workspace, now)
    facts = []
    for row in _rows(found):
        own = limits.get(row["severity"], Limits())
        until = due(
            Step.TALK,
            said_at=row["opened_at"],
            since=row["opened_at"],
            limits=own,
            calendar=calendar,
        )
        facts.append(_facts(row, heard_until=until, now=now))
    return facts


def _rows(found: QuerySet[Case]) -> Iterator[dict[str, Any]]:
    def first(
        rows: QuerySet[CaseNote] | QuerySet[CaseMail] | QuerySet[Adjustment] | QuerySet[ReAsk],
    ) -> Subquery:
        mine = rows.filter(case=OuterRef("pk")).order_by().values("case")
        return Subquery(mine.annotate(first=Min("at")).values("first"), DateTimeField())

    talks = CaseNote.objects.filter(kind=CaseNote.Kind.TALKED)
    mails = CaseMail.objects.filter(answers_no=True)
    plans = CaseNote.objects.filter(kind=CaseNote.Kind.PLANNED)
    rows = (
        found.order_by()
        .select_related(None)
        .values(
            "pk", "contact", "state", "opened_at", "closed_at", "acknowledged_at", "cause", "severity", "customer",
            "owner", heard=first(talks), written=first(mails), planned=first(plans),
            changed=first(Adjustment.objects.all()), asked_again=first(ReAsk.objects.all()),
        )
        .iterator()
    )  # fmt: skip
    return cast("Iterator[dict[str, Any]]", rows)


def _facts(row: dict[str, Any], *, heard_until: datetime, now: datetime) -> Facts:
    reached = {step: row[step.value] for step in Reached if row.get(step.value)}
    # By a talk, or by a mail that answered the No; of an erased customer the mail is gone, and its time is kept.
    heard_at = [at for at in (row["heard"], row["written"], row["acknowledged_at"]) if at]
    if heard_at:
        reached[Reached.HEARD] = min(heard_at)
    if Reached.CHANGED in reached:  # what changed at once needed no plan
        reached.setdefault(Reached.PLANNED, reached[Reached.CHANGED])
    if row["state"] == State.RECOVERED:
        reached[Reached.RECOVERED] = row["closed_at"]
    heard = reached.get(Reached.HEARD)
    in_time = None if heard is None and now < heard_until else bool(heard and heard <= heard_until)
    return Facts(
        pk=row["pk"],
        contact=row["contact"],
        state=State(str(row["state"])),
        opened_at=row["opened_at"],
        closed_at=row["closed_at"],
        reached=reached,
        heard_in_time=in_time,
        cause=str(row["cause"]),
        severity=str(row["severity"]),
        customer=row["customer"],
        owner=row["owner"],
    )


def noes_of(membership: Membership) -> list[tuple[int, datetime]]:
    """Return who said No when, in every case this member may see: one query."""
    found = visible_cases(membership).exclude(state__in=NO_CASES).order_by().select_related(None)
    return list(found.values_list("contact", "opened_at"))


def names_of(membership: Membership, kind: str) -> dict[str, str]:
    """Return what the groups of a kind are called: causes by code, customers and owners by key."""
    workspace = membership.workspace
    if kind == "customer":
        rows = Customer.objects.filter(workspace=workspace).values_list("pk", "name")
        return {str(key): name for key, name in rows}
    if kind == "owner":
        owners = Case.objects.filter(workspace=workspace).values("owner")
        people = User.objects.filter(pk__in=owners).values_list("pk", "name")
        return {str(key): name for key, name in people}
    reasons = reasons_of(workspace, Taste.NO, language=get_language() or "")
    return {one.code: label_of(one) for one in reasons}


def in_address(membership: Membership, kind: str) -> dict[str, str]:
    """Return by what the list of cases knows the groups of a kind: customers by reference, owners by e-mail address.

    Causes and severities stand in the address as they are.
    """
    workspace = membership.workspace
    if kind == "customer":
        refs = Customer.objects.filter(workspace=workspace).values_list("pk", "ref")
        return {str(key): str(ref) for key, ref in refs}
    owners = Case.objects.filter(workspace=workspace).values("owner")
    return {
        str(key): email
        for key, email in User.objects.filter(pk__in=owners).values_list("pk", "email")
    }


@dataclass(frozen=True, slots=True)
class SystemicChange:
    """Something that was changed for all customers, and how often its cause was named before and after."""

    adjustment: Adjustment
    cause: str
    days: int
    counted: BeforeAfter


def systemic_changes(
    membership: Membership, *, now: datetime, most: int = 10
) -> list[SystemicChange]:
    """Return the newest changes for everybody that are in force, each with its cause before and after.

    Of all answers given by name in as many days before as after, at most 90: three queries for each.
    """
    zone = ZoneInfo(membership.workspace.time_zone)
    today = now.astimezone(zone).date()
    changes = (
        Adjustment.objects.filter(
            case__in=visible_cases(membership).order_by().values("pk"),
            for_whom=Adjustment.ForWhom.ALL,
            starts_on__lt=today,
        )
        .exclude(case__cause="")
        .select_related("case", "by")
        .order_by("-starts_on", "-pk")[:most]
    )
    return [_systemic(membership, one, today=today, zone=zone) for one in changes]


def _systemic(
    membership: Membership, one: Adjustment, *, today: date, zone: ZoneInfo
) -> SystemicChange:
    begins = datetime.combine(one.starts_on, time(), zone)
    length = min(LONGEST, datetime.combine(today, time(), zone) - begins)
    before = _named(membership, one.case.cause, begins - length, begins)
    after = _named(membership, one.case.cause, begins, begins + length)
    return SystemicChange(one, one.case.cause, length.days, BeforeAfter(before, after))


def _named(membership: Membership, cause: str, start: datetime, end: datetime) -> tuple[int, int]:
    """Return how many cases of a cause came in a time, and how many answers were given by name."""
    cases = Case.objects.filter(
        workspace=membership.workspace_id,
        ask__mode=Ask.Mode.NAMED,
        cause=cause,
        opened_at__gte=start,
        opened_at__lt=end,
    ).count()
    answers = Ask.objects.filter(
        workspace=membership.workspace_id,
        mode=Ask.Mode.NAMED,
        answered_at__gte=start,
        answered_at__lt=end,
    ).count()
    return min(cases, answers), answers


def causes_counted(facts: list[Facts]) -> list[tuple[str, int]]:
    """Return how often each cause lies behind these cases, the most frequent first."""
    return Counter(one.cause for one in facts if one.cause).most_common()
