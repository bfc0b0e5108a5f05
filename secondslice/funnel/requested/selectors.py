"""The way from a link in a mail to what was asked for."""

from __future__ import annotations

from datetime import datetime

from secondslice.core.tokens import digest, looks_like_token
from secondslice.funnel.requested.models import ServiceRequest


def request_behind(token: str, *, slug: str, at: datetime) -> ServiceRequest | None:
    """Return what this link of a workspace confirms; None for nonsense and for what is over alike."""
    if not looks_like_token(token):
        return None
    found = ServiceRequest.objects.select_related("workspace", "version").filter(
        token_digest=digest(token), workspace__slug=slug, expires_at__gt=at
    )
    return found.first()
