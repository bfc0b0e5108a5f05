"""Makers of comments and themes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from secondslice.accounts.models import Membership
from secondslice.impact.themes.models import Theme, ThemeComment
from secondslice.impact.themes.services import keep_themes, look_for_themes
from secondslice.projects.models import Project
from secondslice.pulse.models import AnswerDetail, Ask, Taste
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery.tests.make import give

COMPLAINTS = (
    "No status mails since spring",
    "The budget is spent and nobody told us",
    "The scanner loses its connection",
    "Status mails stopped in June",
    "Nobody knows what the budget is",
    "Again no connection of the scanner",
)
"""Of three things: status mails, the budget, the scanner."""


def say(
    by: Membership,
    *,
    at: datetime,
    name: str,
    words: str,
    project: Project,
    taste: str = Taste.NO,
    mode: str = Ask.Mode.NAMED,
) -> Ask:
    """Ask somebody new of this project, and let the person answer with words."""
    ask = make_ask(by, at=at, name=name, project=project, mode=mode).ask
    return give(ask, taste, at=at, words=words)


def make_comments(
    by: Membership,
    *,
    at: datetime,
    project: Project,
    people: int = 21,
    words: Sequence[str] = COMPLAINTS,
    mode: str = Ask.Mode.NAMED,
) -> list[Ask]:
    """Let so many people write, each a comment."""
    return [
        say(
            by,
            at=at,
            name=f"{mode.title()}{number}",
            words=words[number % len(words)],
            project=project,
            mode=mode,
        )
        for number in range(people)
    ]


def find_now(by: Membership, *, now: datetime) -> list[Theme]:
    """Look for themes, and return them: those for everybody first."""
    heaps = look_for_themes(workspace=by.workspace, now=now)
    keep_themes(workspace=by.workspace, heaps=heaps, at=now)
    return list(Theme.objects.filter(workspace=by.workspace).order_by("in_confidence", "position"))


def make_theme(by: Membership, *, at: datetime, project: Project) -> Theme:
    """Return a theme of five people of this project for everybody; who keeps confidences has one of the same words."""
    asks = [
        say(
            by, at=at, name=f"Named{n}", words="Status mails came", project=project, taste=Taste.YES
        )
        for n in range(5)
    ]  # a No would open a case
    first: Theme | None = None
    for in_confidence in (False, True):
        theme = Theme.objects.create(
            workspace=by.workspace,
            in_confidence=in_confidence,
            taste=Taste.YES,
            language="en",
            words=["status", "mails"],
        )
        for position, detail in enumerate(AnswerDetail.objects.filter(ask__in=asks)):
            ThemeComment.objects.create(
                workspace=by.workspace, theme=theme, detail=detail, position=position
            )
        first = first or theme
    assert first is not None
    return first
