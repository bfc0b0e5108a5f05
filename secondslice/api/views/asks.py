"""Questions: ask, see what became of them, hand in answers."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Literal

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import Query, Router
from ninja.params.functions import Header

from secondslice.accounts.models import ApiKey, Membership
from secondslice.accounts.rules import ANSWER, ASK, READ
from secondslice.api import selectors
from secondslice.api.access import reader
from secondslice.api.paging import Paging
from secondslice.api.problems import problems
from secondslice.api.schemas import AnswerIn, AnswerOut, AskOut, AsksIn, AsksOut, Became, Page
from secondslice.api.services.once import Done, once
from secondslice.api.views.keys import Key
from secondslice.core import clock
from secondslice.core.errors import NotHere, RuleBroken
from secondslice.core.tokens import digest
from secondslice.journeys.asked_by_hand import asked_by_hand
from secondslice.projects.access import project_for
from secondslice.projects.models import Stakeholder
from secondslice.pulse.access import ask_to_answer_for
from secondslice.pulse.channels import Channel
from secondslice.pulse.models import Ask
from secondslice.pulse.selectors.by_hand import would_tell
from secondslice.pulse.services.answering import Outcome
from secondslice.pulse.services.by_hand import ByHand
from secondslice.pulse.services.settling import Added
from secondslice.pulse.services.speaking import Word, take_word

router = Router(tags=["asks"])
OUTCOMES: dict[Outcome, Became] = {
    Outcome.COUNTED: "counted",
    Outcome.SAME: "same",
}
State = Literal["sent", "answered", "expired", "withdrawn"]


class AskFilter(Paging):
    """Which questions."""

    project: uuid.UUID | None = None
    state: State | None = None


@router.get(
    "/asks", response={200: Page[AskOut], **problems()}, auth=Key(READ), url_name="list_asks"
)
def list_asks(request: HttpRequest, chosen: Query[AskFilter]) -> Page[AskOut]:
    """List the questions with their answers, newest first."""
    return selectors.ask_page(
        reader(request),
        project=chosen.project,
        state=chosen.state or "",
        after=chosen.after,
        limit=chosen.limit,
    )


@router.get(
    "/asks/{uuid:ref}",
    response={200: AskOut, **problems(404)},
    auth=Key(READ),
    url_name="get_ask",
)
def get_ask(request: HttpRequest, ref: uuid.UUID) -> AskOut:
    """Return one question with its answer."""
    return selectors.one_ask(reader(request), ref=ref)


@router.post(
    "/projects/{uuid:ref}/asks",
    response={201: AsksOut, **problems(400, 403, 404, 409)},
    auth=Key(ASK),
    url_name="create_asks",
)
def create_asks(
    request: HttpRequest,
    ref: uuid.UUID,
    asked: AsksIn,
    idempotency_key: str = Header(alias="Idempotency-Key", min_length=1, max_length=100),
) -> HttpResponse:
    """Ask people of a project, as a member does by hand.

    Who may be asked now is asked now, who may not on the first day that the contact budget leaves. It is refused (409)
    for a person who has a question about the project open, was left out of it, or does not want to be asked; and for
    one who was asked in confidence, for only who runs the PMO asks again there, on the project's page.
    """
    return _once(request, idempotency_key, partial(_ask_them, reader(request), ref, asked))


@router.post(
    "/asks/{uuid:ref}/answers",
    response={200: AnswerOut, 202: AnswerOut, **problems(400, 403, 404, 409)},
    auth=Key(ANSWER),
    url_name="give_answer",
)
def give_answer(
    request: HttpRequest,
    ref: uuid.UUID,
    answer: AnswerIn,
    idempotency_key: str = Header(alias="Idempotency-Key", min_length=1, max_length=100),
) -> HttpResponse:
    """Hand in the answer of a person whom your system has authenticated.

    Counted (200) only when the respondent is the person who was asked; else it is kept, not counted (202), and shown to
    the PMO. The same rules hold as for every answer: the first one sticks, and the person may change it for seven days.
    """
    act = partial(_take, reader(request), ref, answer, idempotency_key)
    return _once(request, idempotency_key, act)


def _ask_them(by: Membership, ref: uuid.UUID, asked: AsksIn) -> Done:
    project = project_for(by, ref=ref)
    people = selectors.chosen_stakeholders(project, asked.stakeholders)
    if len(people) != len(set(asked.stakeholders)):
        raise NotHere(_("Not all of these people are stakeholders of the project. List them anew."))
    now = clock.now()
    _refuse_who_confided(people, at=now)
    became = asked_by_hand(wish=ByHand(project, by.user, asked.note), stakeholders=people, now=now)
    return Done(201, selectors.asked_out(became.now, became.later, people).model_dump(mode="json"))


def _refuse_who_confided(people: Sequence[Stakeholder], *, at: datetime) -> None:
    """Refuse, always in the same words, where it would tell of answers whether a question leaves now or later.

    Whoever made the key: who holds it could be the one who is rated.
    """
    kept = would_tell((one.contact_id for one in people), at=at)
    for one in people:
        if one.contact_id in kept:
            raise RuleBroken(
                _("%(name)s was asked in confidence: only who runs the PMO asks by hand.")
                % {"name": one.contact.name}
            )


def _take(by: Membership, ref: uuid.UUID, answer: AnswerIn, key: str) -> Done:
    ask = ask_to_answer_for(by, ref=ref)
    if ask.mode == Ask.Mode.ANONYMOUS:  # nothing may be kept here that says who has answered
        raise RuleBroken(
            _(
                "This question is anonymous: it is answered on its own page only. Show the person the link."
            )
        )
    heard = take_word(ask_id=ask.pk, word=_word(ask, answer, key))
    if heard.outcome in {Outcome.CLOSED, Outcome.TOO_LATE, Outcome.OVERTAKEN}:
        raise RuleBroken(_why_not(heard.outcome))
    outcome = _became(ask, answer, heard.outcome)
    out = AnswerOut(outcome=outcome, detail=_detail(outcome))
    return Done(202 if outcome == "not_counted" else 200, out.model_dump(mode="json"))


def _became(ask: Ask, answer: AnswerIn, outcome: Outcome) -> Became:
    """Return what became of an answer, without telling a program whether there was one in confidence before."""
    if ask.mode == Ask.Mode.NAMED:
        return OUTCOMES.get(outcome, "not_counted")
    counts = _is_respondent(ask, answer) and outcome in OUTCOMES
    return "counted" if counts else "not_counted"


def _is_respondent(ask: Ask, answer: AnswerIn) -> bool:
    return answer.respondent.email.casefold() == ask.contact.email.casefold()


def _word(ask: Ask, answer: AnswerIn, key: str) -> Word:
    added = Added(
        reasons=answer.reasons,
        comment=answer.comment,
        quote=answer.quote,
        wants_next=answer.wants_next,
    )
    return Word(
        channel=Channel.API,
        taste=answer.taste or "",
        at=clock.now(),
        is_proven=_is_respondent(ask, answer),
        key=key,
        added=added if added != Added(reasons=[]) else None,
    )


def _why_not(outcome: Outcome) -> str:
    if outcome is Outcome.CLOSED:
        return _("This question has expired or was withdrawn. Ask again to get an answer.")
    if outcome is Outcome.TOO_LATE:
        return _("This answer was first given more than seven days ago, and stays.")
    return _("Another answer came at the same moment. Send this one again.")


def _detail(outcome: str) -> str:
    if outcome == "counted":
        return _("The answer counts.")
    if outcome == "same":
        return _("This answer counts already.")
    return _("Not the person who was asked: the answer is kept, not counted, and the PMO sees it.")


def _once(request: HttpRequest, name: str, act: Callable[[], Done]) -> HttpResponse:
    """Do it once for each name that the sender gives, and say when an answer is that of the first time."""
    key: ApiKey = request.auth  # type: ignore[attr-defined]  # put there by ninja
    said = f"{request.method} {request.path}\n".encode() + request.body
    done = once(
        key=key,
        name=name,
        fingerprint=digest(said.decode(errors="replace")),
        at=clock.now(),
        act=act,
    )
    response = JsonResponse(dict(done.body), status=done.status)
    response["Cache-Control"] = "no-store"
    if done.is_replay:
        response["Idempotency-Replayed"] = "true"
    return response
