"""Look for the themes of a workspace's comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from secondslice.accounts.models import Membership, Workspace
from secondslice.analytics import themes
from secondslice.analytics.stop_words import stop_words
from secondslice.impact.themes.models import Theme, ThemeComment, ThemeSearch
from secondslice.impact.themes.selectors.comments import Comment, comments_to_read
from secondslice.jobs.services import enqueue

JOB = "impact.find_themes"
HALF, WHOLE = 50, 100
"""Percent: after what was said by name, and at the end."""


@dataclass(frozen=True, slots=True)
class Heap:
    """The themes of the comments under one answer in one language, and the comments they were found in."""

    in_confidence: bool
    taste: str
    language: str
    found: themes.Found
    comments: Sequence[Comment]


@transaction.atomic
def start_search(*, by: Membership, at: datetime) -> None:
    """Let a worker look for themes. Pressed twice it is one search."""
    ThemeSearch.objects.update_or_create(
        workspace=by.workspace, defaults={"started_by": by.user, "started_at": at, "done": 0}
    )
    enqueue(
        name=JOB,
        key=f"{JOB}:{by.workspace.pk}",
        payload={"workspace": by.workspace.pk},
        run_at=at,
        workspace_id=by.workspace.pk,
    )


def look_for_themes(*, workspace: Workspace, now: datetime) -> list[Heap]:
    """Return the themes of the last two years, twice: among what was said by name, and with what was confided too.

    It holds no transaction, and writes how far it has come. The themes for everybody are found without ever looking at
    what was said in confidence, so they can tell nothing of it.
    """
    found = _heaps(workspace, in_confidence=False, now=now)
    _note(workspace, HALF)
    return found + _heaps(workspace, in_confidence=True, now=now)


def _heaps(workspace: Workspace, *, in_confidence: bool, now: datetime) -> list[Heap]:
    comments = comments_to_read(workspace, in_confidence=in_confidence, now=now)
    found = []
    for number, (place, mine) in enumerate(sorted(comments.items())):
        part = partial(_tick, workspace, number, len(comments))
        # How the search goes among confidences is not told: it would tell how many there are.
        ticking = _silent if in_confidence else part
        said = [themes.Said(one.person, one.text) for one in mine]
        these = themes.themes(said, stop=stop_words(place[1]), ticking=ticking)
        found.append(Heap(in_confidence, *place, these, mine))
    return found


def _tick(workspace: Workspace, number: int, of: int, share: float) -> None:
    _note(workspace, int(HALF * (number + share) / of))


def _silent(_share: float) -> None:
    """Note nothing."""


def _note(workspace: Workspace, percent: int) -> None:
    ThemeSearch.objects.filter(workspace=workspace, done__lt=percent).update(done=percent)


@transaction.atomic
def keep_themes(*, workspace: Workspace, heaps: Sequence[Heap], at: datetime) -> int:
    """Put what was found in the place of what was there. Return how many themes there are now."""
    Theme.objects.filter(workspace=workspace).delete()
    rows = [
        (Theme(
            workspace=workspace, in_confidence=heap.in_confidence, taste=heap.taste,
            language=heap.language, words=list(one.words), position=position,
        ), [heap.comments[place].key for place in one.places])
        for heap in heaps
        for position, one in enumerate(heap.found.themes)
    ]  # fmt: skip
    Theme.objects.bulk_create([theme for theme, _keys in rows])
    ThemeComment.objects.bulk_create(
        [
            ThemeComment(workspace=workspace, theme=theme, detail_id=key, position=position)
            for theme, keys in rows
            for position, key in enumerate(keys)
        ],
        batch_size=500,
    )
    ThemeSearch.objects.filter(workspace=workspace).update(done=WHOLE, finished_at=at)
    return len(rows)
