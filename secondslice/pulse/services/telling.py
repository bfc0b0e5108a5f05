"""Tell those who run projects which of their people cannot be reached."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from secondslice.accounts.models import Workspace
from secondslice.accounts.services.writing_to import write_to_member
from secondslice.messaging.models import Suppression
from secondslice.messaging.selectors import suppressions
from secondslice.pulse.selectors.reaching import who_is_to_be_told


@transaction.atomic
def tell_unreachable(*, workspace: Workspace, at: datetime) -> int:
    """Queue one mail to each who runs projects, about all of whom nobody was told yet. Return how many mails."""
    told = who_is_to_be_told(workspace)
    for owner, people in told.items():
        write_to_member(
            workspace=workspace,
            user=owner,
            kind="pulse.unreachable",
            at=at,
            context={
                "owner": owner,
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
