"""Take a page for an executive back that has not left yet: its quote may not be told any more."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from secondslice.messaging.models import Message
from secondslice.messaging.services import forget_words, take_back_one
from secondslice.value.models import Testimonial
from secondslice.value.outlook.models import OnePager


@transaction.atomic
def recall_from_pages(*, testimonial: Testimonial) -> None:
    """A quote is not what it was: a page with it that has not left yet is not sent any more."""
    pages = _with(testimonial)
    for page in pages.exclude(message=None):
        if page.message_id and take_back_one(message_id=page.message_id):
            OnePager.objects.filter(pk=page.pk).update(sent_at=None, message=None)
    pages.filter(sent_at=None).update(quote=None)


@transaction.atomic
def forget_in_pages(*, testimonial: Testimonial) -> None:
    """A quote is taken back: what has left keeps that there was a mail, and not its words."""
    sent = _with(testimonial).exclude(message=None).values("message")
    forget_words(messages=Message.objects.filter(pk__in=sent))
    _with(testimonial).update(quote=None)


def _with(testimonial: Testimonial) -> QuerySet[OnePager]:
    return OnePager.objects.filter(workspace=testimonial.workspace_id, quote=testimonial)
