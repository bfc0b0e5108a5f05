from __future__ import annotations

from django.db import models

from secondslice.core.models import WorkspaceRecord


class Message(WorkspaceRecord):
    """One message to one person over one channel: first the outbox, afterwards the log.

    `subject`, `text` and `html` hold marks such as `[[answer_yes]]` where a secret link belongs. The secrets
    themselves are in `sealed`, encrypted, and are put in at the moment of delivery; once a real server has accepted
    the message they are wiped. `sent_at` is empty until the message has left.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        KEPT = "kept"  # by the `outbox:` setting: to be read in the product, never sent
        FAILED = "failed"

    channel = models.CharField(max_length=20, default="mail")
    kind = models.CharField(max_length=60)
    to = models.CharField(max_length=320)
    to_name = models.CharField(max_length=200, blank=True)
    from_name = models.CharField(max_length=200, blank=True)
    reply_to = models.CharField(max_length=320, blank=True)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    payload = models.TextField(
        blank=True
    )  # of a chat message: its JSON, with marks like the text's
    calendar = models.TextField(blank=True)  # an invitation (.ics) that goes with a mail
    sealed = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    # One of many questions: it leaves after what somebody waits for, spread over time (SECONDSLICE_MAILS_PER_MINUTE),
    # and never to an address whose mail comes back. `batch`: those that were written together.
    is_bulk = models.BooleanField(default=False)
    batch = models.UUIDField(null=True)
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    claim = models.CharField(max_length=16, blank=True)  # of the worker that has it in hand
    sent_at = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=200, blank=True)  # by what a mail provider knows it
    last_error = models.CharField(max_length=300, blank=True)
    about = models.UUIDField(null=True)  # the person at a customer whom it is to, or about
    # That it exists, or what it says, may tell what somebody said in confidence: beside the addressee it is only for
    # those who keep confidences.
    in_confidence = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace", "-created_at"],
                name="message_not_sent",
                condition=models.Q(sent_at=None),
            ),
            models.Index(
                fields=["is_bulk", "due_at"],
                name="message_due_by_kind",
                # By a column that is compared with nothing: SQLite does not take a condition on `state`. And after the
                # one above: of two that seem to cost the same, SQLite takes the one that was made last.
                condition=models.Q(sent_at=None),
            ),
            models.Index(fields=["workspace", "-created_at"], name="message_of_workspace"),
            models.Index(
                fields=["workspace", "batch"],
                name="message_of_batch",
                condition=models.Q(batch__isnull=False),
            ),
            models.Index(
                fields=["provider_id"],
                name="message_of_provider",
                condition=~models.Q(provider_id=""),
            ),
            models.Index(
                fields=["sent_at"],
                name="message_bulk_sent",
                condition=models.Q(is_bulk=True, sent_at__isnull=False),
            ),
            models.Index(
                fields=["workspace", "about"],
                name="message_about_person",
                condition=models.Q(about__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to} ({self.state})"


from secondslice.messaging.chat_models import Chat  # noqa: E402
from secondslice.messaging.inbound_models import (  # noqa: E402  (they name the table above)
    Bounce,
    InboundMail,
    Suppression,
)

__all__ = ["Bounce", "Chat", "InboundMail", "Message", "Suppression"]
