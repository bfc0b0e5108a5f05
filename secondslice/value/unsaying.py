"""Take words of a customer out of what holds them outside the room's own pages."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.value.bulletin.services.recalling import forget_quote, recall_quote
from secondslice.value.models import Testimonial
from secondslice.value.outlook.services.recalling import forget_in_pages, recall_from_pages


@transaction.atomic
def recall(*, testimonial: Testimonial, at: datetime) -> None:
    """Take what holds these words, and has not left yet, out of the outbox."""
    recall_quote(testimonial=testimonial, at=at)
    recall_from_pages(testimonial=testimonial)


@transaction.atomic
def unsay(*, testimonial: Testimonial, at: datetime) -> None:
    """Recall them, and forget them in the copies of what has left."""
    recall(testimonial=testimonial, at=at)
    forget_quote(testimonial=testimonial)
    forget_in_pages(testimonial=testimonial)
