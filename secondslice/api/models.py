from __future__ import annotations

from django.db import models

from secondslice.accounts.models import ApiKey
from secondslice.core.models import WorkspaceRecord


class Call(WorkspaceRecord):
    """A request that changed something, by the name its sender gave it: sent again, it gets the same answer.

    Written in the transaction of what it did, so there is none for a request that was refused.
    """

    api_key = models.ForeignKey(ApiKey, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=100)  # the Idempotency-Key
    fingerprint = models.CharField(max_length=64)  # of method, address and body
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["api_key", "name"], name="one_call_per_name")
        ]
        indexes = [models.Index(fields=["at"], name="call_by_time")]  # to forget the old ones

    def __str__(self) -> str:
        return self.name
