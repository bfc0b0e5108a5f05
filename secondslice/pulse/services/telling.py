"""Tell those who run projects which of their people cannot be reached."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from secondslice.accounts.models import Workspace
from secondslice.messaging.models import Suppression
from secondslice.messaging.selectors import suppressions
from secondslice.messaging.services import Envelope, queue_mail
from secondslice.pulse.selectors.reaching import who_is_to_be_told


@transaction.atomic
def tell_unreachable(*, workspace: Workspace, at: datetime) -> int:
    """Queue one mail to each who runs projects, about all of whom nobody was told yet. Return how many mails."""
    told = who_is_to_be_told(workspace)
    for owner, people in told.items():
        queue_mail(
            workspace_id=workspace.pk,
            kind="pulse.unreachable",
            envelope=Envelope(
                to=owner.email,
                to_name=owner.name,
                from_name=workspace.name,
                headers={"Auto-Submitted": "auto-generated"},
            ),
            language=owner.language or workspace.language,
            at=at,
            context={
                "owner": owner,
                "workspace": workspace,
                "people": [
                    {
                        "name": one.contact.name if one.contact else "",
                        "address": one.suppression.address,
                        "why": one.suppression.get_why_display,
                        "projects": ", ".join(one.projects),
                        "link": _link(workspace, one.contact.ref) if one.contact else "",
                    }
                    for one in people
                ],
            },
        )
    news = suppressions(workspace_id=workspace.pk).filter(told_at=None).values("pk")
    Suppression.objects.filter(pk__in=news).update(told_at=at)
    return len(told)


def _link(workspace: Workspace, ref: object) -> str:
    return settings.BASE_URL + reverse("customers:edit_contact", args=[workspace.slug, ref])
