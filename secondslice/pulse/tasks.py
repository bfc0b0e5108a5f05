"""What the clock asks of this room."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from django.db import InterfaceError, OperationalError

from secondslice.accounts.models import Workspace
from secondslice.core.long_task import LongTask
from secondslice.journeys.answer_given import answer_given
from secondslice.journeys.asks_planned import asks_planned, hour_lived
from secondslice.pulse.models import Ask
from secondslice.pulse.services import sealing, settling
from secondslice.pulse.services.anonymous import forget_attempts
from secondslice.pulse.services.calls import forget_calls
from secondslice.pulse.services.retallying import rebuild_tallies
from secondslice.pulse.services.station_answers import forget_receipts
from secondslice.pulse.services.station_limits import forget_counts
from secondslice.pulse.services.visits import forget_visits

log = logging.getLogger(__name__)


def settle_answer(*, payload: dict[str, int], now: datetime) -> None:
    """The hold after an answer is over: do what follows."""
    ask = Ask.objects.select_related("workspace", "project", "customer", "contact", "owner").get(
        pk=payload["ask"]
    )
    answer_given(ask=ask, now=now)


def seal_answers(*, payload: dict[str, int], now: datetime) -> None:
    """Something was said in confidence: perhaps enough people have by now."""
    workspace = Workspace.objects.filter(pk=payload["workspace"]).first()
    if workspace is not None:
        _seal(workspace, now=now)


def _seal(workspace: Workspace, *, now: datetime) -> None:
    forget_attempts(workspace_id=workspace.pk)
    sealing.seal_answers(workspace=workspace, at=now)


def _seal_everywhere(*, payload: dict[str, int], now: datetime) -> Callable[[], None]:  # noqa: ARG001
    """Seal the groups of every workspace, each in a transaction of its own: some have waited long enough by now."""
    _one_by_one(_seal, Workspace.objects.order_by("pk"), now=now)
    return _nothing_more


def _one_by_one(
    act: Callable[..., None], workspaces: Iterable[Workspace], *, now: datetime
) -> None:
    """Do this for each workspace: one in which it fails keeps no other from its turn."""
    for workspace in workspaces:
        try:
            act(workspace=workspace, now=now)
        except (InterfaceError, OperationalError):
            raise  # the database was away for all of them: the queue tries again
        except Exception:
            log.exception(
                "Workspace %s was passed over; it is tried again in time.", workspace.slug
            )


def _forget_first(*, payload: dict[str, int], now: datetime) -> Callable[[], None]:  # noqa: ARG001
    """Forget old evidence, bit by bit; then close what nobody answered in time."""
    forget_visits(at=now)
    return partial(_expire_asks, at=now)


def _expire_asks(*, at: datetime) -> None:
    settling.expire_asks(at=at)


expire_asks = LongTask(_forget_first)


def _live_the_hour(*, payload: dict[str, int], now: datetime) -> Callable[[], None]:  # noqa: ARG001
    """Send what is due in every workspace; each in its own transactions."""
    _one_by_one(hour_lived, Workspace.objects.order_by("pk"), now=now)
    return _nothing_more


def _lay_plans(*, payload: dict[str, int], now: datetime) -> Callable[[], None]:
    """Lay the plan of every workspace anew, or of the one that the job names."""
    if "workspace" not in payload:
        _one_by_one(asks_planned, Workspace.objects.order_by("pk"), now=now)
    elif workspace := Workspace.objects.filter(pk=payload["workspace"]).first():
        asks_planned(workspace=workspace, now=now)  # where it fails, its job says so
    return _nothing_more


def _retally(*, payload: dict[str, int], now: datetime) -> Callable[[], None]:  # noqa: ARG001
    """Make the monthly counts of a workspace anew, in transactions of its own."""
    rebuild_tallies(workspace_id=payload["workspace"])
    return _nothing_more


retally = LongTask(_retally)


def _nothing_more() -> None:
    """All is done before the job's transaction begins."""


live_the_hour = LongTask(_live_the_hour)
lay_plans = LongTask(_lay_plans)
seal_everywhere = LongTask(_seal_everywhere)


def _forget_passers(*, payload: dict[str, int], now: datetime) -> Callable[[], None]:  # noqa: ARG001
    """Forget what stations kept for a while, in short transactions; nothing is left for the job's own."""
    forget_counts(at=now)
    forget_calls(at=now)
    while forget_receipts(at=now):
        continue
    return _nothing_more


forget_passers = LongTask(_forget_passers)
