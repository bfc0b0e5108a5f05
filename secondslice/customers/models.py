from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.customers.rules import Day, Hold, hold


class Customer(WorkspaceRecord):
    """A department of our own organisation, or a client organisation outside."""

    class Kind(models.TextChoices):
        INTERNAL = "internal", _("Department")
        EXTERNAL = "external", _("Client")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.INTERNAL)
    external_id = models.CharField(_("id elsewhere"), max_length=100, blank=True)
    # Who of our executives hears of a No here that nobody mends in time.
    executive = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("executive"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace", Lower("name"), name="one_customer_per_name")
        ]

    def __str__(self) -> str:
        return self.name


class Contact(WorkspaceRecord):
    """A person at a customer: whom we may ask.

    Who had all own data erased leaves an empty row behind, so that no count changes: `erased_at` says when.
    """

    class Way(models.TextChoices):
        MAIL = "mail", _("By mail")
        SLACK = "slack", _("In Slack")
        TEAMS = "teams", _("In Microsoft Teams")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="contacts")
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"))
    title = models.CharField(_("job title"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=50, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)  # blank: the workspace's
    time_zone = models.CharField(_("time zone"), max_length=50, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)  # blank: the workspace's
    external_id = models.CharField(_("id elsewhere"), max_length=100, blank=True)
    # How questions reach this person, where the workspace has such a chat; else by mail.
    way = models.CharField(_("asked"), max_length=5, choices=Way, default=Way.MAIL)
    slack_id = models.CharField(_("Slack member id"), max_length=20, blank=True)
    teams_name = models.CharField(
        _("name in Teams"), max_length=254, blank=True
    )  # blank: the address
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace", Lower("email"), name="one_contact_per_address"),
            # The id is the proof of who has pressed in Slack.
            models.UniqueConstraint(
                fields=["workspace", "slack_id"],
                condition=~models.Q(slack_id=""),
                name="one_contact_per_slack_id",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "customer"], name="contact_of_customer")]

    def __str__(self) -> str:
        return self.name


class Preference(WorkspaceRecord):
    """What a person wants of our questions. Who has none is asked as the plan says."""

    class How(models.TextChoices):
        PAGE = "page", _("On the page of the person")
        ONE_CLICK = "one_click", _("With the mail program's button")
        REPLY = "reply", _("By replying to a mail")
        MEMBER = "member", _("Told to one of us")
        ERASED = "erased", _("Had all own data erased")

    contact = models.OneToOneField(Contact, models.CASCADE, related_name="preference")
    paused_until = models.DateField(null=True)
    only_at_close = models.BooleanField(default=False)
    stopped_at = models.DateTimeField(null=True)
    stopped_how = models.CharField(max_length=9, choices=How, blank=True)
    # Wants no bulletin; questions are another matter. Who has stopped the questions gets neither.
    no_bulletin_at = models.DateTimeField(null=True)
    # Who wrote down a stop that was told by word of mouth.
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stopped_at=None, stopped_how="")
                | (models.Q(stopped_at__isnull=False) & ~models.Q(stopped_how="")),
                name="stop_says_how_it_came",
            )
        ]

    def __str__(self) -> str:
        return f"wishes of {self.contact}"

    def hold(self, *, today: date, at_close: bool = False, promised: bool = False) -> Hold | None:
        """Return which of the wishes forbids a question today, or None."""
        return hold(
            stopped=self.stopped_at is not None,
            paused_until=self.paused_until,
            only_at_close=self.only_at_close,
            day=Day(today, at_close=at_close, promised=promised),
        )


class ContactKey(WorkspaceRecord):
    """The secret of a person's own page, as a digest. `issue` rises when an older link must no longer work.

    The secret itself is made of the row's `ref` and `issue` (core.tokens.derived_token), so that every mail carries it.
    """

    contact = models.OneToOneField(Contact, models.CASCADE, related_name="key")
    issue = models.PositiveIntegerField(default=1)
    token_digest = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"key of {self.contact}"


class Forgotten(WorkspaceRecord):
    """An address whose person had all own data erased, as a digest that cannot be read back.

    Without it the next import would bring the person back, and ask.
    """

    address_digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "address_digest"], name="forgotten_once_per_address"
            )
        ]

    def __str__(self) -> str:
        return f"forgotten on {self.at:%Y-%m-%d}"
