"""Somebody has left: what customers write, and what is still asked, is the PMO's from that moment on."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.journeys.asked_again import asked_again
from secondslice.journeys.case_ran_out import case_ran_out
from secondslice.journeys.clocks_watched import clocks_watched
from secondslice.journeys.person_erased import person_erased
from secondslice.messaging.models import Message
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import BY_HAND, PlannedAsk
from secondslice.pulse.selectors.people import Holds
from secondslice.pulse.services.reminding import remind_silent
from secondslice.pulse.services.settling import expire_asks
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery import services as recovery
from secondslice.recovery.models import Case, CaseNote
from secondslice.recovery.tests.make import add, fresh, give, make_case, settle

pytestmark = pytest.mark.django_db
State = PlannedAsk.State


def leave(member: Membership, client: Client) -> None:
    """Let a member be removed on the page of members."""
    client.post(reverse("accounts:remove", args=["acme", member.ref]))
    assert not Membership.objects.filter(pk=member.pk).exists()


def test_what_was_planned_is_asked_by_the_pmo_and_what_was_asked_keeps_the_name(
    max: Membership, as_ava: Client, clock: Clock
) -> None:
    part = make_stakeholder(make_project(max.workspace, "New tills", manager=max.user))
    for occasion, state in (("one", State.PLANNED), ("two", State.SENT)):
        PlannedAsk.objects.create(
            workspace=max.workspace,
            project=part.project,
            contact=part.contact,
            occasion=occasion,
            point=BY_HAND,
            wanted_on=clock.moment.date(),
            on=clock.moment.date(),
            state=state,
            asked_by=max.user,
        )

    leave(max, as_ava)

    assert PlannedAsk.objects.get(occasion="one").asked_by is None
    assert PlannedAsk.objects.get(occasion="two").asked_by == max.user


@pytest.mark.parametrize("has_left", [False, True])
def test_reminder_is_answered_to_who_is_still_here(
    has_left: bool, ava: Membership, max: Membership, as_ava: Client, clock: Clock
) -> None:
    sent = make_ask(max, at=clock.moment, accepted_at=clock.moment)
    if has_left:
        leave(max, as_ava)
    clock.moment += timedelta(days=10)

    assert remind_silent(workspace=max.workspace, at=clock.moment, holds=Holds()) == 1

    reminder = Message.objects.get(kind="pulse.reminder")
    assert reminder.reply_to == (ava.user.email if has_left else max.user.email)
    assert ("Max" in reminder.from_name) is not has_left
    assert Ask.objects.get(pk=sent.ask.pk).asked_by == max.user


def confided(by: Membership, *, at: datetime) -> Case:
    """Let Bea say No in confidence to a question of this member."""
    ask = make_ask(by, at=at, name="Bea", mode=Ask.Mode.CONFIDENTIAL).ask
    give(ask, "no", at=at)
    return fresh(Case.objects.get(ask=ask))


def told(member: Membership) -> list[str]:
    """Return what this member was told of cases, in order."""
    found = Message.objects.filter(to=member.user.email, kind__startswith="recovery.")
    return list(found.order_by("pk").values_list("kind", flat=True))


def ended_in_silence(by: Membership, *, clock: Clock) -> Case:
    """Let Ben say No and not answer when he is asked again."""
    case = make_case(by, at=clock.moment)
    recovery.adjust(
        case=case, what="One page.", starts_on=clock.moment.date(), by=by.user, at=clock.moment
    )
    ask = asked_again(case=fresh(case), by=by.user, now=clock.forward(hours=1))
    expire_asks(at=ask.expires_at)
    case_ran_out(case=fresh(case), now=ask.expires_at)
    clock.moment = ask.expires_at + timedelta(days=1)
    return fresh(case)


def test_lead_who_is_made_a_manager_gives_confidences_away_and_hears_of_them_no_more(
    ava: Membership,
    lea: Membership,
    max: Membership,
    as_ava: Client,
    as_lea: Client,
    clock: Clock,
) -> None:
    hidden, named = confided(max, at=clock.moment), make_case(lea, at=clock.moment)
    assert (hidden.owner, named.owner) == (lea.user, lea.user)
    heard = told(lea)

    as_ava.post(reverse("accounts:change_role", args=["acme", lea.ref]), {"role": "manager"})
    add(hidden.ask, "no", at=clock.moment, words="It was Max.")
    settle(hidden.ask, at=clock.forward(minutes=5))

    assert (fresh(hidden).owner, fresh(named).owner) == (ava.user, lea.user)
    assert told(lea) == heard
    assert told(ava) == ["recovery.case_opened", "recovery.words_added"]
    address = reverse("recovery:case", args=["acme", hidden.ref])
    assert as_lea.get(address).status_code == 404


def test_lead_who_stays_one_keeps_confidences_in_another_role(
    ava: Membership, lea: Membership, max: Membership, as_ava: Client, clock: Clock
) -> None:
    hidden = confided(max, at=clock.moment)

    as_ava.post(reverse("accounts:change_role", args=["acme", lea.ref]), {"role": "owner"})

    assert fresh(hidden).owner == lea.user


def test_confidence_whose_owner_may_not_read_it_is_told_to_who_may(
    ava: Membership, lea: Membership, max: Membership, clock: Clock
) -> None:
    hidden = confided(max, at=clock.moment)
    Membership.objects.filter(pk=lea.pk).update(role=Membership.Role.MANAGER)
    heard = told(lea)
    add(hidden.ask, "no", at=clock.moment, words="It was Max.")

    settle(hidden.ask, at=clock.forward(minutes=5))
    clocks_watched(workspace=ava.workspace, now=hidden.due_at)

    assert told(lea) == heard
    assert told(ava) == ["recovery.words_added", "recovery.step_due"]
    person_erased(contact=hidden.contact, how="page", now=clock.moment)
    assert Message.objects.get(kind="recovery.customer_erased").to == ava.user.email


def test_change_that_takes_up_the_case_of_who_has_left_gives_it_to_the_lead(
    ava: Membership, lea: Membership, max: Membership, as_ava: Client, clock: Clock
) -> None:
    case = ended_in_silence(max, clock=clock)
    leave(max, as_ava)
    assert fresh(case).owner == max.user  # what has ended keeps the name
    heard = told(max)

    recovery.adjust(
        case=fresh(case),
        what="A call every Monday.",
        starts_on=clock.moment.date(),
        by=ava.user,
        at=clock.moment,
    )
    clocks_watched(workspace=ava.workspace, now=fresh(case).due_at)

    case = fresh(case)
    assert (case.state, case.owner) == (Case.State.ADJUSTED, lea.user)
    assert told(max) == heard
    assert told(lea) == ["recovery.case_opened", "recovery.step_due"]
    note = case.notes.get(kind=CaseNote.Kind.PASSED_ON)
    assert (note.why, note.owner) == (CaseNote.Why.GONE, lea.user)


def test_no_that_is_given_again_to_who_has_left_is_told_to_the_lead_with_its_words(
    lea: Membership, max: Membership, as_ava: Client, clock: Clock
) -> None:
    case = make_case(max, at=clock.moment)
    give(case.ask, "", at=clock.forward(minutes=5))
    leave(max, as_ava)
    heard = told(max)

    give(case.ask, "no", at=clock.forward(days=1), words="It is worse now.")
    add(case.ask, "no", at=clock.moment, words="And late.")
    settle(case.ask, at=clock.forward(minutes=5))

    assert fresh(case).owner == lea.user
    assert told(max) == heard
    assert told(lea) == ["recovery.case_opened", "recovery.words_added"]


def test_words_about_a_case_that_has_ended_reach_who_is_still_here(
    lea: Membership, max: Membership, as_ava: Client, clock: Clock
) -> None:
    case = ended_in_silence(max, clock=clock)
    leave(max, as_ava)
    heard = told(max)
    add(case.ask, "no", at=clock.moment, words="Nobody came.")

    settle(case.ask, at=clock.moment)

    assert fresh(case).state == Case.State.NO_ANSWER
    assert told(max) == heard
    assert told(lea) == ["recovery.words_added"]
