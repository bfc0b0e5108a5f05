"""What keeps an opportunity from standing where a row puts it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from secondslice.funnel.importing.ending import closed_on, until
from secondslice.funnel.importing.vocabulary import Step
from secondslice.funnel.rules import Fault, Kind, may_move
from secondslice.funnel.words import refused_move_words, words_for
from secondslice.projects.imports.rows import Said

Found = tuple[str, str, str]
"""The field, the reason in words, and the value."""


def faults_of(
    said: Said, *, before: Step | None, to: Step, settled: bool, today: date | None
) -> Iterator[Found]:
    """Return why an opportunity cannot go from where it stands to where the row puts it."""
    moves = before is None or before.code != to.code
    if moves and before is not None and before.kind != Kind.VOID:
        yield from _move_faults(said, before, to, settled=settled)
    if moves and today is not None:
        yield from _day_faults(said, to, today)


def _move_faults(said: Said, before: Step, to: Step, *, settled: bool) -> Iterator[Found]:
    if not may_move(before.kind, to.kind):
        reason = refused_move_words(before.kind, to.kind, title=said.text("title"))
        yield "stage", reason, to.label
    elif settled:
        reason = _("It has become a project that runs. Stop that project first.")
        yield "stage", reason, to.label


def _day_faults(said: Said, to: Step, today: date) -> Iterator[Found]:
    opened = said.values.get("opened_on")
    if isinstance(opened, date) and opened > today:
        yield "opened_on", _("This day is still to come."), opened.isoformat()
    if to.kind == Kind.POSTPONED:
        if (until(said) or today) <= today:
            yield "next_on", words_for(fault=Fault.POSTPONED_WITHOUT_DAY), ""
        return
    closed = None if to.is_alive else closed_on(said, to)
    if closed is not None and closed > today:
        reason = _("It is closed, so this day cannot be still to come.")
        yield _column(said, closed), reason, closed.isoformat()
    elif closed is not None and isinstance(opened, date) and closed < opened:
        reason = _("It would end (%(end)s) before it began (%(start)s).")
        told = {"end": closed.isoformat(), "start": opened.isoformat()}
        yield _column(said, closed), reason % told, closed.isoformat()


def _column(said: Said, day: date) -> str:
    return next(
        (name for name in ("won_on", "lost_on", "closed_on") if said.values.get(name) == day), ""
    )
