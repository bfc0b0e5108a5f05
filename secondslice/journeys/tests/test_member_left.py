"""Somebody has left: what customers write, and what is still asked, is the PMO's from that moment on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.messaging.models import Message
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import BY_HAND, PlannedAsk
from secondslice.pulse.selectors.people import Holds
from secondslice.pulse.services.reminding import remind_silent
from secondslice.pulse.tests.make import make_ask

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
