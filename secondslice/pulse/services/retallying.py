"""Make the monthly counts anew, from the asks they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby, islice
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import CharField, Count, F, Model, Q, Sum, Value
from django.db.models.functions import Cast, Coalesce, TruncMonth

from secondslice.pulse.models import AnswerDetail, Ask, MonthlyGroup, MonthlyTaste, Taste
from secondslice.pulse.services.tallying import reasons_in
from secondslice.pulse.tallies import read_tally, tally_of

_AT_ONCE = 1000
Row = TypeVar("Row", bound=Model)
_Place = tuple[int, date, int, int, str, str]
"""Project, month, customer, owner, phase, mode."""
_KINDS: dict[str, Any] = {
    MonthlyGroup.Kind.ALL: Value("", output_field=CharField()),
    MonthlyGroup.Kind.CUSTOMER: Cast("customer", CharField()),
    MonthlyGroup.Kind.MANAGER: Cast("owner", CharField()),
    MonthlyGroup.Kind.PHASE: F("phase"),
    MonthlyGroup.Kind.REASON: F("reason"),
}


def rebuild_tallies(*, workspace_id: int) -> None:
    """Count the asks of a workspace and their answers anew. Safe while answers come in."""
    _catch_up(workspace_id)
    with transaction.atomic():
        _lock()
        MonthlyTaste.objects.filter(workspace=workspace_id).delete()
        _store(MonthlyTaste, _tastes(workspace_id))
        for kind in _KINDS:
            _regroup(workspace_id, kind)


def _catch_up(workspace_id: int) -> None:
    """Write down for every ask what of it is to be counted; in short transactions, so that nobody waits."""
    asks = Ask.objects.filter(workspace=workspace_id).filter(~Q(taste="") | ~Q(tallied=""))
    last = 0
    while some := list(asks.filter(pk__gt=last).order_by("pk")[:_AT_ONCE]):
        last = some[-1].pk
        details = _details(some)
        with transaction.atomic():
            for ask in some:
                found = details.get((ask.pk, ask.taste))
                now = tally_of(ask.taste, reasons_in(taste=ask.taste, details=found))
                if now != ask.tallied:  # whoever has counted it since knows better
                    Ask.objects.filter(pk=ask.pk, tallied=ask.tallied).update(tallied=now)


def _details(asks: Iterable[Ask]) -> dict[tuple[int, str], AnswerDetail]:
    """Return what was last added to each answer of these asks."""
    found = AnswerDetail.objects.filter(ask__in=[ask.pk for ask in asks]).order_by("number")
    return {(one.ask_id, one.taste): one for one in found}


def _lock() -> None:
    """Let nobody else count meanwhile: what is committed is in the asks, what is not comes after."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "LOCK TABLE pulse_monthlytaste, pulse_monthlygroup IN SHARE ROW EXCLUSIVE MODE"
            )


def _tastes(workspace_id: int) -> Iterator[MonthlyTaste]:
    """Yield the counts of every project, one project after the other."""
    found = (
        Ask.objects.filter(workspace=workspace_id)
        .annotate(month=TruncMonth("sent_on"), who=Coalesce("owner", 0))
        .values_list("project", "month", "customer", "who", "phase", "mode", "tallied")
        .annotate(asks=Count("pk"))
        .order_by("project")
    )
    for _project, rows in groupby(found.iterator(_AT_ONCE), key=lambda row: row[0]):
        counts: dict[tuple[_Place, str], list[int]] = {}
        for *place, tallied, asks in rows:
            taste, codes = read_tally(tallied)
            for reason in ["", *codes]:
                one = counts.setdefault((_place(place), reason), [0, 0, 0])
                one[0] += 0 if reason else asks
                one[1] += asks * (taste == Taste.YES)
                one[2] += asks * (taste == Taste.NO)
        for (where, reason), (asked, yes, no) in counts.items():
            yield _taste(workspace_id, where, reason, (asked, yes, no))


def _place(values: Iterable[Any]) -> _Place:
    project, month, customer, owner, phase, mode = values
    return project, month, customer, owner, phase, mode


def _taste(
    workspace_id: int, where: _Place, reason: str, counts: tuple[int, int, int]
) -> MonthlyTaste:
    project, month, customer, owner, phase, mode = where
    asked, yes, no = counts
    return MonthlyTaste(
        workspace_id=workspace_id,
        project_id=project,
        month=month,
        customer_id=customer,
        owner=owner,
        phase=phase,
        mode=mode,
        reason=reason,
        asked=asked,
        yes=yes,
        no=no,
    )


def _regroup(workspace_id: int, kind: str) -> None:
    MonthlyGroup.objects.filter(workspace=workspace_id, kind=kind).delete()
    tastes = MonthlyTaste.objects.filter(workspace=workspace_id)
    is_reason = kind == MonthlyGroup.Kind.REASON
    found = (
        (tastes.exclude(reason="") if is_reason else tastes.filter(reason=""))
        .annotate(key=_KINDS[kind])
        .values_list("month", "key", "mode")
        .annotate(a=Sum("asked"), y=Sum("yes"), n=Sum("no"))
        .order_by()
    )
    _store(
        MonthlyGroup,
        (
            MonthlyGroup(
                workspace_id=workspace_id,
                kind=kind,
                month=month,
                key=key,
                mode=mode,
                asked=asked,
                yes=yes,
                no=no,
            )
            for month, key, mode, asked, yes, no in found.iterator(_AT_ONCE)
        ),
    )


def _store(model: type[Row], rows: Iterable[Row]) -> None:
    """Store rows bit by bit: there may be many."""
    rest = iter(rows)
    while some := list(islice(rest, _AT_ONCE)):
        model._default_manager.bulk_create(some)  # noqa: SLF001  (Django's public name for it)
