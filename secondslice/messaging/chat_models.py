"""Where a workspace chats: its own Slack app, its own Teams workflow."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord


class Chat(WorkspaceRecord):
    """A workspace's connection with a chat. Its secrets are sealed, and never shown again."""

    class Kind(models.TextChoices):
        SLACK = "slack", _("Slack")
        TEAMS = "teams", _("Microsoft Teams")

    kind = models.CharField(max_length=5, choices=Kind)
    sealed = models.TextField()  # Slack: token and signing_secret; Teams: url
    connected_at = models.DateTimeField()
    waits_until = models.DateTimeField(null=True)  # it takes nothing before
    last_error = models.CharField(
        max_length=300, blank=True
    )  # why not; empty when it took the last one

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "kind"], name="one_chat_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.workspace}"
