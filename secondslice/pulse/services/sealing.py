"""Seal groups of what was said in confidence, as soon as enough people stand behind them.

A sealed group never changes, and no answer is in two of a kind: whatever is shown later is a sum of whole groups, so no
comparison of two tables, or of the same one on two days, tells what one person said (docs/model/suppression.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from secondslice.accounts.models import Workspace
from secondslice.analytics.suppression import Sealed, seal
from secondslice.core import clock
from secondslice.jobs.services import enqueue
from secondslice.pulse.models import AnonymousAnswer, AnswerGroup, Ask, GroupMember
from secondslice.pulse.modes import WAITS, Mode, monday
from secondslice.pulse.selectors.confided import Given, Key, anonymous, confidential
from secondslice.pulse.selectors.people import rules_of
from secondslice.pulse.services.counting import count_group

Kind = AnswerGroup.Kind
SEAL = "pulse.seal_answers"
PROJECT, CUSTOMER = 0, 1
"""Levels of a group, as in `confided`."""


@transaction.atomic
def seal_answers(*, workspace: Workspace, at: datetime) -> int:
    """Seal every group that can be sealed now. Return how many. Telling it twice seals nothing twice."""
    _take_turns(workspace)
    today = clock.day_of(at, workspace.time_zone)
    groups = 0
    for kind in Kind:
        for mode, waiting in (
            (Mode.CONFIDENTIAL, confidential(workspace, kind, at=at, today=today)),
            (Mode.ANONYMOUS, anonymous(workspace, kind, at=at, today=today)),
        ):
            groups += _seal(workspace, kind, mode, waiting, today=today)
    return groups


def _take_turns(workspace: Workspace) -> None:
    """Hold the workspace's row, so that two workers do not deal the same answers."""
    Workspace.objects.filter(pk=workspace.pk).update(name=F("name"))


def _seal(
    workspace: Workspace, kind: Kind, mode: Mode, waiting: Sequence[Given], *, today: date
) -> int:
    chosen = rules_of(workspace)
    spread = kind in {Kind.CAUSES, Kind.PRAISE}
    minimum = chosen.least_spread if spread else chosen.least_together
    by_key = {one.piece.key: one for one in waiting}
    sealed = seal([one.piece for one in waiting], minimum=minimum, waits=WAITS)
    for one in sealed:
        group = _group(workspace, kind, mode, one, by_key)
        group.on = monday(today) if mode is Mode.ANONYMOUS else today
        group.save()
        _enrol(group, one.keys)
        if kind == Kind.TASTE:
            count_group(group=group)
    return len(sealed)


def _group(
    workspace: Workspace,
    kind: Kind,
    mode: Mode,
    sealed: Sealed[Key],
    by_key: Mapping[Key, Given],
) -> AnswerGroup:
    mine = [by_key[key] for key in sealed.keys]
    tastes = Counter(one.taste for one in mine) if kind == Kind.TASTE else Counter[str]()
    reasons = Counter(code for one in mine for code in one.reasons)
    return AnswerGroup(
        workspace=workspace,
        kind=kind,
        mode=mode.value,
        project_id=mine[0].project if sealed.level == PROJECT else None,
        customer_id=mine[0].customer if sealed.level <= CUSTOMER else None,
        people=sealed.people,
        asked=len(mine),
        yes=tastes["yes"],
        no=tastes["no"],
        reasons=dict(sorted(reasons.items())) if kind in {Kind.CAUSES, Kind.PRAISE} else {},
    )


def _enrol(group: AnswerGroup, keys: Sequence[Key]) -> None:
    asks = [pk for what, pk in keys if what == "ask"]
    answers = [pk for what, pk in keys if what == "answer"]
    common = {"workspace_id": group.workspace_id, "group": group, "kind": group.kind}
    GroupMember.objects.bulk_create(
        [
            *(GroupMember(**common, ask_id=pk) for pk in asks),
            *(GroupMember(**common, answer_id=pk) for pk in answers),
        ],
        batch_size=500,
    )
    AnonymousAnswer.objects.filter(pk__in=answers).update(is_revealed=True)


def note_something_to_seal(*, ask: Ask, at: datetime) -> None:
    """Have the groups of the workspace looked at, now that a confidential answer is settled."""
    if ask.mode == Ask.Mode.CONFIDENTIAL:
        enqueue(
            name=SEAL,
            key=seal_key(ask.workspace_id),
            payload={"workspace": ask.workspace_id},
            run_at=at,
            workspace_id=ask.workspace_id,
        )


def seal_key(workspace_id: int) -> str:
    """Return the key of the job that seals a workspace's groups: it names no question and no person."""
    return f"{SEAL}:{workspace_id}"
