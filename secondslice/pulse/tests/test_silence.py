"""Three questions without an answer: no more mail until somebody has talked to the person."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from secondslice.accounts.models import AuditEntry, Membership, Workspace
from secondslice.customers.models import Contact
from secondslice.journeys.asks_planned import asks_planned
from secondslice.journeys.person_talked_to import person_talked_to
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import PlannedAsk, Touch
from secondslice.pulse.tests.make import send_asks

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def part(max: Membership) -> Stakeholder:
    """Ben, sponsor of New tills, that began three weeks ago."""
    project = make_project(
        max.workspace, "New tills", manager=max.user, starts_on=date(2026, 2, 13)
    )
    return make_stakeholder(project, name="Ben")


def leave_unanswered(part: Stakeholder, *, at: datetime) -> None:
    """Let Ben be asked about another project, and not answer."""
    manager = part.project.manager
    other = make_project(part.workspace, f"Project of {at:%Y-%m}", manager=manager)
    again = make_stakeholder(other, part.contact)
    (ask,) = send_asks(project=other, stakeholders=[again], asked_by=None, at=at)
    Ask.objects.filter(pk=ask.pk).update(state=Ask.State.EXPIRED)


def planned(project: Project) -> PlannedAsk:
    return PlannedAsk.objects.get(project=project)


def test_three_silences_in_a_row_end_the_mails(
    max: Membership, part: Stakeholder, now: datetime
) -> None:
    for days in (160, 120):
        leave_unanswered(part, at=now - days * DAY)
    asks_planned(workspace=max.workspace, now=now)
    assert planned(part.project).why == ""

    leave_unanswered(part, at=now - 80 * DAY)
    asks_planned(workspace=max.workspace, now=now)

    assert (planned(part.project).on, planned(part.project).why) == (None, "silent")


def test_silence_does_not_wear_off_with_the_years(
    max: Membership, part: Stakeholder, now: datetime
) -> None:
    for days in (900, 860, 820):
        leave_unanswered(part, at=now - days * DAY)

    asks_planned(workspace=max.workspace, now=now)

    assert planned(part.project).why == "silent"


def test_several_projects_of_one_mail_are_one_silence(
    max: Membership, part: Stakeholder, now: datetime
) -> None:
    for _project in range(3):
        leave_unanswered(part, at=now - 80 * DAY)

    asks_planned(workspace=max.workspace, now=now)

    assert planned(part.project).why == ""


def test_talk_is_written_down_counts_as_a_contact_and_sets_the_person_free(
    max: Membership, part: Stakeholder, now: datetime
) -> None:
    for days in (160, 120, 80):
        leave_unanswered(part, at=now - days * DAY)
    asks_planned(workspace=max.workspace, now=now)

    person_talked_to(by=max, contact=part.contact, words="Prefers the phone.", now=now)

    talk = Touch.objects.get()
    assert (talk.kind, talk.by, talk.words, talk.on) == (
        "talk",
        max.user,
        "Prefers the phone.",
        date(2026, 3, 6),
    )
    assert (planned(part.project).on, planned(part.project).why) == (date(2026, 3, 13), "touched")
    assert AuditEntry.objects.get(verb="talked to").subject == "Ben"


def test_zone_of_the_person_says_which_day_it_is(
    pmo: Workspace, max: Membership, part: Stakeholder, now: datetime
) -> None:
    Contact.objects.update(time_zone="Pacific/Kiritimati")  # fourteen hours ahead: Friday midnight
    contact = Contact.objects.get(pk=part.contact_id)

    person_talked_to(by=max, contact=contact, words="", now=now + timedelta(minutes=30))

    assert Touch.objects.get().on == date(2026, 3, 7)
