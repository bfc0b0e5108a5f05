"""One mail about several projects: each line in its own words, with the personal line of whoever asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from secondslice.accounts.models import Membership
from secondslice.customers.tests.make import make_contact
from secondslice.messaging.models import Message
from secondslice.messaging.services import opened
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.channels import Way
from secondslice.pulse.letters import Round, draft_ask, owner_of
from secondslice.pulse.services.posting import Letter, remind, store
from secondslice.pulse.services.turns import Permit
from secondslice.pulse.services.wording import reword_point, wording_for
from secondslice.pulse.tests.slack import connect_slack, connect_teams

pytestmark = pytest.mark.django_db


def letter_about_both(
    lea: Membership, max: Membership, now: datetime, *, way: str = Way.MAIL
) -> Letter:
    """Return the letter that asks Zoë about payroll by plan, and by the hand of Max about the tills."""
    payroll = make_project(lea.workspace, "Payroll", manager=lea.user)
    tills = make_project(lea.workspace, "New tills", manager=max.user, customer=payroll.customer)
    zoe = make_contact(payroll.customer, "Zoë", way=way)
    reword_point(workspace=lea.workspace, point="kickoff", question="Did it begin well?")
    lines = []
    for project, by, point, note in (
        (payroll, None, "", ""),
        (tills, max.user, "kickoff", "The tills at <Nord & Süd> are yours now."),
    ):
        this = Round(project, by, now, owner_of(project), note)
        wording = wording_for(workspace=lea.workspace, language="en-us", point=point)
        lines.append((this, draft_ask(this, make_stakeholder(project, zoe), wording)))
    return Letter(Permit(zoe.pk, now), lines)


def test_mail_about_several_projects_asks_each_in_its_own_words_and_keeps_the_personal_line(
    lea: Membership, max: Membership, now: datetime
) -> None:
    first, second = store(letters=[letter_about_both(lea, max, now)])

    assert first.message == second.message
    mail = opened(Message.objects.get())
    for said in (mail.text, mail.html):
        payroll, tills = said.find("Payroll"), said.find("New tills")
        assert said.find("Does your project taste good?") < payroll < tills
        assert tills < said.find("Max: The tills at") < said.find("Did it begin well?")
        assert said.count("Did it begin well?") == 1
        assert "None" not in said
    assert "Max: The tills at &lt;Nord &amp; Süd&gt; are yours now." in mail.html


def test_reminder_of_several_projects_asks_each_in_its_own_words(
    lea: Membership, max: Membership, now: datetime
) -> None:
    asks = store(letters=[letter_about_both(lea, max, now)])

    assert remind(asks=asks, permit=Permit(asks[0].contact_id, now))

    mail = opened(Message.objects.get(kind="pulse.reminder"))
    for said in (mail.text, mail.html):
        assert said.find("New tills") < said.find("Did it begin well?")


def test_mail_of_one_asker_does_not_say_in_each_line_who_wrote_it(
    lea: Membership, now: datetime
) -> None:
    letter = letter_about_both(lea, lea, now)
    (this, draft), second = letter.lines
    lines = [(replace(this, asked_by=lea.user), draft), second]

    store(letters=[Letter(letter.permit, lines)])

    assert "\n  The tills at <Nord & Süd> are yours now.\n" in opened(Message.objects.get()).text


@pytest.mark.parametrize("way", [Way.SLACK, Way.TEAMS])
def test_chat_about_several_projects_keeps_the_personal_line_too(
    lea: Membership, max: Membership, now: datetime, way: Way
) -> None:
    connect = connect_slack if way is Way.SLACK else connect_teams
    connect(lea.workspace, at=now)

    (ask, _other) = store(letters=[letter_about_both(lea, max, now, way=way)])

    assert ask.way == way
    said = opened(Message.objects.get()).payload
    assert said.find("Payroll") < said.find("Max: The tills at <Nord") < said.find("New tills")
