"""The base of every table."""

from __future__ import annotations

import uuid

from django.db import models


class WorkspaceRecord(models.Model):
    """A row that belongs to one workspace. `ref` is what addresses and the API show, never the key."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
