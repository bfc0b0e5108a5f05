"""What a person sees on the own page: what we know, what was asked and said, and what followed from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet
from django.forms.models import model_to_dict

from secondslice.customers.models import Contact, Preference
from secondslice.customers.rules import Hold
from secondslice.funnel.models import NextChoice
from secondslice.projects.models import Stakeholder
from secondslice.pulse.follow_words import follow_words
from secondslice.pulse.models import (
    AnswerDetail,
    AnswerRevision,
    Ask,
    FollowUp,
    Talked,
    WorthMark,
)
from secondslice.pulse.selectors.people import limits_of, rules_of
from secondslice.pulse.selectors.wording import wording_in
from secondslice.recovery.adjustment_words import in_short
from secondslice.recovery.models import Adjustment, Case
from secondslice.recovery.selectors.correspondence import written_with
from secondslice.value.bulletin.selectors.reading import bulletins_of
from secondslice.value.consent.selectors.log import consents_of

ON_A_PAGE = 5
MOST_WORDS = 400
"""Letters of a comment that the page shows; the file has all of them."""
OF_CONTACT = ("name", "email", "title", "phone", "language", "time_zone", "country", "external_id")
OF_PREFERENCE = ("paused_until", "only_at_close", "stopped_at", "stopped_how", "no_bulletin_at")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person is asked now."""

    question: str
    most_a_year: int
    hold: Hold | None
    until: date | None
    stopped_at: datetime | None
    asked: int
    no_bulletin_at: datetime | None


@dataclass(frozen=True, slots=True)
class Said:
    """One question to a person, what was said, and what followed."""

    ask: Ask
    words: str
    is_cut: bool
    reasons: Sequence[str]
    may_quote: str
    case: Case | None
    stand: str
    """Where we stand with it, in a sentence."""
    changes: Sequence[Adjustment]


def standing_of(contact: Contact, *, today: date) -> Standing:
    """Return how this person is asked now: four queries."""
    wishes: Preference | None = getattr(contact, "preference", None)
    workspace = contact.workspace
    return Standing(
        question=wording_in(workspace, contact.language or workspace.language).question,
        most_a_year=limits_of(rules_of(workspace), contact, roles=()).per_year,
        hold=wishes.hold(today=today) if wishes else None,
        until=wishes.paused_until if wishes else None,
        stopped_at=wishes.stopped_at if wishes else None,
        asked=_asks(contact).count(),
        no_bulletin_at=wishes.no_bulletin_at if wishes else None,
    )


def may_get_bulletins(contact: Contact) -> bool:
    """Tell whether this person has stopped neither the bulletin nor everything."""
    wishes: Preference | None = getattr(contact, "preference", None)
    return wishes is None or (wishes.no_bulletin_at is None and wishes.stopped_at is None)


def said_by(contact: Contact, *, number: int, today: date) -> tuple[list[Said], int]:
    """Return one page of the questions to a person, newest first, and how many pages there are."""
    asks = _asks(contact)
    pages = max(1, -(-asks.count() // ON_A_PAGE))
    start = (min(max(number, 1), pages) - 1) * ON_A_PAGE
    return [_said(ask, today=today) for ask in _with_all(asks)[start : start + ON_A_PAGE]], pages


def everything_about(contact: Contact) -> dict[str, object]:
    """Return all we know of a person, ready to be written as JSON: the person's own words, and what we did for them."""
    preference: Preference | None = getattr(contact, "preference", None)
    parts = Stakeholder.objects.filter(contact=contact).select_related("project")
    return {
        "person": model_to_dict(contact, OF_CONTACT)
        | {"at": contact.customer.name, "since": contact.created_at},
        "wishes": model_to_dict(preference, OF_PREFERENCE) if preference else {},
        "projects": [{"project": one.project.name, "part": one.role} for one in parts],
        "questions": [_as_values(ask) for ask in _with_all(_asks(contact))],
        "written": written_with(contact),
        "bulletins": bulletins_of(contact),
        "consents": consents_of(contact),
    }


def _asks(contact: Contact) -> QuerySet[Ask]:
    return Ask.objects.filter(workspace=contact.workspace_id, contact=contact)


def _with_all(asks: QuerySet[Ask]) -> QuerySet[Ask]:
    return (
        asks.select_related(
            "project",
            "wording",
            "owner",
            "case__owner",
            "follow_up__by",
            "contact__workspace",
            "next_choice__version",
        )
        .prefetch_related(
            Prefetch("details", AnswerDetail.objects.order_by("-number"), to_attr="all_details"),
            Prefetch(
                "revisions",
                AnswerRevision.objects.filter(counted=True).order_by("number"),
                to_attr="counted_answers",
            ),
            Prefetch("worth_marks", WorthMark.objects.order_by("number"), to_attr="all_marks"),
            Prefetch("talked", Talked.objects.order_by("number"), to_attr="all_talked"),
            Prefetch(
                "case__adjustments",
                Adjustment.objects.order_by("at", "pk"),
                to_attr="all_adjustments",
            ),
        )
        .order_by("-sent_at", "-pk")
    )


def _said(ask: Ask, *, today: date) -> Said:
    details: list[AnswerDetail] = getattr(ask, "all_details", [])
    counts = next((one for one in details if one.taste == ask.taste and ask.taste), None)
    case: Case | None = getattr(ask, "case", None)
    words = counts.comment if counts else ""
    return Said(
        ask=ask,
        words=words[:MOST_WORDS],
        is_cut=len(words) > MOST_WORDS,
        reasons=[reason["label"] for reason in counts.reasons] if counts else [],
        may_quote=counts.quote if counts else "",
        case=case,
        stand=_stand(ask, today=today),
        changes=getattr(case, "all_adjustments", []) if case else [],
    )


def _stand(ask: Ask, *, today: date) -> str:
    news: FollowUp | None = getattr(ask, "follow_up", None)
    if news is None or not ask.taste or news.kind == FollowUp.Kind.CHANGED:
        return ""  # what was changed stands below
    language = ask.contact.language or ask.contact.workspace.language
    return follow_words(news, today=today, language=language)


def _as_values(ask: Ask) -> dict[str, object]:
    answers: list[AnswerRevision] = getattr(ask, "counted_answers", [])
    details: list[AnswerDetail] = getattr(ask, "all_details", [])
    marks: list[WorthMark] = getattr(ask, "all_marks", [])
    talked: list[Talked] = getattr(ask, "all_talked", [])
    case: Case | None = getattr(ask, "case", None)
    return {
        "project": ask.project.name,
        "question": ask.wording.question,
        "asked_at": ask.sent_at,
        "because": f"{ask.told_us} {ask.quoted_adjustment}".strip(),
        "answer": ask.taste,
        "answers_given": [{"answer": one.taste, "at": one.at} for one in answers],
        "added": [
            {
                "reasons": [reason["label"] for reason in one.reasons],
                "words": one.comment,
                "may_be_quoted": one.quote,
                "next": one.wants_next,
                "at": one.at,
            }
            for one in reversed(details)
        ],
        "asked_what_is_next": _choice(ask),
        "worth": [{"mark": one.mark, "at": one.at} for one in marks],
        "told_others": [
            {"people": one.people, "a_few": one.is_few, "at": one.at} for one in talked
        ],
        "case": case.state if case else "",
        "changed_for_you": [
            {"what": in_short(one), "from": one.starts_on}
            for one in getattr(case, "all_adjustments", [])
        ]
        if case
        else [],
    }


def _choice(ask: Ask) -> dict[str, object] | None:
    choice: NextChoice | None = getattr(ask, "next_choice", None)
    if choice is None:
        return None
    service = choice.version.name if choice.version else ""
    return {"said": choice.what, "service": service, "at": choice.at}
