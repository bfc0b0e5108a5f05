"""Machines that press links: some of the asks are opened by a mail scanner seconds after they arrive."""

from __future__ import annotations

from datetime import datetime, timedelta

from secondslice.config.demo.story import Story, tap
from secondslice.pulse.models import Ask, Taste

EVENTS = 3
NETWORK = "203.0.113.0/24"
BACK = (6, 19, 40)


def let_in(story: Story) -> None:
    """Let scanners press both links of three recent asks; none of it counts, all of it can be looked at."""
    for days in BACK[:EVENTS]:
        story.at(story.now - timedelta(days=days), lambda at: _press(story, at))


def _press(story: Story, at: datetime) -> None:
    """Press Yes and No of the newest ask that is still open, from a network that scans mail."""
    ask = (
        Ask.objects.select_related("message")
        .filter(
            workspace=story.cast.workspace,
            state=Ask.State.SENT,
            version=0,
            sent_at__lt=at,
            expires_at__gt=at + timedelta(minutes=1),
        )
        .order_by("-sent_at", "-pk")
        .first()
    )
    if ask is None:
        return
    for seconds, taste in ((0, Taste.YES), (2, Taste.NO)):
        when = at + timedelta(seconds=seconds)
        story.press(ask, tap(taste, when, network=NETWORK, hand=""))
