"""Keep the monthly counts of the pulse page, and make them anew from the asks they stand for.

An answer is tallied by the job that settles it. `Ask.tallied` says what of the ask is counted already: the job counts
the difference to what is so now and writes that down, in one transaction. So it may run as often as it likes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from itertools import islice

from django.db import connection

from secondslice.pulse.models import AnswerDetail, Ask, MonthlyGroup
from secondslice.pulse.tallies import read_tally, tally_of

Key = tuple[str | int, ...]
"""Of a row of counts: the columns of its key, in their order."""
Change = tuple[int, int, int]
"""How many more were asked, said Yes, said No."""
_TASTES = ("workspace_id", "project_id", "month", "customer_id", "owner", "phase", "mode", "reason")
_GROUPS = ("workspace_id", "kind", "month", "key", "mode")
_AT_ONCE = 20


class TalliedMeanwhile(Exception):  # noqa: N818  (the job that meets it runs again)
    """Somebody else has counted this answer between reading and writing."""


def tally_asked(*, asks: Iterable[Ask], times: int = 1) -> None:
    """Count these asks, just stored, in their month; -1 `times`: those that never left. The caller owns it all."""
    tastes: Counter[Key] = Counter()
    groups: Counter[Key] = Counter()
    for ask in asks:
        tastes[_taste_key(ask, "")] += 1
        groups.update(_group_keys(ask))
    _add("pulse_monthlytaste", _TASTES, {key: (times * n, 0, 0) for key, n in tastes.items()})
    _add("pulse_monthlygroup", _GROUPS, {key: (times * n, 0, 0) for key, n in groups.items()})


def tally_answer(*, ask: Ask, details: AnswerDetail | None) -> None:
    """Bring the counts in line with this ask's answer and its reasons. The caller owns the transaction.

    `ask` is freshly read; raise TalliedMeanwhile when another has counted it since.
    """
    now = tally_of(ask.taste, reasons_in(taste=ask.taste, details=details))
    if now == ask.tallied:
        return
    if not Ask.objects.filter(pk=ask.pk, tallied=ask.tallied).update(tallied=now):
        raise TalliedMeanwhile(f"ask {ask.pk}")
    tastes: dict[Key, Change] = {}
    groups: dict[Key, Change] = {}
    for tally, sign in ((ask.tallied, -1), (now, 1)):
        taste, codes = read_tally(tally)
        change = (0, sign * (taste == "yes"), sign * (taste == "no"))
        for code in ["", *codes] if taste else []:
            _count(tastes, _taste_key(ask, code), change)
        for key in [*_group_keys(ask), *_reason_keys(ask, codes)] if taste else []:
            _count(groups, key, change)
    _add("pulse_monthlytaste", _TASTES, tastes)
    _add("pulse_monthlygroup", _GROUPS, groups)
    ask.tallied = now


def reasons_in(*, taste: str, details: AnswerDetail | None) -> list[str]:
    """Return the codes of the reasons that were given for this answer, not for a former one."""
    if details is None or details.taste != taste:
        return []
    return [str(one["code"]) for one in details.reasons]


def _count(counts: dict[Key, Change], key: Key, change: Change) -> None:
    asked, yes, no = counts.get(key, (0, 0, 0))
    counts[key] = asked + change[0], yes + change[1], no + change[2]


def _month(day: date) -> str:
    return str(connection.ops.adapt_datefield_value(day.replace(day=1)))


def _taste_key(ask: Ask, reason: str) -> Key:
    where = ask.workspace_id, ask.project_id, _month(ask.sent_on), ask.customer_id
    return *where, ask.owner_id or 0, ask.phase, ask.mode, reason


def _group_keys(ask: Ask) -> list[Key]:
    kinds, month = MonthlyGroup.Kind, _month(ask.sent_on)
    keys = {
        kinds.ALL: "",
        kinds.CUSTOMER: str(ask.customer_id),
        kinds.MANAGER: str(ask.owner_id or 0),
        kinds.PHASE: ask.phase,
    }
    return [(ask.workspace_id, kind.value, month, key, ask.mode) for kind, key in keys.items()]


def _reason_keys(ask: Ask, codes: Iterable[str]) -> list[Key]:
    reason, month = MonthlyGroup.Kind.REASON.value, _month(ask.sent_on)
    return [(ask.workspace_id, reason, month, code, ask.mode) for code in codes]


def _add(table: str, columns: tuple[str, ...], changes: Mapping[Key, Change]) -> None:
    """Add to the counts, and make the rows that are not there yet; always in the same order, against deadlocks."""
    rows = sorted((key, change) for key, change in changes.items() if any(change))
    with connection.cursor() as cursor:
        for some in _batches(rows):
            values = [value for key, change in some for value in (*key, *change)]
            cursor.execute(_upsert(table, columns, len(some)), values)


def _batches(rows: Iterable[tuple[Key, Change]]) -> Iterator[list[tuple[Key, Change]]]:
    rest = iter(rows)
    while some := list(islice(rest, _AT_ONCE)):
        yield some


@cache
def _upsert(table: str, columns: tuple[str, ...], rows: int) -> str:
    one = f"({', '.join(['%s'] * (len(columns) + 3))})"
    sums = ", ".join(
        f"{name} = {table}.{name} + excluded.{name}" for name in ("asked", "yes", "no")
    )
    return (
        f"INSERT INTO {table} ({', '.join(columns)}, asked, yes, no)"  # noqa: S608  (our own names)
        f" VALUES {', '.join([one] * rows)} ON CONFLICT ({', '.join(columns)}) DO UPDATE SET {sums}"
    )
