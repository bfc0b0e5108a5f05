"""Tables of what comes in: mails, mails of ours that came back, and addresses that are left alone."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.messaging.models import Message
from secondslice.messaging.parsing.bounces import Kind


class InboundMail(models.Model):
    """A mail that came in, each once: kept sealed until it is read, afterwards only that it was there.

    It belongs to a workspace, or to none as long as nobody knows whose it is.
    """

    class Way(models.TextChoices):
        PIPE = "pipe", _("Handed in by the mail server")
        MAILBOX = "mailbox", _("Fetched from the mailbox")
        HOOK = "hook", _("Sent by the provider")

    class State(models.TextChoices):
        WAITING = "waiting", _("To be read")
        READ = "read", _("Read")
        BROKEN = "broken", _("Not readable")

    class What(models.TextChoices):
        ANSWER = "answer", _("An answer")
        WORDS = "words", _("Words, passed on")
        STOP = "stop", _("Wants no more questions")
        AUTOMATIC = "automatic", _("An automatic reply")
        BOUNCE = "bounce", _("A mail that came back")
        DOUBTFUL = "doubtful", _("Not from the person who was asked")
        STRAY = "stray", _("Belongs to no question")

    workspace = models.ForeignKey(
        "accounts.Workspace", models.CASCADE, null=True, related_name="+", db_index=False
    )
    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=64, unique=True)  # digest of its Message-ID
    way = models.CharField(max_length=7, choices=Way)
    received_at = models.DateTimeField()
    recipient = models.CharField(max_length=320, blank=True)  # where the way in has told it
    sealed = models.TextField(blank=True)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    what = models.CharField(max_length=9, choices=What, blank=True)
    sender = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    why = models.CharField(max_length=300, blank=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-received_at"], name="inbound_of_workspace"),
            models.Index(fields=["received_at"], name="inbound_by_time"),  # to forget the old ones
        ]

    def __str__(self) -> str:
        return f"{self.what or self.state} by {self.way}"


class Bounce(WorkspaceRecord):
    """A mail of ours that did not reach somebody, or was called spam. `key`: the same report counts once."""

    class Kind(models.TextChoices):
        HARD = Kind.HARD.value, _("There is no such mailbox")
        SOFT = Kind.SOFT.value, _("The mailbox is full or was away")
        OTHER = Kind.OTHER.value, _("Refused for another reason")
        COMPLAINT = Kind.COMPLAINT.value, _("Called spam by the person")

    address = models.CharField(max_length=320)
    kind = models.CharField(max_length=9, choices=Kind)
    words = models.CharField(max_length=300, blank=True)  # of the server
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")
    key = models.CharField(max_length=64)
    at = models.DateTimeField()
    followed_at = models.DateTimeField(null=True)  # what follows from it has been done

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="one_bounce_per_report")
        ]
        indexes = [
            models.Index(fields=["workspace", "address", "-at"], name="bounce_of_address"),
            models.Index(
                fields=["at"], name="bounce_to_follow", condition=models.Q(followed_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.address}"


class Suppression(WorkspaceRecord):
    """An address to which nothing but what the person waits for is sent, since when and why; `lifted_at` ends it."""

    class Why(models.TextChoices):
        HARD = Kind.HARD.value, _("There is no such mailbox")
        SOFT = Kind.SOFT.value, _("Mail came back several times")
        COMPLAINT = Kind.COMPLAINT.value, _("The person called our mail spam")

    address = models.CharField(max_length=320)  # in lower case
    why = models.CharField(max_length=9, choices=Why)
    words = models.CharField(max_length=300, blank=True)  # of the server
    since = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # those who run the person's projects know it
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "address"],
                condition=models.Q(lifted_at=None),
                name="suppressed_once",
            )
        ]
        indexes = [models.Index(fields=["workspace", "-since"], name="suppression_by_time")]

    def __str__(self) -> str:
        return f"{self.address}: {self.why}"
