from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord


class Storefront(WorkspaceRecord):
    """Whether strangers may read a workspace's menu. Without a row it is closed."""

    class Openness(models.TextChoices):
        OFF = "off", _("Closed")
        NETWORK = "network", _("Open in your company's network")
        PUBLIC = "public", _("Open to everybody")

    openness = models.CharField(max_length=7, choices=Openness, default=Openness.OFF)
    networks = models.TextField(blank=True)  # one to a line
    is_findable = models.BooleanField(default=False)  # by search engines

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="one_storefront")]

    def __str__(self) -> str:
        return self.openness


class Logo(WorkspaceRecord):
    """The PMO's own picture on top of the storefront. It is small, so it is stored and saved with the rows."""

    content = models.BinaryField()
    kind = models.CharField(max_length=20)  # its media type, by its first bytes
    digest = models.CharField(max_length=64)  # SHA-256: an address of its own for each picture

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="one_logo")]

    def __str__(self) -> str:
        return self.kind
