"""A short mail to many that tells only what is so: what was delivered, what was changed, what customers say."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.customers.models import Contact
from secondslice.funnel.menu.models import Service
from secondslice.messaging.models import Message
from secondslice.projects.models import Project
from secondslice.pulse.plan_models import Touch
from secondslice.recovery.models import Adjustment
from secondslice.value.models import Testimonial


class Bulletin(WorkspaceRecord):
    """One bulletin, from the first choice of a period to the last mail. What it tells stands in its items."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")

    class Segment(models.TextChoices):
        ALL = "all", _("All customers")
        INTERNAL = "internal", _("Departments")
        EXTERNAL = "external", _("Clients")
        SERVICE = "service", _("Whoever has a part in a project of one service")
        LIFE = "life", _("Customers who have come so far")

    since = models.DateField(_("from"))
    until = models.DateField(_("until"))
    subject = models.CharField(_("subject"), max_length=150, blank=True)
    words = models.TextField(_("your own words on top"), max_length=1000, blank=True)
    segment = models.CharField(_("to"), max_length=8, choices=Segment, default=Segment.ALL)
    service = models.ForeignKey(Service, models.SET_NULL, null=True, blank=True, related_name="+")
    life = models.CharField(max_length=12, blank=True)  # funnel.rules.Life
    state = models.CharField(max_length=7, choices=State, default=State.DRAFT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()  # of the last change
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True)  # when the button was pressed
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "-at"], name="bulletin_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="draft", sent_at__isnull=True)
                | (~models.Q(state="draft") & models.Q(sent_at__isnull=False)),
                name="sent_bulletin_has_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("since")),
                name="bulletin_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.subject or f"bulletin of {self.until}"


class BulletinItem(WorkspaceRecord):
    """One thing a bulletin tells. Its words are looked up where they are kept: nothing that was taken back is told."""

    bulletin = models.ForeignKey(Bulletin, models.CASCADE, related_name="items")
    project = models.ForeignKey(Project, models.CASCADE, null=True, related_name="+")
    change = models.ForeignKey(Adjustment, models.CASCADE, null=True, related_name="+")
    quote = models.ForeignKey(Testimonial, models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(project__isnull=False, change__isnull=True, quote__isnull=True)
                | models.Q(project__isnull=True, change__isnull=False, quote__isnull=True)
                | models.Q(project__isnull=True, change__isnull=True, quote__isnull=False),
                name="bulletin_item_is_one_thing",
            ),
            models.UniqueConstraint(fields=["bulletin", "project"], name="project_told_once"),
            models.UniqueConstraint(fields=["bulletin", "change"], name="change_told_once"),
            models.UniqueConstraint(fields=["bulletin", "quote"], name="quote_told_once"),
        ]

    def __str__(self) -> str:
        return f"item of {self.bulletin_id}"


class BulletinCopy(WorkspaceRecord):
    """One person of the segment: whether the bulletin went out to him or her, and if not, why."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        LEFT_OUT = "left_out"

    class Why(models.TextChoices):
        TOUCHED = "touched", _("heard from us within the last days")
        YEAR_FULL = "year_full", _("heard from us often enough this year")
        STOPPED = "stopped", _("asked not to be written to")
        NO_BULLETIN = "no_bulletin", _("unsubscribed from the bulletin")
        PAUSED = "paused", _("asked for a pause")
        UNREACHABLE = "unreachable", _("mail comes back")
        SILENT = "silent", _("silent three times: talk instead")
        CASE = "case", _("something is being mended for them")
        ERASED = "erased", _("erased")
        EMPTY = "empty", _("everything it told was taken back meanwhile")
        HALTED = "halted", _("you stopped it")

    bulletin = models.ForeignKey(Bulletin, models.CASCADE, related_name="copies")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    why = models.CharField(max_length=11, choices=Why, blank=True)
    not_before = models.DateTimeField(null=True)  # the next morning of a working day over there
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")
    touch = models.ForeignKey(Touch, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "contact"], name="one_copy_per_person"),
            models.CheckConstraint(
                condition=models.Q(state="left_out") & ~models.Q(why="")
                | ~models.Q(state="left_out") & models.Q(why=""),
                name="left_out_of_bulletin_says_why",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "contact"], name="bulletins_of_contact")]

    def __str__(self) -> str:
        return f"{self.bulletin_id} to {self.contact_id}"
