"""Answers in confidence are shown in groups that are sealed once: who sees what, and what stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from secondslice.accounts.models import Membership
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import (
    AnonymousAnswer,
    AnswerGroup,
    Ask,
    AskRules,
    DailyTaste,
    GroupMember,
)
from secondslice.pulse.selectors.overview import Counts, counts
from secondslice.pulse.selectors.together import together
from secondslice.pulse.services.asking import re_ask
from secondslice.pulse.services.counting import count_answer, rebuild_counts
from secondslice.pulse.services.sealing import seal_answers
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery.tests.make import give

pytestmark = pytest.mark.django_db
CONFIDENTIAL, ANONYMOUS = Ask.Mode.CONFIDENTIAL, Ask.Mode.ANONYMOUS
NAMES = ("Bo", "Cy", "Di", "Ed", "Flo", "Gus", "Hal", "Ida", "Jo", "Kit")


@pytest.fixture
def tills(ava: Membership, max: Membership) -> Project:
    """Max's project."""
    return make_project(ava.workspace, "New tills", manager=max.user)


def confide(
    by: Membership,
    project: Project,
    tastes: str,
    *,
    at: datetime,
    names: Sequence[str] = NAMES,
    words: str = "",
    reasons: Sequence[str] = (),
) -> list[Ask]:
    """Let one person after the other answer in confidence: y or n, or - for silence."""
    asks = []
    for name, taste in zip(names, tastes, strict=False):
        ask = make_ask(by, at=at, name=name, project=project, mode=CONFIDENTIAL).ask
        if taste != "-":
            said = {"y": "yes", "n": "no"}[taste]
            mine = f"{words} {name}" if words else ""
            ask = say(ask, said, at=at, words=mine, reasons=reasons)
        asks.append(ask)
    return asks


def say(ask: Ask, taste: str, *, at: datetime, words: str = "", reasons: Sequence[str] = ()) -> Ask:
    """Let a person answer, with all that is counted."""
    was = Ask.objects.get(pk=ask.pk).taste
    ask = give(ask, taste, at=at, words=words, reasons=reasons)
    count_answer(ask=ask, was=was, now=taste)
    return ask


def seal(by: Membership, *, at: datetime) -> int:
    """Seal what can be, after the hold."""
    return seal_answers(workspace=by.workspace, at=at + timedelta(minutes=2))


def test_four_answers_are_no_group_and_five_are(
    ava: Membership, max: Membership, tills: Project, now: datetime
) -> None:
    confide(max, tills, "yyyn", at=now)
    assert seal(ava, at=now) == 0
    assert counts(max) == Counts(asked=0, yes=0, no=0, hidden=4)
    assert counts(ava) == Counts(asked=4, yes=3, no=1)

    confide(max, tills, "n", at=now, names=("Zoe",))
    assert seal(ava, at=now) == 1
    assert counts(max) == Counts(asked=5, yes=3, no=2)
    assert counts(ava) == Counts(asked=5, yes=3, no=2)
    assert seal(ava, at=now) == 0


def test_five_answers_of_one_person_are_no_group(
    ava: Membership, max: Membership, tills: Project, now: datetime
) -> None:
    (ask,) = confide(max, tills, "n", at=now)
    for month in range(1, 5):
        later = now + timedelta(days=31 * month)
        ask = say(re_ask(ask=ask, adjustment="", asked_by=max.user, at=later), "no", at=later)

    assert Ask.objects.filter(state=Ask.State.ANSWERED, mode=CONFIDENTIAL).count() == 5
    assert seal(ava, at=now + timedelta(days=140)) == 0


def test_what_is_added_or_changed_later_is_not_followed_in_a_group(
    ava: Membership, max: Membership, tills: Project, now: datetime
) -> None:
    first, *_rest = confide(max, tills, "yyyyy", at=now)
    seal(ava, at=now)
    say(first, "no", at=now + timedelta(hours=1))
    confide(max, tills, "nnn", at=now, names=NAMES[5:])
    seal(ava, at=now + timedelta(hours=1))

    assert counts(max) == Counts(asked=5, yes=5, no=0, hidden=3)  # else: one of five, which one?
    assert counts(ava) == Counts(asked=8, yes=4, no=4)


def test_silent_questions_count_as_asked_once_they_have_expired(
    ava: Membership, max: Membership, tills: Project, now: datetime
) -> None:
    asks = confide(max, tills, "yyyyy---", at=now)
    Ask.objects.filter(pk__in=[one.pk for one in asks[5:7]]).update(state=Ask.State.EXPIRED)
    seal(ava, at=now)

    assert counts(max) == Counts(asked=7, yes=5, no=0, hidden=1)


def test_what_waits_in_small_projects_joins_the_customer_and_then_the_workspace(
    ava: Membership, max: Membership, exe: Membership, tills: Project, now: datetime
) -> None:
    lorries = make_project(ava.workspace, "Lorries", customer=tills.customer, manager=max.user)
    confide(max, tills, "yyy", at=now)
    confide(max, lorries, "nn", at=now, names=NAMES[5:])
    assert seal(ava, at=now + timedelta(days=29)) == 0
    assert seal(ava, at=now + timedelta(days=30)) == 1

    group = AnswerGroup.objects.get()
    assert (group.project, group.customer) == (None, tills.customer)
    assert counts(exe) == Counts(asked=5, yes=3, no=2)
    assert counts(max).answered == 0  # it would tell him of the other project's people
    assert together(exe, customer=tills.customer).answered == 5
    assert together(exe, project=tills).answered == 0


def test_reasons_need_eight_people_and_words_five(
    ava: Membership, max: Membership, tills: Project, now: datetime
) -> None:
    confide(max, tills, "nnnnnnn", at=now, reasons=["cadence"], words="Too rare.")
    seal(ava, at=now)
    seen = together(max, project=tills)
    assert (seen.causes, len(seen.words), seen.no) == ([], 7, 7)

    confide(max, tills, "n", at=now, names=("Zoe",), reasons=["cadence", "scope"])
    seal(ava, at=now)
    seen = together(max, project=tills)
    assert [count for _label, count in seen.causes] == [8, 1]
    assert seen.praise == []


def test_words_that_were_taken_back_are_shown_no_more(
    ava: Membership, max: Membership, tills: Project, now: datetime
) -> None:
    asks = confide(max, tills, "nnnnnn", at=now, words="Too rare.")
    seal(ava, at=now)
    assert len(together(max, project=tills).words) == 6
    for ask in asks[:2]:
        say(ask, "", at=now + timedelta(hours=1))

    assert together(max, project=tills).words == []  # four are too few


def test_workspace_may_ask_for_more_people_and_not_for_fewer(
    ava: Membership, max: Membership, tills: Project, now: datetime
) -> None:
    AskRules.objects.create(workspace=ava.workspace, least_together=7, least_spread=9)
    confide(max, tills, "yyyyyy", at=now)
    assert seal(ava, at=now) == 0
    confide(max, tills, "y", at=now, names=("Zoe",))
    assert seal(ava, at=now) == 1


def test_anonymous_answers_are_groups_for_everybody(
    ava: Membership, max: Membership, tills: Project, now: datetime
) -> None:
    for number in range(5):
        AnonymousAnswer.objects.create(
            workspace=ava.workspace,
            source=AnonymousAnswer.Source.MAIL,
            project=tills,
            customer=tills.customer,
            week=now.date() - timedelta(days=now.weekday()),
            taste="yes" if number else "no",
            comment=f"Word {number}",
            receipt_digest=str(number),
        )
    assert together(ava).answered == 0
    seal(ava, at=now)

    for who in (ava, max):
        seen = together(who, project=tills)
        assert (seen.yes, seen.no, len(seen.words)) == (4, 1, 5)
        assert counts(who).answered == 5
    assert not AnonymousAnswer.objects.filter(is_revealed=False).exists()
    assert AnswerGroup.objects.values_list("on", flat=True).distinct().get().weekday() == 0
    assert not GroupMember.objects.filter(ask__isnull=False).exists()


def test_counts_made_anew_are_the_same(
    ava: Membership, max: Membership, tills: Project, now: datetime
) -> None:
    first, *_rest = confide(max, tills, "yyynnn-", at=now)
    make_ask(max, at=now, name="Ana", project=tills, mode=ANONYMOUS)
    say(make_ask(max, at=now, name="Nan", project=tills).ask, "no", at=now)
    seal(ava, at=now + timedelta(days=1))
    say(first, "no", at=now + timedelta(days=2))
    columns = [field.name for field in DailyTaste._meta.fields if field.name != "id"]  # noqa: SLF001
    kept = sorted(DailyTaste.objects.values_list(*columns), key=str)

    rebuild_counts(workspace_id=ava.workspace_id)

    assert sorted(DailyTaste.objects.values_list(*columns), key=str) == kept
