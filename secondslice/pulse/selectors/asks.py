"""Asks: who is being asked, and what they said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from secondslice.accounts.models import Membership, Workspace
from secondslice.core.keyset import Slice, slice_of
from secondslice.messaging.models import Message
from secondslice.projects.models import Project
from secondslice.pulse.access import visible_asks, visible_attempts
from secondslice.pulse.chips import LABELS
from secondslice.pulse.models import AnswerDetail, AnswerRevision, Ask, Reason, ReasonWords, Taste
from secondslice.pulse.selectors.narrowing import Narrow, narrowed
from secondslice.pulse.selectors.reason_names import ReasonNames

LIFE = timedelta(days=30)
"""For so long a question can be answered, and its answer changed."""
ROWS_ON_A_PAGE = 50
NEVER_LEFT = Q(state=Ask.State.BOUNCED) | Q(
    message__isnull=False, message__state=Message.State.FAILED
)
NOT_DELIVERED = NEVER_LEFT & Q(taste="")
"""The mail came back or was given up, and no answer came by another way (it may arrive in spite of its error)."""


def still_open(*, at: datetime) -> Q:
    """Return the condition that a question is with somebody who can still answer it for the first time.

    Every page means this by "still open"; what is not answered and not still open is silent, or was not delivered.
    """
    return Q(state=Ask.State.SENT, expires_at__gt=at) & ~NOT_DELIVERED


def count_open(asks: QuerySet[Ask], *, workspace_id: int, at: datetime) -> int:
    """Return how many of these asks of a workspace are still open: however many are not, an index alone is read."""
    lost = Message.objects.filter(
        workspace=workspace_id,
        sent_at=None,
        state=Message.State.FAILED,
        created_at__gte=at - LIFE - timedelta(days=1),
    ).values("pk")
    # Who has a question open has not answered: the condition changes nothing, and leads to the index.
    found = asks.filter(state=Ask.State.SENT, expires_at__gt=at, answered_at=None)
    return found.filter(Q(message=None) | ~Q(message__in=lost)).count()


def waiting_asks(*, at: datetime) -> QuerySet[Ask]:
    """Return the asks that a person has and can still answer for the first time.

    One whose mail could not be delivered is not with anybody: that person may be asked again.
    """
    return Ask.objects.filter(still_open(at=at))


def open_asks_of(project: Project, contact_ids: Sequence[int], *, at: datetime) -> QuerySet[Ask]:
    """Return the asks about this project that these people can still answer for the first time."""
    return (
        waiting_asks(at=at)
        .filter(workspace=project.workspace_id, project=project, contact__in=contact_ids)
        .select_related("contact")
    )


def perhaps_open(*, at: datetime) -> Q:
    """Return the condition that a question may still wait for its answer, as far as everybody may know.

    One that was asked confidentially or anonymously may until it expires, answered or not: nobody learns by trying to
    ask again whether there was an answer.
    """
    by_name = Q(mode=Ask.Mode.NAMED, state=Ask.State.SENT) & ~NOT_DELIVERED
    confided = ~Q(mode=Ask.Mode.NAMED) & Q(kind=Ask.Kind.FIRST) & ~NEVER_LEFT
    either = Q(state__in=[Ask.State.SENT, Ask.State.ANSWERED])
    return (by_name | confided & either) & Q(expires_at__gt=at)


def with_delivery(asks: QuerySet[Ask]) -> QuerySet[Ask]:
    """Give each ask `not_delivered`, whether its mail came back or was given up, and `delivery_error`, the reason."""
    return asks.annotate(not_delivered=NOT_DELIVERED, delivery_error=F("message__last_error"))


def asks(membership: Membership) -> QuerySet[Ask]:
    """Return the asks this member may see, newest first, with what a row or a thread shows.

    Each has `latest_details` for `words_of`, and what `with_delivery` gives.
    """
    return with_delivery(
        visible_asks(membership)
        .select_related("project", "customer", "contact", "owner", "asked_by", "wording")
        .prefetch_related(
            Prefetch(
                "details",
                queryset=AnswerDetail.objects.order_by("-number"),
                to_attr="latest_details",
            )
        )
        .order_by("-sent_at", "-ref")
    )


def filtered(found: QuerySet[Ask], *, show: str, at: datetime) -> QuerySet[Ask]:
    """Return only the asks of one kind; else all.

    Kinds: yes, no, open (no answer), waiting (still open), silent, undelivered, or over (one of the last two).
    """
    over = Q(taste="") & (~Q(state=Ask.State.SENT) | Q(expires_at__lte=at))
    conditions: dict[str, Q] = {
        "yes": Q(taste=Taste.YES),
        "no": Q(taste=Taste.NO),
        "open": Q(taste=""),
        "waiting": still_open(at=at),
        "silent": over & ~NOT_DELIVERED,
        "undelivered": NOT_DELIVERED,
        "over": over | NOT_DELIVERED,
    }
    return found.filter(conditions[show]) if show in conditions else found


def ask_slice(
    membership: Membership, narrow: Narrow, *, show: str, after: str, at: datetime
) -> Slice[Ask]:
    """Return one page of the list of asks, newest first: nothing is counted."""
    found = narrowed(filtered(asks(membership), show=show, at=at), narrow)
    return slice_of(found, by="sent_at", after=after, size=ROWS_ON_A_PAGE, newest_first=True)


def words_of(ask: Ask, names: ReasonNames | None = None) -> str:
    """Return the words of the answer that counts, or the reasons chosen, for one of the `asks`.

    The reasons are named as the reader calls them, or else as the person has seen them.
    """
    details: list[AnswerDetail] = getattr(ask, "latest_details", [])
    counts = next((one for one in details if one.taste == ask.taste), None)
    if counts is None:
        return ""
    seen = [reason["label"] for reason in counts.reasons]
    return counts.comment or ", ".join(names.of(counts) if names else seen)


def answers_since(membership: Membership, since: datetime) -> QuerySet[Ask]:
    """Return the asks that were answered, or whose answer changed, since a moment; newest first."""
    # An answer lives no longer than its ask: the second condition changes nothing, and leads to the index.
    return (
        asks(membership)
        .filter(changed_at__gte=since, answered_at__gte=since - LIFE - timedelta(days=1))
        .exclude(taste="")
        .order_by("-changed_at", "-pk")
    )


def doubtful_taps(membership: Membership) -> QuerySet[AnswerRevision]:
    """Return the attempts that were not counted, newest first, with the ask they belong to."""
    found = visible_attempts(membership)
    return found.select_related("ask__project", "ask__contact").order_by("-at", "-ref")


def doubtful_slice(membership: Membership, *, after: str) -> Slice[AnswerRevision]:
    """Return one page of the attempts that were not counted."""
    found = doubtful_taps(membership)
    return slice_of(found, by="at", after=after, size=ROWS_ON_A_PAGE, newest_first=True)


def details_of(ask: Ask) -> AnswerDetail | None:
    """Return the reasons and words that count for this ask's answer, or None."""
    return AnswerDetail.objects.filter(ask=ask, taste=ask.taste).order_by("-number").first()


def reasons_of(workspace: Workspace, taste: Taste, *, language: str = "") -> QuerySet[Reason]:
    """Return all reasons under one answer, in their order, hidden ones too, with their words for `label_of`."""
    found = Reason.objects.filter(workspace=workspace, taste=taste).order_by("position", "pk")
    return _in_words(found, language or workspace.language)


def shown_reasons(workspace_id: int, taste: Taste, *, language: str) -> QuerySet[Reason]:
    """Return the reasons that respondents see under an answer, in their order, with their words in a language."""
    found = Reason.objects.filter(workspace=workspace_id, taste=taste, is_shown=True)
    return _in_words(found.order_by("position", "pk"), language)


def _in_words(reasons: QuerySet[Reason], language: str) -> QuerySet[Reason]:
    words = ReasonWords.objects.filter(reason=OuterRef("pk"), language=language)
    return reasons.annotate(words_here=Subquery(words.values("label")[:1]))


def reason_named(membership: Membership, code: str) -> str:
    """Return the words of a reason by its code, in the language of the reader; the code where nobody knows it."""
    if not code:
        return ""
    found = Reason.objects.filter(workspace=membership.workspace_id, code=code)
    known = _in_words(found, membership.language).first()
    return label_of(known) if known else code


def label_of(reason: Reason) -> str:
    """Return the words of a reason: the workspace's in the language read, else its own, else the product's."""
    here: str | None = getattr(reason, "words_here", None)
    return here or reason.label or str(LABELS.get(reason.code, reason.code))


def asks_in_message(ask: Ask) -> QuerySet[Ask]:
    """Return the questions that went out together with this one, in their order, as a chat message shows them."""
    together = Q(message=ask.message_id) if ask.message_id else Q(pk=ask.pk)
    return (
        Ask.objects.filter(together, workspace=ask.workspace_id, contact=ask.contact_id)
        .select_related("project", "wording")
        .annotate(
            said_more=Exists(
                AnswerDetail.objects.filter(ask=OuterRef("pk"), taste=OuterRef("taste")).exclude(
                    comment="", wants_next=""
                )
            )
        )
        .order_by("pk")
    )


def has_words(ask: Ask) -> bool:
    """Tell whether the person has added words to the answer that counts, for one of `asks_in_message`."""
    return bool(getattr(ask, "said_more", False))
