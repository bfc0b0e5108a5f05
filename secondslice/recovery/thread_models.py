"""What is written between a customer and us about a No, and the files that belong to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.messaging.models import Message


class CaseMail(WorkspaceRecord):
    """A mail that a member wrote to the customer of a case.

    The secret in the address for replies is in the sealed part of the mail and nowhere else. `form_key` stands in the
    form: when the same form comes twice, one mail leaves.
    """

    case = models.ForeignKey("recovery.Case", models.CASCADE, related_name="mails")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    subject = models.CharField(_("subject"), max_length=150)
    words = models.TextField(_("words"))
    answers_no = models.BooleanField(default=False)  # by it the No counts as heard
    message = models.OneToOneField(Message, models.SET_NULL, null=True, related_name="+")
    token_digest = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001  (empty ones are not the same)
    form_key = models.UUIDField(unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.subject


class CaseReply(WorkspaceRecord):
    """What somebody wrote back. `is_proven`: it is shown that the customer did."""

    case = models.ForeignKey("recovery.Case", models.CASCADE, related_name="replies")
    mail = models.ForeignKey(CaseMail, models.CASCADE, related_name="replies")
    sender = models.CharField(max_length=320)
    is_proven = models.BooleanField(default=False)
    subject = models.CharField(max_length=300, blank=True)
    words = models.TextField(blank=True)
    left_out = models.JSONField(default=list)  # [{"name", "why"}]: files that were not taken
    message_id = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.subject or self.sender


class Attachment(WorkspaceRecord):
    """A file of a case: it came with a reply, or a member put it there. Without a `stored` name it was removed."""

    case = models.ForeignKey("recovery.Case", models.CASCADE, related_name="attachments")
    reply = models.ForeignKey(CaseReply, models.CASCADE, null=True, related_name="attachments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    stored = models.CharField(
        max_length=32, blank=True
    )  # its name in the folder, see core/files.py
    at = models.DateTimeField()
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stored="", removed_at__isnull=False)
                | (~models.Q(stored="") & models.Q(removed_at__isnull=True)),
                name="removed_file_is_not_stored",
            )
        ]

    def __str__(self) -> str:
        return self.name
