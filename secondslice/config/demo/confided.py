"""What is told in confidence: a team that is asked anonymously, and the groups that are sealed as time goes by."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial

from secondslice.accounts.selectors import lead_of
from secondslice.config.demo.cast import make_person
from secondslice.config.demo.chance import ZONE, workdays_before
from secondslice.config.demo.story import Story, tap
from secondslice.core import clock
from secondslice.core.tokens import new_token
from secondslice.customers.models import Contact
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.modes import Mode
from secondslice.pulse.selectors.people import Holds
from secondslice.pulse.services.anonymous import add_to_anonymous, answer_with
from secondslice.pulse.services.answering import Person, take_answer
from secondslice.pulse.services.by_hand import ByHand, ask_by_hand
from secondslice.pulse.services.sealing import seal_answers
from secondslice.pulse.services.settling import expire_asks

TEAM, NOES, SILENT = 9, 2, 1
ASKED_BEFORE = 19
"""Working days: all have answered before the next weekly look whether there are enough."""


def lay_out(story: Story, *, years: float) -> None:
    """Ask a team, and look every week whether there are enough answers for a group."""
    today = clock.day_of(story.now, story.cast.workspace.time_zone)
    asked = datetime.combine(workdays_before(today, ASKED_BEFORE), time(10, 5), ZONE)
    story.at(asked, lambda at: _ask_a_team(story, at))
    weeks = int(years * 53) + 1
    for number in range(weeks):
        story.at(story.now - timedelta(weeks=number), lambda at: seal(story, at))


def seal(story: Story, at: datetime) -> None:
    """Close what ran out, and seal the groups that are large enough."""
    expire_asks(at=at)
    seal_answers(workspace=story.cast.workspace, at=at)


def _ask_a_team(story: Story, at: datetime) -> None:
    """Let the key users of a running project join it, and ask all of them at once."""
    running = [one for one in story.cast.projects if one.phase == Project.Phase.EXECUTION]
    project = (running or story.cast.projects)[0]
    manager = project.manager or lead_of(story.cast.workspace)
    wish = ByHand(project, manager, mode=Mode.ANONYMOUS)
    asked = ask_by_hand(wish=wish, stakeholders=_team(story, project), at=at, holds=Holds())
    _answer(story, asked.now, at)


def _team(story: Story, project: Project) -> list[Stakeholder]:
    workspace, role = project.workspace, Stakeholder.Role.TEAM
    taken = set(Contact.objects.filter(workspace=workspace).values_list("email", flat=True))
    team = []
    for _number in range(TEAM):
        name, email = make_person(story.chance, taken, "example.org")
        contact = Contact.objects.create(
            workspace=workspace,
            customer=project.customer,
            name=name,
            email=email,
            title="Key user",
        )
        team.append(
            Stakeholder.objects.create(
                workspace=workspace, project=project, contact=contact, role=role
            )
        )
    return team


def _answer(story: Story, asks: list[Ask], at: datetime) -> None:
    for number, ask in enumerate(asks[SILENT:]):
        taste = Taste.NO if number < NOES else Taste.YES
        when = story.chance.work_after(at, hours=1 + number * 7)
        story.at(when, partial(_press, story, ask, taste))


def _press(story: Story, ask: Ask, taste: str, at: datetime) -> None:
    """Tap as a person does, and now and then add words: nothing leads from here to the row that keeps them."""
    public, receipt = story.open(ask, at), new_token()
    take_answer(ask=public, tap=tap(taste, at), person=Person(browser="Firefox", receipt=receipt))
    answer, added = answer_with(ask=public, receipt=receipt), story.moods.words(ask, taste)
    if answer is not None and (added.reasons or added.comment):
        add_to_anonymous(ask=public, answer=answer, added=added)
