"""What was said in confidence and is in no group yet: one piece for each person's answer, reasons or words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from secondslice.accounts.models import User, Workspace
from secondslice.analytics.suppression import Piece
from secondslice.pulse.models import (
    AnonymousAnswer,
    AnswerDetail,
    AnswerGroup,
    Ask,
    GroupMember,
    Taste,
)
from secondslice.pulse.modes import MOST_AGE
from secondslice.pulse.selectors.asks import LIFE

Kind = AnswerGroup.Kind
Key = tuple[str, int]
"""ask or answer, and the key of the row."""
TASTE_OF = {Kind.CAUSES: Taste.NO.value, Kind.PRAISE: Taste.YES.value}


@dataclass(frozen=True, slots=True)
class Given:
    """One person's contribution to a group; without a taste the question stayed unanswered."""

    piece: Piece[Key]
    project: int
    customer: int
    taste: str = ""
    reasons: tuple[str, ...] = ()


def confidential(workspace: Workspace, kind: Kind, *, at: datetime, today: date) -> list[Given]:
    """Return what confidential questions brought. What can still be undone at once waits until it cannot."""
    held = at - timedelta(seconds=settings.ANSWER_HOLD)
    found = _asks(workspace, Ask.Mode.CONFIDENTIAL, kind, today=today)
    answered = found.filter(state=Ask.State.ANSWERED, changed_at__lte=held)
    if kind == Kind.TASTE:
        rows = found.filter(state=Ask.State.EXPIRED) | answered
        return [_of_ask(ask, at=at) for ask in rows]
    newest = AnswerDetail.objects.order_by("-number")
    given = []
    for ask in answered.prefetch_related(Prefetch("details", newest, to_attr="latest_details")):
        detail = _last(ask)
        if detail is not None and detail.at <= held and _says(kind, ask.taste, detail):
            given.append(_of_ask(ask, at=at, reasons=_codes(detail.reasons)))
    return given


def anonymous(workspace: Workspace, kind: Kind, *, at: datetime, today: date) -> list[Given]:
    """Return what anonymous questions brought, and for the tastes also the questions that stayed unanswered."""
    grouped = GroupMember.objects.filter(answer=OuterRef("pk"), kind=kind)
    answers = AnonymousAnswer.objects.filter(
        ~Exists(grouped),
        workspace=workspace,
        source=AnonymousAnswer.Source.MAIL,
        project__isnull=False,
        customer__isnull=False,
        week__gt=today - timedelta(days=MOST_AGE),
    )
    given = [_of_answer(one, today=today) for one in answers if _says(kind, one.taste, one)]
    if kind == Kind.TASTE:
        silent = _asks(workspace, Ask.Mode.ANONYMOUS, kind, today=today)
        given += [_of_ask(ask, at=at) for ask in silent.filter(state=Ask.State.EXPIRED)]
    return given


def _asks(workspace: Workspace, mode: str, kind: Kind, *, today: date) -> QuerySet[Ask]:
    grouped = GroupMember.objects.filter(ask=OuterRef("pk"), kind=kind)
    return Ask.objects.filter(
        ~Exists(grouped),
        workspace=workspace,
        mode=mode,
        kind=Ask.Kind.FIRST,  # an answer to the second question tells of a No to the first one
        sent_on__gt=today - timedelta(days=MOST_AGE) - LIFE,
    ).order_by("pk")


def _last(ask: Ask) -> AnswerDetail | None:
    details: list[AnswerDetail] = getattr(ask, "latest_details", [])
    return next((one for one in details if one.taste == ask.taste), None)


def _says(kind: Kind, taste: str, given: AnswerDetail | AnonymousAnswer) -> bool:
    """Tell whether there is something in it for a group of this kind."""
    if kind == Kind.WORDS:
        return bool(given.comment)
    return kind == Kind.TASTE or (taste == TASTE_OF[kind] and bool(given.reasons))


def _of_ask(ask: Ask, *, at: datetime, reasons: tuple[str, ...] = ()) -> Given:
    person = ask.contact_id if ask.taste else None
    units = (ask.project_id, ask.customer_id, ask.workspace_id)
    age = max(0, (at - (ask.answered_at or ask.expires_at)).days)
    piece = Piece(("ask", ask.pk), person, units, age)
    return Given(piece, ask.project_id, ask.customer_id, ask.taste, reasons)


def _of_answer(one: AnonymousAnswer, *, today: date) -> Given:
    project, customer = one.project_id or 0, one.customer_id or 0
    units = (project, customer, one.workspace_id)
    piece = Piece(("answer", one.pk), ("somebody", one.pk), units, (today - one.week).days)
    return Given(piece, project, customer, one.taste, _codes(one.reasons))


def _codes(reasons: Sequence[dict[str, str]]) -> tuple[str, ...]:
    return tuple(reason["code"] for reason in reasons)


def last_words(member: GroupMember) -> str:
    """Return the words of one member of a group as they stand now; nothing when they were taken back.

    The member comes with its answer, or with its ask and that one's `latest_details`.
    """
    if member.answer is not None:
        return member.answer.comment
    detail = _last(member.ask) if member.ask is not None else None
    return detail.comment if detail else ""


def words_of_groups(groups: Sequence[AnswerGroup]) -> QuerySet[GroupMember]:
    """Return the members of these groups of words, in an order that says nothing."""
    newest = AnswerDetail.objects.order_by("-number")
    return (
        GroupMember.objects.filter(group__in=groups, kind=Kind.WORDS)
        .filter(Q(answer__isnull=False) | Q(ask__isnull=False))
        .select_related("answer", "ask")
        .prefetch_related(Prefetch("ask__details", newest, to_attr="latest_details"))
        .order_by("pk")
    )


def was_rated_in_confidence(*, workspace: Workspace, user: User) -> bool:
    """Tell whether somebody was ever asked confidentially about a project that this person managed."""
    asks = Ask.objects.filter(workspace=workspace, mode=Ask.Mode.CONFIDENTIAL, owner=user)
    return asks.exists()
