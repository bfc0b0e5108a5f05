"""Makers of answers and cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from secondslice.accounts.models import Membership
from secondslice.journeys.answer_given import answer_given
from secondslice.journeys.asked_again import asked_again
from secondslice.projects.models import Project
from secondslice.pulse.models import AnswerDetail, AnswerRevision, Ask, Reason, Taste
from secondslice.pulse.selectors.asks import label_of
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery import services
from secondslice.recovery.models import Case


def give(
    ask: Ask,
    taste: str,
    *,
    at: datetime,
    reasons: Sequence[str] = (),
    words: str = "",
    quote: str = AnswerDetail.Quote.NO,
    wants_next: str = "",
) -> Ask:
    """Let the person answer (or take it back with an empty taste), and do what follows. Return the ask as it is now."""
    ask = Ask.objects.get(pk=ask.pk)
    Ask.objects.filter(pk=ask.pk).update(
        state=Ask.State.ANSWERED if taste else Ask.State.SENT,
        taste=taste,
        answered_at=(ask.answered_at or at) if taste else None,
        changed_at=at,
        version=ask.version + 1,
    )
    AnswerRevision.objects.create(
        workspace=ask.workspace,
        ask=ask,
        number=ask.version + 1,
        taste=taste,
        verdict="human",
        counted=True,
        at=at,
    )
    if reasons or words or wants_next:
        add(ask, taste, at=at, reasons=reasons, words=words, quote=quote, wants_next=wants_next)
    return settle(ask, at=at)


def add(
    ask: Ask,
    taste: str,
    *,
    at: datetime,
    reasons: Sequence[str] = (),
    words: str = "",
    quote: str = AnswerDetail.Quote.NO,
    wants_next: str = "",
) -> None:
    """Let the person add words to the answer."""
    chosen = Reason.objects.filter(workspace=ask.workspace, code__in=reasons)
    AnswerDetail.objects.create(
        workspace=ask.workspace,
        ask=ask,
        number=ask.details.count() + 1,
        taste=taste,
        reasons=[
            {"code": one.code, "label": label_of(one), "severity": one.severity} for one in chosen
        ],
        comment=words,
        quote=quote,
        wants_next=wants_next,
        at=at,
    )


def settle(ask: Ask, *, at: datetime) -> Ask:
    """Do what follows from the answer, as the job after the hold does."""
    ask = Ask.objects.select_related("workspace", "project", "customer", "contact", "owner").get(
        pk=ask.pk
    )
    answer_given(ask=ask, now=at)
    return ask


def make_case(
    by: Membership,
    *,
    at: datetime,
    name: str = "Ben",
    project: Project | None = None,
    reasons: Sequence[str] = (),
    words: str = "",
) -> Case:
    """Let Ben, asked by `by`, say No at this moment. Return the case."""
    ask = make_ask(by, at=at, name=name, project=project).ask
    give(ask, Taste.NO, at=at, reasons=reasons, words=words)
    return fresh(Case.objects.get(ask=ask))


def make_re_asked_case(by: Membership, *, at: datetime, name: str = "Ben") -> tuple[Case, Ask]:
    """Return a case whose customer has just been asked again, and that ask."""
    case = make_case(by, at=at, name=name)
    services.adjust(
        case=case, what="One page, every Friday.", starts_on=date(2026, 3, 2), by=by.user, at=at
    )
    ask = asked_again(case=case, by=by.user, now=at)
    return fresh(case), ask


def fresh(case: Case) -> Case:
    """Return the case as it stands in the database now, as the pages read it."""
    return Case.objects.select_related(
        "workspace", "ask__wording", "project", "customer", "contact", "owner"
    ).get(pk=case.pk)
