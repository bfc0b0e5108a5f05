"""What people told others of a No, ways of working that were saved, and the first number of the workspace's own."""

from __future__ import annotations

from datetime import timedelta

from secondslice.accounts.models import Membership, Workspace
from secondslice.analytics.retention import Mix
from secondslice.config.demo.story import Story
from secondslice.core import clock
from secondslice.impact import services
from secondslice.impact.calibration import TELLERS
from secondslice.impact.selectors import beliefs_of
from secondslice.impact.what_if import ASKED, FEW, Way
from secondslice.pulse.models import AskRules

SCENARIOS = (
    ("As if nobody asked", Way(0.2, 0.5, FEW)),
    ("We ask everybody and mend quickly", Way(0.2, 0.5, ASKED)),
    ("We ask everybody, and a sponsor leaves", Way(0.2, 0.5, ASKED, lost=1)),
    ("We ask, and mend slowly", Way(0.2, 0.5, Mix(0.75, 0.7, 0.1))),
)


def switch_on(workspace: Workspace) -> None:
    """Let people say after a No to how many others they told it."""
    AskRules.objects.create(workspace=workspace, asks_talked=True)


def save_some(story: Story) -> None:
    """Save ways of working, and take up the number of tellers where enough people have said it."""
    lead = next(one for one in story.cast.members if one.role == Membership.Role.LEAD)
    for place, (name, way) in enumerate(SCENARIOS):
        at = story.now - timedelta(days=20 - 3 * place)
        services.keep_scenario(by=lead, name=name, way=way, at=at)
    today = clock.day_of(story.now, lead.workspace.time_zone)
    found = next(one for one in beliefs_of(lead.workspace, today=today) if one.code == TELLERS)
    if found.is_ours:
        services.take_up(by=lead, code=TELLERS, at=story.now - timedelta(days=2))
