"""The comments among which themes are looked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet

from secondslice.accounts.models import Workspace
from secondslice.impact.themes.rules import WINDOW
from secondslice.pulse.models import AnswerDetail, Ask
from secondslice.pulse.modes import Mode


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment to read: which, whose, and how it goes."""

    key: int
    person: int
    text: str


def that_count(asks: QuerySet[Ask]) -> QuerySet[AnswerDetail]:
    """Return the comments of these questions that belong to the answer that counts, the last of each."""
    later = AnswerDetail.objects.filter(
        ask=OuterRef("ask"), taste=OuterRef("taste"), number__gt=OuterRef("number")
    )
    found = AnswerDetail.objects.filter(
        ~Exists(later), ask__in=asks.order_by().values("pk"), taste=F("ask__taste")
    )
    return found.exclude(comment="").filter(ask__contact__erased_at=None)


def comments_to_read(
    workspace: Workspace, *, in_confidence: bool, now: datetime
) -> dict[tuple[str, str], list[Comment]]:
    """Return the comments of the last two years by answer and language; with those in confidence only where asked.

    Those on anonymous questions are never among them. English of both kinds is one language.
    """
    modes = [Mode.NAMED.value, Mode.CONFIDENTIAL.value][: 1 + in_confidence]
    asks = Ask.objects.filter(workspace=workspace, mode__in=modes, sent_at__gte=now - WINDOW)
    rows = that_count(asks).order_by("pk").values_list(
        "pk", "ask__contact", "comment", "taste", "ask__language"
    )  # fmt: skip
    return _by_language(rows.iterator(chunk_size=2_000))


def _by_language(
    rows: Iterable[tuple[int, int, str, str, str]],
) -> dict[tuple[str, str], list[Comment]]:
    found: dict[tuple[str, str], list[Comment]] = {}
    for key, person, text, taste, language in rows:
        place = taste, language.partition("-")[0]
        found.setdefault(place, []).append(Comment(key, person, text))
    return found
