"""Send somebody what happened, as one mail: once for each day or week."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from secondslice.accounts.models import Membership
from secondslice.accounts.services.absences import claim_digest
from secondslice.messaging.services import Envelope, queue_mail
from secondslice.recovery.selectors.digests import Digest, digest_of


@transaction.atomic
def send_digest(*, membership: Membership, at: datetime) -> bool:
    """Queue the digest of a member, unless another worker has; where nothing happened none is sent. Return whether so.

    Up to when the member knows everything and the mail are written in one transaction: after a kill both are there, or
    neither.
    """
    digest = digest_of(membership, at=at)
    if not claim_digest(membership=membership, at=at) or digest.is_empty:
        return False
    _queue(membership, digest, at=at)
    return True


def _queue(membership: Membership, digest: Digest, *, at: datetime) -> None:
    user, workspace = membership.user, membership.workspace
    zone, language = membership.time_zone, membership.language
    with timezone.override(ZoneInfo(zone)), translation.override(language):
        queue_mail(
            workspace_id=workspace.pk,
            kind="recovery.digest",
            envelope=Envelope(
                to=user.email,
                to_name=user.name,
                from_name=workspace.name,
                headers={"Auto-Submitted": "auto-generated"},
                in_confidence=digest.tells_confidences,
            ),
            language=language,
            at=at,
            context={
                "workspace": workspace,
                "reader": user,
                "digest": digest,
                "now": at,
                "root": settings.BASE_URL,
                "cases_url": settings.BASE_URL + reverse("recovery:list", args=[workspace.slug]),
                "plan_url": settings.BASE_URL + reverse("dashboard:plan", args=[workspace.slug]),
                "settings_url": settings.BASE_URL + reverse("accounts:you", args=[workspace.slug]),
            },
        )
