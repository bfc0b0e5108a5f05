"""Send a mail that tests how mail arrives."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from secondslice.messaging.models import Message
from secondslice.messaging.services.writing import Envelope, queue_mail


def send_test_mail(
    *, workspace_id: int, workspace_name: str, to: tuple[str, str], language: str, at: datetime
) -> Message:
    """Queue a mail to one of us, with the headers of a question, so that their signature can be looked at."""
    address, name = to
    return queue_mail(
        workspace_id=workspace_id,
        kind="messaging.test",
        envelope=Envelope(
            to=address,
            to_name=name,
            from_name=workspace_name,
            headers={
                "Auto-Submitted": "auto-generated",
                "List-Unsubscribe": f"<{settings.BASE_URL}/>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        ),
        language=language,
        at=at,
        context={"name": name, "workspace_name": workspace_name},
    )
