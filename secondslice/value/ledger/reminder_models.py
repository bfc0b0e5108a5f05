"""What the product has done by itself on the measuring days of benefits."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from secondslice.core.models import WorkspaceRecord
from secondslice.customers.models import Contact
from secondslice.messaging.models import Message
from secondslice.value.ledger.models import Benefit, SignRequest


class Reminder(WorkspaceRecord):
    """A measuring day that the product has seen to by itself, once: a value is due, or there is something to sign."""

    class What(models.TextChoices):
        MEASURE = "measure"  # the owner in operations, or a member, is told that a value is due
        SIGN = "sign"  # the customer is asked whether what was found has arrived

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        OVER = "over"  # no longer due, or nobody can be written to (`why`)

    benefit = models.ForeignKey(Benefit, models.CASCADE, related_name="reminders")
    what = models.CharField(max_length=7, choices=What)
    due_on = models.DateField()
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    # To whom: somebody at the customer, or a member; of SIGN the request knows it.
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    request = models.OneToOneField(SignRequest, models.SET_NULL, null=True, related_name="reminder")
    token_digest = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001  (several have none)
    begins_on = models.DateField(null=True)
    """From when the value is asked that the link takes; until `due_on`."""
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")
    why = models.CharField(max_length=12, blank=True)
    again_at = models.DateTimeField(null=True)
    lost_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "contact", "state"], name="reminders_of_contact"),
            models.Index(fields=["workspace", "due_on"], name="reminders_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["benefit", "what", "due_on"], name="one_reminder_per_measuring_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.due_on} ({self.benefit_id})"
