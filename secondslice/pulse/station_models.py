"""Tables of answers that bear no name: where anybody may answer without a personal link, and what was said.

Nothing here leads from an answer to a person: no ask, no contact, no time but the week. Rows are not numbered in the
order they came, so that no log of taps can be laid beside them.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.customers.models import Customer
from secondslice.projects.models import Project
from secondslice.pulse.station_rules import Reject


def random_key() -> int:
    """Return a key for a row that must not tell when it came: 62 random bits."""
    return secrets.randbits(62) + 1


class Station(WorkspaceRecord):
    """A place where anybody may answer: a QR code, a kiosk or a web page. Its token is never stored, see `token`."""

    class Kind(models.TextChoices):
        QR = "qr", _("QR code")
        KIOSK = "kiosk", _("Kiosk")
        WIDGET = "widget", _("Widget")

    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    name = models.CharField(_("name"), max_length=80)
    # Nothing: the station asks about the PMO as a whole.
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="stations"
    )
    question = models.CharField(_("question"), max_length=120)
    language = models.CharField(_("language"), max_length=10)
    opens_on = models.DateField(_("open from"))
    closes_on = models.DateField(_("until"), null=True, blank=True)  # the last day it is open
    closed_at = models.DateTimeField(null=True)
    # Raised when the address got about where it should not: the old one then leads nowhere.
    issue = models.PositiveSmallIntegerField(default=1)
    token_digest = models.CharField(max_length=64, unique=True)
    present = models.PositiveSmallIntegerField(_("people in the room"), null=True, blank=True)
    most_per_hour = models.PositiveSmallIntegerField(
        _("most answers from one network in an hour"), default=60
    )
    origins = models.JSONField(default=list, blank=True)  # of the pages that may show the widget
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["workspace", "project"], name="station_of_project")]

    def __str__(self) -> str:
        return self.name


class StationDevice(WorkspaceRecord):
    """A screen that may take answers for a kiosk. It was told a code once, and holds a secret since."""

    station = models.ForeignKey(Station, models.CASCADE, related_name="devices")
    name = models.CharField(_("name of the device"), max_length=80)
    code_until = models.DateTimeField()
    secret_digest = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001  (unique, so not "")
    enrolled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class TapCount(WorkspaceRecord):
    """How many answers came from one device or network in one span of time. `key` is a digest that tells neither.

    It stands beside the answers and leads to none of them.
    """

    created_at = None  # type: ignore[assignment]  # it would tell when the first of them came
    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["until"], name="tap_count_by_time")]

    def __str__(self) -> str:
        return f"{self.count} until {self.until}"


class NotCounted(WorkspaceRecord):
    """How many taps at a station were not counted in a week, and why."""

    class Why(models.TextChoices):
        NETWORK = Reject.NETWORK.value, _("Too many from one network within an hour")
        DEVICE = Reject.DEVICE.value, _("Too many from one device at once")
        BROWSER = Reject.BROWSER.value, _("The browser had answered already")
        UNCONFIRMED = Reject.UNCONFIRMED.value, _("Not confirmed by a second tap")
        MACHINE = Reject.MACHINE.value, _("Pressed by a program")

    station = models.ForeignKey(Station, models.CASCADE, related_name="not_counted")
    week = models.DateField()
    why = models.CharField(max_length=11, choices=Why)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "station", "week", "why"], name="one_count_per_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.count} {self.why}"


class AnonymousAnswer(WorkspaceRecord):
    """One answer of somebody whom nobody will know. Never counted with those of people who were asked by name.

    `receipt_digest` belongs to what the page of the answer holds, so that its browser alone can change the answer, and
    the same tap cannot count twice. `is_revealed`: it was shown, together with enough others, and cannot
    change any more.
    """

    class Source(models.TextChoices):
        MAIL = "mail", _("Mail")
        QR = Station.Kind.QR.value, Station.Kind.QR.label
        KIOSK = Station.Kind.KIOSK.value, Station.Kind.KIOSK.label
        WIDGET = Station.Kind.WIDGET.value, Station.Kind.WIDGET.label

    class Taste(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")

    id = models.BigAutoField(primary_key=True, default=random_key)
    created_at = None  # type: ignore[assignment]  # the week is all that is known of the time
    source = models.CharField(max_length=6, choices=Source)
    station = models.ForeignKey(Station, models.PROTECT, null=True, related_name="answers")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="+")
    week = models.DateField()  # its Monday
    taste = models.CharField(max_length=3, choices=Taste)
    reasons = models.JSONField(default=list)  # [{"code", "label", "severity"}] as the person saw
    comment = models.TextField(blank=True)
    receipt_digest = models.CharField(max_length=64, unique=True)
    is_revealed = models.BooleanField(default=False)
    # Words that came after the reveal wait for the next one, or for the end of the week: who still typed could be seen.
    words_wait = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(taste__in=["yes", "no"]), name="anonymous_answer_has_a_taste"
            ),
            models.CheckConstraint(
                condition=models.Q(week__iso_week_day=1), name="anonymous_answer_has_a_monday"
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "station"], name="anonymous_of_station"),
            models.Index(fields=["workspace", "project", "week"], name="anonymous_of_project"),
        ]

    def __str__(self) -> str:
        return f"{self.taste} in the week of {self.week}"


class CallRequest(WorkspaceRecord):
    """Somebody left a name, so that the PMO calls. Nothing leads from here to what was answered.

    Its `ref` is made of the form that was sent: sent twice, it is one request.
    """

    station = models.ForeignKey(Station, models.PROTECT, null=True, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=100)
    address = models.CharField(_("e-mail address or telephone number"), max_length=200)
    about = models.CharField(_("what about"), max_length=500, blank=True)
    consent = models.CharField(max_length=300)  # the words that were agreed to, as they stood
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace", "at"],
                name="call_to_make",
                condition=models.Q(done_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.name
