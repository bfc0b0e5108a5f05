"""Make the demo in one transaction: all of it, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.config.demo import (
    afterwards,
    benefits,
    bulletins,
    confided,
    executives,
    findings,
    impact,
    keeping,
    menus,
    outlook,
    planning,
    plot,
    promises,
    quotes,
    regulars,
    reporting,
    scanners,
    selling,
    sessions,
    stations,
    touches,
    usage,
    wishes,
)
from secondslice.config.demo.cast import SLUG, settle_in
from secondslice.config.demo.chance import Chance
from secondslice.config.demo.sizes import SIZES
from secondslice.config.demo.story import Story
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Customer
from secondslice.journeys.workspace_opened import workspace_opened
from secondslice.projects.models import Project
from secondslice.pulse.models import Ask


@dataclass(frozen=True, slots=True)
class SignIn:
    """An address with which one can sign in to the demo."""

    role: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Made:
    """What there is now."""

    workspace: Workspace
    sign_ins: list[SignIn]
    projects: int
    asks: int


@transaction.atomic
def make_demo(*, size: str, seed: int, password: str, now: datetime) -> Made:
    """Fill the demo workspace. Raise RuleBroken when there is data in it."""
    _must_be_free()
    shape, chance = SIZES[size], Chance(seed)
    cast = settle_in(shape, chance, at=now, password=password)
    workspace_opened(workspace=cast.workspace)
    impact.switch_on(cast.workspace)
    story = Story(cast, chance, now=now)
    plot.lay_out(story, shape)
    scanners.let_in(story)
    wishes.let_in(story)
    confided.lay_out(story, years=shape.years)
    findings.put_dates_off(story)
    story.run()
    keeping.keep(cast.members, now=now)
    selling.meet_newcomers(story)
    selling.plan_actions(story)
    menus.write_it(story, at=now)
    afterwards.leave_somebody_out(story)
    planning.look_ahead(story)
    stations.put_them_up(story)
    regulars.let_in(story)
    regulars.order_from_the_menu(story)
    regulars.say_not_now(story)
    touches.plan_some(story)
    quotes.publish_some(story)
    bulletins.write_some(story)
    promises.write_them_down(story)
    benefits.write_them_down(story)
    executives.ask_them(story)
    usage.ask_in_operations(story)
    sessions.open_hours(story)
    outlook.look_out(story)
    impact.save_some(story)
    confided.seal(story, now)
    findings.find_themes(story)
    afterwards.tidy_up(story, years=shape.years)
    reporting.write_some(story)
    return Made(
        workspace=cast.workspace,
        sign_ins=_one_of_each_role(cast.members),
        projects=len(cast.projects),
        asks=Ask.objects.filter(workspace=cast.workspace).count(),
    )


def _must_be_free() -> None:
    workspace = Workspace.objects.filter(slug=SLUG).first()
    if workspace is None:
        return
    projects = Project.objects.filter(workspace=workspace).count()
    customers = Customer.objects.filter(workspace=workspace).count()
    if projects or customers:
        raise RuleBroken(
            f"The workspace “{SLUG}” has data already ({projects} projects, {customers} customers), and the demo"
            " never mixes with it. Use another data folder: SECONDSLICE_DATA_DIR=./demo-data secondslice demo"
        )


def _one_of_each_role(members: list[Membership]) -> list[SignIn]:
    first: dict[str, User] = {}
    for member in members:
        first.setdefault(member.role, member.user)
    return [
        SignIn(str(Membership.Role(role).label), user.name, user.email)
        for role, user in first.items()
    ]
