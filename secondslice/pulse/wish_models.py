"""The table of what was pressed on people's own pages."""

from __future__ import annotations

from django.db import models

from secondslice.core.models import WorkspaceRecord
from secondslice.customers.models import Contact


class WishAttempt(WorkspaceRecord):
    """Somebody or something pressed a button on a person's own page: append-only, of whatever verdict.

    Only what the verdict takes for the person's act changes a wish. Of a doubtful one the person is told by mail.
    """

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="wish_attempts")
    act = models.CharField(max_length=8)  # wishing.Act
    until = models.DateField(null=True)  # the end of a pause
    verdict = models.CharField(max_length=8)  # models.Verdict
    signals = models.CharField(max_length=200, blank=True)  # codes of pulse.rules.Signal, by comma
    at = models.DateTimeField()
    nonce = models.CharField(max_length=16, blank=True)  # the end of its signature
    network = models.CharField(max_length=50, blank=True)  # coarse: /24 or /48, never the address
    browser = models.CharField(max_length=30, blank=True)
    mailed_at = models.DateTimeField(null=True)  # when the person was asked whether it was meant

    class Meta:
        indexes = [models.Index(fields=["workspace", "contact", "-at"], name="wish_of_contact")]

    def __str__(self) -> str:
        return f"{self.act} ({self.verdict})"
