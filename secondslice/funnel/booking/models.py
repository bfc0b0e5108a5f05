"""Who can be booked and when, and what was booked."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.customers.models import Contact
from secondslice.funnel.booking.rules import Hours, Span, Terms
from secondslice.funnel.menu.models import ServiceVersion
from secondslice.funnel.touching.models import PlannedTouch


class BookingHost(WorkspaceRecord):
    """A member with whom visitors can book a session."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    is_open = models.BooleanField(_("can be booked"), default=True)
    zone = models.CharField(_("time zone"), max_length=50)
    minutes = models.PositiveSmallIntegerField(_("length"), default=30)
    buffer = models.PositiveSmallIntegerField(_("minutes between two sessions"), default=0)
    notice = models.PositiveSmallIntegerField(_("hours of notice"), default=24)
    ahead = models.PositiveSmallIntegerField(_("days ahead"), default=28)
    place = models.CharField(_("where"), max_length=200, blank=True)
    feed = models.TextField(blank=True)  # the address of the own calendar, sealed: it is a secret
    feed_at = models.DateTimeField(null=True)  # when it was read the last time
    feed_fault = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user"], name="one_host_per_person")
        ]

    def __str__(self) -> str:
        return self.user.name

    @property
    def terms(self) -> Terms:
        """Return how this host can be booked; its hours are read."""
        hours = [Hours(one.weekday, one.begins, one.ends) for one in self.hours.all()]
        return Terms(self.zone, hours, self.minutes, self.buffer, self.notice, self.ahead)


class OpenHours(WorkspaceRecord):
    """On a weekday (Monday is 0) from one time until another, by the host's clock."""

    host = models.ForeignKey(BookingHost, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    begins = models.TimeField()
    ends = models.TimeField()

    class Meta:
        ordering = ["weekday", "begins"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(begins__lt=models.F("ends"), weekday__lte=6),
                name="hours_begin_before_they_end",
            )
        ]

    def __str__(self) -> str:
        return f"{self.weekday}: {self.begins} to {self.ends}"


class TimeOff(WorkspaceRecord):
    """Days on which a host cannot be booked, both included."""

    host = models.ForeignKey(BookingHost, models.CASCADE, related_name="days_off")
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))

    class Meta:
        ordering = ["begins_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(begins_on__lte=models.F("ends_on")),
                name="time_off_begins_before_it_ends",
            )
        ]

    def __str__(self) -> str:
        return f"{self.begins_on} to {self.ends_on}"


class BusyTime(WorkspaceRecord):
    """When the own calendar of a host has something else. What it is is not kept."""

    host = models.ForeignKey(BookingHost, models.CASCADE, related_name="busy")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["workspace", "host", "ends_at"], name="busy_times_of_host")]

    def __str__(self) -> str:
        return f"{self.begins_at} to {self.ends_at}"


class Booking(WorkspaceRecord):
    """A session that a visitor has asked for. Until it is confirmed the time is held, and names nobody to others."""

    class State(models.TextChoices):
        HELD = "held", _("Not confirmed yet")
        BOOKED = "booked", _("Booked")
        CANCELLED = "cancelled", _("Cancelled")
        LAPSED = "lapsed", _("Never confirmed")

    host = models.ForeignKey(BookingHost, models.PROTECT, related_name="bookings")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.HELD)
    held_until = models.DateTimeField()
    token_digest = models.CharField(max_length=64, unique=True)
    # What was typed. Once it is confirmed, the person stands in the address book, and this is gone.
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    words = models.TextField(_("what it is about"), blank=True)
    version = models.ForeignKey(ServiceVersion, models.SET_NULL, null=True, related_name="+")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="+")
    opportunity = models.ForeignKey(
        "funnel.Opportunity", models.SET_NULL, null=True, related_name="bookings"
    )
    touch = models.ForeignKey(PlannedTouch, models.SET_NULL, null=True, related_name="+")
    language = models.CharField(max_length=10)
    zone = models.CharField(max_length=50)  # the visitor's
    network = models.CharField(max_length=8)  # a few bytes of its digest: enough to count
    sequence = models.PositiveSmallIntegerField(default=0)  # of the calendar entry (RFC 5545)
    at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    why = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "begins_at"], name="bookings_by_time"),
            models.Index(fields=["workspace", "at"], name="bookings_by_asking"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["host", "begins_at"],
                name="one_booking_per_slot",
                condition=models.Q(state__in=["held", "booked"]),
            ),
            models.CheckConstraint(
                condition=models.Q(begins_at__lt=models.F("ends_at")),
                name="booking_begins_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.begins_at} with {self.host_id}"

    @property
    def span(self) -> Span:
        """Return when it is."""
        return Span(self.begins_at, self.ends_at)

    @property
    def who(self) -> str:
        """Return whose it is: the person in the address book, else the name that was typed."""
        return self.contact.name if self.contact else self.name

    @property
    def address(self) -> str:
        """Return where mails about it go; empty for somebody who was erased."""
        return self.contact.email if self.contact else self.email
