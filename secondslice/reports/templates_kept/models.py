"""The organisation's own look for slides."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from secondslice.core.models import WorkspaceRecord


class ReportTemplate(WorkspaceRecord):
    """The presentation whose layouts, fonts and colours all slides of a workspace take. Without a row: our own look."""

    name = models.CharField(max_length=120)
    content = models.BinaryField()
    size = models.PositiveIntegerField()  # bytes, so that a page need not read the content
    digest = models.CharField(max_length=64)  # SHA-256
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="one_template_of_slides")]

    def __str__(self) -> str:
        return self.name
