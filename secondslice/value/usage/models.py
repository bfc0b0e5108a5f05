"""Whether what was delivered is used: who is asked in operations, what was said, and what is done where it is not."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.customers.models import Contact
from secondslice.messaging.models import Message
from secondslice.projects.models import Project
from secondslice.value.usage.rules import Use


class UsageOwner(WorkspaceRecord):
    """Who answers for a project's result in operations, and so is asked whether it is used."""

    project = models.OneToOneField(Project, models.CASCADE, related_name="usage_owner")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.contact} for {self.project}"


class UsageAsk(WorkspaceRecord):
    """One question to the owner in operations: at a step after the go-live, or once more because somebody wants it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for its day")
        SENT = "sent", _("Asked")
        ANSWERED = "answered", _("Answered")
        OVER = "over", _("Over")

    project = models.ForeignKey(Project, models.PROTECT, related_name="usage_asks")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+")
    step = models.PositiveSmallIntegerField()  # days after the go-live; 0: once more
    number = models.PositiveSmallIntegerField(default=0)  # of those that are once more
    wanted_on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    why = models.CharField(max_length=12, blank=True)  # pulse.budget.Why: why it waits, or is over
    again_at = models.DateTimeField(null=True)  # when the contact budget is looked at again
    sent_at = models.DateTimeField(null=True)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")
    token_digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace", "contact"],
                name="usage_ask_waiting",
                condition=models.Q(state="waiting"),
            ),
            models.Index(fields=["token_digest"], name="usage_ask_by_token"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "project", "step", "number"], name="one_usage_ask_per_step"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False),
                name="sent_usage_ask_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} after {self.step} days"


class UsageAnswer(WorkspaceRecord):
    """What the owner in operations said. Append-only: the current one is the last."""

    class Said(models.TextChoices):
        FULLY = Use.FULLY.value, _("In use")
        PARTLY = Use.PARTLY.value, _("Partly in use")
        NOT = Use.NOT.value, _("Not in use")

    ask = models.ForeignKey(UsageAsk, models.PROTECT, related_name="answers")
    project = models.ForeignKey(Project, models.PROTECT, related_name="usage_answers")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+")
    said = models.CharField(max_length=6, choices=Said)
    who = models.CharField(max_length=200, blank=True)  # by whom it is used
    results = models.TextField(max_length=1000, blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "project"],
                condition=models.Q(is_current=True),
                name="one_current_usage_answer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.project}: {self.said}"


class UnusedItem(WorkspaceRecord):
    """Delivered but not used: what we do about it. Mended only by the owner's own later word that it is used."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        MENDED = "mended", _("Mended: it is used now")
        DROPPED = "dropped", _("Over: the project is not in operation any more")

    project = models.ForeignKey(Project, models.PROTECT, related_name="unused_items")
    opened_by = models.ForeignKey(UsageAnswer, models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    due_on = models.DateField(_("by"))
    plan = models.CharField(_("what we do"), max_length=400, blank=True)
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    mended_by = models.ForeignKey(UsageAnswer, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace", "owner", "due_on"],
                name="unused_open_of_owner",
                condition=models.Q(state="open"),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "project"],
                condition=models.Q(state="open"),
                name="one_open_unused_item",
            ),
            models.CheckConstraint(
                condition=models.Q(state="mended", mended_by__isnull=False)
                | (~models.Q(state="mended") & models.Q(mended_by__isnull=True)),
                name="mended_item_has_its_proof",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at__isnull=True)
                | (~models.Q(state="open") & models.Q(closed_at__isnull=False)),
                name="closed_unused_item_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} is not used"
