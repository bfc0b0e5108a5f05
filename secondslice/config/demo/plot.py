"""The plot: when each project is asked, and the scenes of the last days."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from secondslice.config.demo import selling
from secondslice.config.demo.cast import STEPS
from secondslice.config.demo.chance import ZONE, workdays_before
from secondslice.config.demo.sizes import Size
from secondslice.config.demo.story import QUIET, Story
from secondslice.core import clock
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse.models import AnswerDetail, Ask, Taste
from secondslice.pulse.services.settling import Added

AFTER_KICKOFF, BETWEEN, BEFORE_THE_END, IN_OPERATION = 21, 82, 6, 90
ACTIVE = {Project.Phase.INITIATION, Project.Phase.PLANNING, Project.Phase.EXECUTION}
HALF = 0.4


Quote, Role = AnswerDetail.Quote, Stakeholder.Role


@dataclass(frozen=True, slots=True)
class Scene:
    """What one person does in the last days. Days are working days before today."""

    asked: int
    answered: int
    at: time
    taste: str
    added: Added
    works_on_it: bool = False
    role: str = Role.SPONSOR


WHEN_I_ASK = "I hear from you when I ask, and not before."
SLIDES = "Twelve slides. I need one page on my phone."
PICKS_UP = "One person to call, and she picks up."
NOBODY = "It went live and then nobody owned it."
COURSE = "You told us no to the extra module and you were right."
INFORMED, SECOND_SITE = (
    "The Friday one-pager is the only report I read.",
    "The same for our second site.",
)
SCENES = (
    Scene(4, 3, time(10, 12), Taste.NO, Added(["surprise"], "I learned about the delay in the corridor.")),
    Scene(2, 1, time(15, 40), Taste.NO, Added(["cadence"], WHEN_I_ASK), role=Role.CUSTOMER),
    Scene(3, 1, time(9, 5), Taste.YES, Added(["course"], COURSE, Quote.NAMED)),
    Scene(2, 1, time(11, 26), Taste.YES, Added(["informed"], INFORMED, Quote.NAMED, SECOND_SITE)),
    Scene(11, 10, time(14, 3), Taste.NO, Added(["notadopted"], NOBODY), works_on_it=True),
    Scene(3, 1, time(13, 48), Taste.YES, Added(["operation"]), role=Role.CUSTOMER),
    Scene(3, 2, time(16, 20), Taste.NO, Added(["format"], SLIDES), role=Role.CUSTOMER),
    Scene(8, 7, time(10, 31), Taste.YES, Added(["easy"], PICKS_UP, Quote.ANONYMOUS), role=Role.CUSTOMER),
    Scene(13, 12, time(17, 2), Taste.YES, Added(["risks"], "You saw the customs problem before we did.")),
)  # fmt: skip


def lay_out(story: Story, size: Size) -> None:
    """Put everything down that does not follow from something else."""
    today = clock.day_of(story.now, story.cast.workspace.time_zone)
    running = [project for project in story.cast.projects if project.phase in ACTIVE]
    staged = running[:: max(1, len(running) // len(SCENES))][: len(SCENES)]
    for project in story.cast.projects:
        quiet_from = today - QUIET if project in staged else None
        _plan(story, project, today, quiet_from)
    for project, scene in zip(staged, SCENES, strict=False):
        _stage(story, project, scene, today)
    selling.lay_out(story, size, today)
    for project in story.cast.projects:
        _live(story, project, today)


def _live(story: Story, project: Project, today: date) -> None:
    """Let a project go through its phases as the days pass; a question remembers the phase it was asked in."""
    start, end = project.starts_on, project.ends_on
    if start is None or end is None:
        return
    steps = list(STEPS)
    if project.phase == Project.Phase.STOPPED:
        steps = [*(one for one in steps if one[0] < HALF), (HALF, Project.Phase.STOPPED)]
    story.enter(project, steps[0][1])
    for share, phase in steps[1:]:
        day = start + timedelta(days=math.ceil(share * (end - start).days))
        if phase == Project.Phase.STOPPED:
            day = min(day, today - timedelta(days=1))
        story.at(_moment(day, time(7)), partial(story.enter, project, phase))


def _plan(story: Story, project: Project, today: date, quiet_from: date | None) -> None:
    """Ask after the kick-off, every quarter or so, near the end, and once in operation; not after a stop."""
    start, end = project.starts_on or today, project.ends_on or today
    last = end + timedelta(days=IN_OPERATION)
    day = start + timedelta(days=AFTER_KICKOFF)
    days = []
    while day < end - timedelta(days=BETWEEN // 2):
        days.append(day)
        day += timedelta(days=BETWEEN + story.chance.whole(-14, 14))
    days += [end - timedelta(days=BEFORE_THE_END), last]
    if project.phase == Project.Phase.STOPPED:
        days = days[: len(days) // 2]
    for one in days:
        if one <= today and (quiet_from is None or one < quiet_from):
            story.at(story.chance.at_work(one), lambda at: story.ask_round(project, at))


def _stage(story: Story, project: Project, scene: Scene, today: date) -> None:
    """Ask one person of a project, and let that person answer as the scene says."""
    parts = sorted(story.cast.parts[project.pk], key=lambda one: one.role != scene.role)
    story.on_stage.update(one.contact_id for one in parts[:1])
    asked = _moment(workdays_before(today, scene.asked), time(9, 30))
    answered = _moment(workdays_before(today, scene.answered), scene.at)

    def then(ask: Ask, _at: datetime) -> None:
        story.at(
            answered,
            lambda at: story.answer(
                ask, scene.taste, at, added=scene.added, works_on_it=scene.works_on_it
            ),
        )

    def begin(at: datetime) -> None:
        """Ask the person of the scene, or whoever else of the project has not been asked too often."""
        free = story.free(project, at)
        part = next((one for one in parts if one.contact_id in free), parts[0])
        story.on_stage.add(part.contact_id)
        story.ask(project, [part], at, then=then, by=project.manager)

    story.at(asked, begin)


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, ZONE)
