"""Keep the daily counts, and make them anew from the rows they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import NamedTuple, Protocol

from django.db import connection, transaction
from django.db.models import Count, Q

from secondslice.pulse.models import AnswerGroup, Ask, DailyTaste, Taste
from secondslice.pulse.modes import Mode
from secondslice.pulse.services.tallying import tally_asked

Key = tuple[int, str, int, str]
"""Which row is meant: workspace, scope, the scope's key, day."""
AT_ONCE = 3


class Change(NamedTuple):
    """What is added to a row, in the order of its columns."""

    asked: int = 0
    yes: int = 0
    no: int = 0
    more_asked: int = 0
    more_yes: int = 0
    more_no: int = 0
    hidden: int = 0
    more_hidden: int = 0

    def plus(self, other: Change) -> Change:
        """Return both together."""
        return Change(*(one + two for one, two in zip(self, other, strict=True)))


COLUMNS = Change._fields


class Counted(Protocol):
    """What must be known of an ask to count it: a row, or what its public page has read."""

    @property
    def workspace_id(self) -> int: ...
    @property
    def customer_id(self) -> int: ...
    @property
    def project_id(self) -> int: ...
    @property
    def sent_on(self) -> date: ...
    @property
    def mode(self) -> str: ...


def count_asked(*, asks: Iterable[Ask]) -> None:
    """Add these asks, just stored, to the counts of their day and month. The caller owns the transaction."""
    listed = list(asks)
    _add(_asked(listed))
    tally_asked(asks=listed)


def count_unasked(*, asks: Iterable[Ask]) -> None:
    """Take these asks, whose mail never left, out of the counts again. The caller owns the transaction."""
    listed = list(asks)
    _add({key: Change(*(-count for count in change)) for key, change in _asked(listed).items()})
    tally_asked(asks=listed, times=-1)


def _asked(asks: Iterable[Ask]) -> dict[Key, Change]:
    asked: dict[Key, Change] = {}
    for ask in asks:
        for key in _keys(ask):
            asked[key] = asked.get(key, Change()).plus(_of_asks(ask.mode, ask.kind, 1, 0, 0))
    return asked


def count_answer(*, ask: Counted, was: str, now: str) -> None:
    """Follow a changed answer in the counts of its day: one statement. The caller owns the transaction.

    What was said in confidence is counted apart. An anonymous answer is counted with its group alone.
    """
    yes = (now == "yes") - (was == "yes")
    no = (now == "no") - (was == "no")
    named = ask.mode == Mode.NAMED
    change = Change(yes=yes, no=no) if named else Change(more_yes=yes, more_no=no)
    _add(dict.fromkeys(_keys(ask), change))


def count_group(*, group: AnswerGroup) -> None:
    """Show a group, just sealed, to everybody: on the day it was sealed, whenever its people were asked.

    What of it was counted apart till now is taken away there, so that both together stay what they were.
    """
    _add(dict.fromkeys(_keys_of_group(group), _of_group(group)))


def _of_group(group: AnswerGroup) -> Change:
    if group.mode == Mode.ANONYMOUS:
        return Change(group.asked, group.yes, group.no, hidden=-group.asked)
    more = (-group.asked, -group.yes, -group.no)
    return Change(group.asked, group.yes, group.no, *more, more_hidden=-group.asked)


def _add(changes: Mapping[Key, Change]) -> None:
    """Add to the counts, and make the rows that are not there yet.

    Always in the same order, so that two transactions cannot wait for each other in a circle.
    """
    keys = sorted(changes)
    with connection.cursor() as cursor:
        for start in range(0, len(keys), AT_ONCE):
            some = keys[start : start + AT_ONCE]
            cursor.execute(_upsert(len(some)), [v for key in some for v in (*key, *changes[key])])


@cache
def _upsert(rows: int) -> str:
    values = f"({', '.join(['%s'] * (4 + len(COLUMNS)))})"
    added = ", ".join(f"{name} = pulse_dailytaste.{name} + excluded.{name}" for name in COLUMNS)
    return (
        f"INSERT INTO pulse_dailytaste (workspace_id, scope, scope_id, day, {', '.join(COLUMNS)})"  # noqa: S608  (our own names)
        f" VALUES {', '.join([values] * rows)}"
        f" ON CONFLICT (workspace_id, scope, scope_id, day) DO UPDATE SET {added}"
    )


def _keys(ask: Counted) -> Iterator[Key]:
    day = str(connection.ops.adapt_datefield_value(ask.sent_on))
    yield ask.workspace_id, "c", ask.customer_id, day
    yield ask.workspace_id, "p", ask.project_id, day
    yield ask.workspace_id, "w", ask.workspace_id, day


def _keys_of_group(group: AnswerGroup) -> Iterator[Key]:
    day = str(connection.ops.adapt_datefield_value(group.on))
    if group.customer_id is not None:
        yield group.workspace_id, "c", group.customer_id, day
    if group.project_id is not None:
        yield group.workspace_id, "p", group.project_id, day
    yield group.workspace_id, "w", group.workspace_id, day


@transaction.atomic
def rebuild_counts(*, workspace_id: int) -> None:
    """Count the asks and answers of a workspace anew, from the asks and the groups themselves."""
    DailyTaste.objects.filter(workspace_id=workspace_id).delete()
    made: dict[tuple[str, int, date], Change] = {}
    for scope, column in (("c", "customer_id"), ("p", "project_id"), ("w", "workspace_id")):
        counted = (
            Ask.objects.filter(workspace_id=workspace_id)
            .values(column, "sent_on", "mode", "kind")
            .annotate(
                asked=Count("pk"),
                yes=Count("pk", filter=Q(taste=Taste.YES)),
                no=Count("pk", filter=Q(taste=Taste.NO)),
            )
            .order_by()
        )
        for row in counted.iterator():
            key = scope, row[column], row["sent_on"]
            change = _of_asks(row["mode"], row["kind"], row["asked"], row["yes"], row["no"])
            made[key] = made.get(key, Change()).plus(change)
    for group in AnswerGroup.objects.filter(
        workspace=workspace_id, kind=AnswerGroup.Kind.TASTE
    ).iterator():
        for _workspace, scope, scope_id, _day in _keys_of_group(group):
            key = scope, scope_id, group.on
            made[key] = made.get(key, Change()).plus(_of_group(group))
    DailyTaste.objects.bulk_create(
        [
            DailyTaste(
                workspace_id=workspace_id,
                scope=scope,
                scope_id=scope_id,
                day=day,
                **change._asdict(),
            )
            for (scope, scope_id, day), change in made.items()
        ],
        batch_size=1000,
    )


def _of_asks(mode: str, kind: str, asked: int, yes: int, no: int) -> Change:
    if mode == Mode.NAMED:
        return Change(asked, yes, no)
    if mode == Mode.ANONYMOUS:
        return Change(hidden=asked)
    first = asked if kind == Ask.Kind.FIRST else 0
    return Change(more_asked=asked, more_yes=yes, more_no=no, more_hidden=first)
