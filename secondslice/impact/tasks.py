"""What the queue asks of this room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from secondslice.accounts.models import Workspace
from secondslice.core.long_task import LongTask
from secondslice.impact.themes.services import keep_themes, look_for_themes


def _find_themes(*, payload: dict[str, int], now: datetime) -> Callable[[], None]:
    """Look for themes outside of any transaction, and return what keeps them in the one that ends the job."""
    workspace = Workspace.objects.filter(pk=payload["workspace"]).first()
    if workspace is None:
        return _nothing
    heaps = look_for_themes(workspace=workspace, now=now)
    return partial(_keep, partial(keep_themes, workspace=workspace, heaps=heaps, at=now))


def _keep(keeping: Callable[[], int]) -> None:
    keeping()


def _nothing() -> None:
    """The workspace is gone."""


find_themes = LongTask(_find_themes)
