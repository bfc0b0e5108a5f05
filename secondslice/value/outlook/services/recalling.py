"""Take a page for an executive back that has not left yet: its quote may not be told any more."""

from __future__ import annotations

from django.db import transaction

from secondslice.messaging.services import take_back_one
from secondslice.value.models import Testimonial
from secondslice.value.outlook.models import OnePager


@transaction.atomic
def recall_from_pages(*, testimonial: Testimonial) -> None:
    """A quote is taken back: a page with it that has not left yet is not sent any more."""
    pages = OnePager.objects.filter(workspace=testimonial.workspace_id, quote=testimonial)
    for page in pages.exclude(message=None):
        if page.message_id and take_back_one(message_id=page.message_id):
            OnePager.objects.filter(pk=page.pk).update(sent_at=None, message=None)
    pages.update(quote=None)
