"""What was reported: the last quarter twice, so that one is superseded, a defence pack, and links to them."""

from __future__ import annotations

from datetime import timedelta

from secondslice.accounts.models import Membership
from secondslice.config.demo.story import Story
from secondslice.core import clock
from secondslice.customers.models import Contact
from secondslice.reports.building.reports import Wish, build
from secondslice.reports.models import ReportShare
from secondslice.reports.rules import last_ended
from secondslice.reports.selectors.recipients import possible_readers
from secondslice.reports.services.choosing import set_sending
from secondslice.reports.services.issuing import issue
from secondslice.reports.services.sharing import count_view, share

OPENED = (1, 3, 2, 5, 4)
"""How often a link was opened on the last days."""


def write_some(story: Story) -> None:
    """Issue them, share two, and let the next one leave by itself."""
    lead = next(one for one in story.cast.members if one.role == Membership.Role.LEAD)
    workspace = lead.workspace
    today = clock.day_of(story.now, workspace.time_zone)
    _quarter(lead, story, days_ago=30)
    made = _quarter(lead, story, days_ago=6)
    for back, count in enumerate(OPENED):
        for _time in range(count):
            count_view(share=made, day=today - timedelta(days=back))
    document = build(workspace, Wish("defence", last_ended(today)), today=today)
    pack = issue(workspace=workspace, document=document, customer=None, by=lead, at=story.now)
    share(report=pack, by=lead.user, at=story.now, password="margherita", note="Finance")  # noqa: S106  (of the demo)
    readers: list[Contact] = list(possible_readers(workspace)[:2])
    set_sending(by=lead, is_sent=True, contacts=readers, at=story.now)


def _quarter(lead: Membership, story: Story, *, days_ago: int) -> ReportShare:
    """Issue the report of the last quarter some days ago, and share it."""
    workspace, at = lead.workspace, story.now - timedelta(days=days_ago)
    today = clock.day_of(story.now, workspace.time_zone)
    wish = Wish("executive", last_ended(today))
    document = build(workspace, wish, today=today - timedelta(days=days_ago))
    report = issue(workspace=workspace, document=document, customer=None, by=lead, at=at)
    return share(report=report, by=lead.user, at=at, note="Board")
