"""Some customers have let the PMO publish what they said, each in the places and under the name of their choice."""

from __future__ import annotations

from datetime import datetime, timedelta

from secondslice.accounts.models import Membership
from secondslice.config.demo.story import Story
from secondslice.core import clock
from secondslice.value.consent.models import ConsentEvent
from secondslice.value.consent.services.logging import log_consent
from secondslice.value.consent.services.wording import Choice, propose_wording
from secondslice.value.models import Testimonial
from secondslice.value.publishing import Approval, approve, refuse

State, Name = Testimonial.State, Testimonial.Name
EVERYWHERE = frozenset(Testimonial.Place.values)
PUBLISHED = (
    (Name.FULL, EVERYWHERE),
    (Name.ROLE, EVERYWHERE),
    (Name.NOBODY, EVERYWHERE),
    (Name.ROLE, frozenset({"wall", "reports"})),
    (Name.FULL, frozenset({"wall"})),
    (Name.ROLE, frozenset({"reports"})),
)
"""Under which name, and where: of the newest words first."""

A_DAY = timedelta(days=1)
MOST_WORDS = 5
"""Of the shorter wording that somebody decides about."""


def publish_some(story: Story) -> None:
    """Publish the newest words of some people; one more took it back, and one decides about other words."""
    workspace = story.cast.workspace
    lead = next(one for one in story.cast.members if one.role == Membership.Role.LEAD)
    today = clock.day_of(story.now, workspace.time_zone)
    drafts = Testimonial.objects.filter(workspace=workspace, state=State.DRAFT)
    found = list(drafts.order_by("-at", "-pk")[: len(PUBLISHED) + 3])
    for quote, (under, places) in zip(found, PUBLISHED, strict=False):
        approval = Approval(under, today + timedelta(days=365), places)
        _approved(quote, approval, by=lead, now=story.now)
    rest = found[len(PUBLISHED) :]
    for quote in rest[:1]:
        approval = Approval(Name.FULL, today + timedelta(days=365), EVERYWHERE)
        _approved(quote, approval, by=lead, now=story.now)
        refuse(testimonial=quote, at=story.now - timedelta(days=1))
    for quote in rest[1:2]:
        Testimonial.objects.filter(pk=quote.pk).update(state=State.ASKED, asked_at=story.now)
    for quote in rest[2:]:
        shorter = " ".join([*quote.words.split()[:MOST_WORDS], "…"])
        propose_wording(testimonial=quote, words=shorter, by=lead, at=story.now)


def _approved(quote: Testimonial, approval: Approval, *, by: Membership, now: datetime) -> None:
    """Let the author approve it without a mail: that was long ago."""
    at = quote.at
    Testimonial.objects.filter(pk=quote.pk).update(state=State.ASKED, asked_at=at)
    log_consent(
        testimonial=quote,
        kind=ConsentEvent.Kind.ASKED,
        how=ConsentEvent.How.US,
        by=by.user,
        at=at,
    )
    approve(
        testimonial=quote,
        approval=approval,
        words=quote.words,
        choice=Choice(),
        at=min(now, at + A_DAY),
    )
