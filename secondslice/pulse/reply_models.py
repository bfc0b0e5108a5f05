"""Where a mail with questions may be answered by replying."""

from __future__ import annotations

from django.db import models

from secondslice.core.models import WorkspaceRecord
from secondslice.customers.models import Contact


class ReplyAddress(WorkspaceRecord):
    """The address of one mail: whoever writes to it answers the questions of this mail.

    `asks` are their keys in the order of the mail, for "1. Yes" and "2. No". The secret in the address is in the sealed
    part of the mail and nowhere else.
    """

    token_digest = models.CharField(max_length=64, unique=True)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    asks = models.JSONField()

    def __str__(self) -> str:
        return f"where {self.contact} replies to {len(self.asks)} questions"
