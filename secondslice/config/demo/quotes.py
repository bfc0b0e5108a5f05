"""Some customers have let the PMO publish what they said, each under the name of their choice."""

from __future__ import annotations

from datetime import timedelta

from secondslice.config.demo.story import Story
from secondslice.core import clock
from secondslice.value.models import PLACES, Testimonial

UNDER = (Testimonial.Name.FULL, Testimonial.Name.ROLE, Testimonial.Name.NOBODY)


def publish_some(story: Story) -> None:
    """Publish the newest words of three people, and ask one more."""
    workspace = story.cast.workspace
    today = clock.day_of(story.now, workspace.time_zone)
    drafts = Testimonial.objects.filter(workspace=workspace, state=Testimonial.State.DRAFT)
    newest = list(drafts.order_by("-at", "-pk")[: len(UNDER) + 1])
    for found, under in zip(newest, UNDER, strict=False):
        Testimonial.objects.filter(pk=found.pk).update(
            state=Testimonial.State.PUBLISHED,
            asked_at=found.at,
            published_at=found.at,
            under=under,
            until=today + timedelta(days=365),
            **dict.fromkeys(PLACES.values(), True),
        )
    for found in newest[len(UNDER) :]:
        Testimonial.objects.filter(pk=found.pk).update(
            state=Testimonial.State.ASKED, asked_at=story.now
        )
