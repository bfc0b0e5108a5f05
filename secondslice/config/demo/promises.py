"""What sales asked of delivery and promised: some kept, some broken on either side, one question late."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from secondslice.accounts.models import Membership
from secondslice.config.demo.story import Story
from secondslice.core import clock
from secondslice.funnel.models import IS_OPEN, DeliveryCheck, Opportunity
from secondslice.funnel.promises.models import Promise

TOLD = (
    ("yes", 30, 30, 30, "kept"),
    ("yes", 30, 30, 27, "kept"),
    ("yes_if", 25, 30, 30, "tight"),
    ("yes", 40, 40, 52, "missed"),
    ("yes", 30, 45, 60, "both"),
    ("", 20, None, 26, "unasked"),
    ("yes", 60, 60, 60, "kept"),
    ("yes_if", 45, 45, 45, "kept"),
)
"""What delivery answered, and after how many days it was promised, estimated and delivered."""
WORDS = {"yes_if": "You name one person who decides.", "no": "Nobody is free before May."}


def write_them_down(story: Story) -> None:
    """Write down what was promised in the past year, and ask two things that wait for an answer."""
    workspace, now = story.cast.workspace, story.now
    sales, lead = (story.cast.user(one) for one in (Membership.Role.SALES, Membership.Role.LEAD))
    today = clock.day_of(now, workspace.time_zone)
    known = Opportunity.objects.filter(workspace=workspace, merged_into=None)
    won = list(known.filter(kind="won").order_by("-opened_at", "-pk")[: len(TOLD)])
    for number, (found, (answer, promised, estimated, delivered, _why)) in enumerate(
        zip(won, TOLD, strict=False)
    ):
        told_on = today - timedelta(days=100 + 20 * number)
        price = found.value or Decimal(20_000)
        check = None
        if answer:
            check = DeliveryCheck.objects.create(
                workspace=workspace,
                opportunity=found,
                scope=found.title,
                price=price,
                currency=found.currency,
                on=told_on + timedelta(days=promised),
                asked_by=sales,
                asked_of=lead,
                asked_at=now - timedelta(days=104 + 20 * number),
                due_at=now - timedelta(days=102 + 20 * number),
                answer=answer,
                words=WORDS.get(answer, ""),
                estimated_on=told_on + timedelta(days=estimated or promised),
                estimated_price=price,
                answered_by=lead,
                answered_at=now - timedelta(days=103 + 20 * number, hours=number),
            )
        Promise.objects.create(
            workspace=workspace,
            opportunity=found,
            check_made=check,
            scope=found.title,
            price=price,
            currency=found.currency,
            on=told_on + timedelta(days=promised),
            told_on=told_on,
            by=sales,
            at=now - timedelta(days=100 + 20 * number),
            delivered_on=min(today, told_on + timedelta(days=delivered)),
            delivered_price=price,
            judged_by=lead,
            judged_at=now - timedelta(days=10),
        )
    waiting = known.filter(IS_OPEN, ask=None).order_by("-opened_at", "-pk")[:2]
    for days, found in zip((5, 0), waiting, strict=False):
        DeliveryCheck.objects.create(
            workspace=workspace,
            opportunity=found,
            scope=found.title,
            currency=found.currency,
            on=today + timedelta(days=60),
            asked_by=sales,
            asked_of=lead,
            asked_at=now - timedelta(days=days, hours=2),
            due_at=now - timedelta(days=days - 2, hours=2),
        )
