from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from secondslice.accounts import rules
from secondslice.core.models import WorkspaceRecord


class UserManager(BaseUserManager["User"]):
    """Make accounts, and find them by e-mail address whatever its case."""

    def create_user(self, email: str, name: str, password: str | None = None) -> User:
        """Store a new account. Without a password it can only be entered by a reset link."""
        user = self.model(email=self.normalize_email(email).lower(), name=name)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the account with this address."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in. Respondents never do: they are contacts."""

    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(max_length=10, blank=True)  # blank: the workspace's
    time_zone = models.CharField(max_length=50, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_address")]

    def __str__(self) -> str:
        return self.name or self.email


class Workspace(models.Model):
    """One PMO: the tenant. Nothing is shared between workspaces."""

    name = models.CharField(max_length=100)
    slug = models.SlugField(unique=True)
    language = models.CharField(max_length=10, default="en-us")
    time_zone = models.CharField(max_length=50, default="UTC")
    country = models.CharField(max_length=2, blank=True)  # whose holidays are no working days
    currency = models.CharField(max_length=3, default="EUR")
    colour = models.CharField(max_length=7, default="#b8402a")
    created_at = models.DateTimeField(auto_now_add=True)
    # Raised with every change of what respondents see, so that each process drops what it keeps in memory.
    stamp = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class Membership(WorkspaceRecord):
    """A person's place in a workspace."""

    class Role(models.TextChoices):
        OWNER = rules.OWNER, _("Owner")
        LEAD = rules.LEAD, _("PMO lead")
        MANAGER = rules.MANAGER, _("Project manager")
        SALES = rules.SALES, _("Sales")
        EXECUTIVE = rules.EXECUTIVE, _("Executive")

    class Digest(models.TextChoices):
        DAILY = "daily", _("Every working day")
        WEEKLY = "weekly", _("Every week, on Monday")
        NONE = "none", _("Never")

    class Alerts(models.TextChoices):
        """Where alerts come besides the mail, when the workspace has that chat."""

        MAIL = "mail", _("By mail only")
        SLACK = "slack", _("By mail and in Slack")
        TEAMS = "teams", _("By mail and in Microsoft Teams")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)
    seen_at = models.DateTimeField(null=True)  # to the hour: where to go after the next sign-in
    # Somebody was asked confidentially about this person's project: never to be read by this person, in whatever role.
    rated_in_confidence = models.BooleanField(default=False)
    # While somebody is away, what is new comes to the deputy: both days included; without an end until further notice.
    away_from = models.DateField(_("away from"), null=True, blank=True)
    away_until = models.DateField(_("until"), null=True, blank=True)
    deputy = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("deputy")
    )
    alerts = models.CharField(max_length=5, choices=Alerts, default=Alerts.MAIL)
    slack_id = models.CharField(max_length=20, blank=True)  # to whom an alert in Slack goes
    digest = models.CharField(max_length=6, choices=Digest, default=Digest.WEEKLY)
    digest_at = models.DateTimeField(null=True)  # up to here everything was told

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user"], name="one_membership_per_person"),
            models.CheckConstraint(
                condition=models.Q(
                    role__in=[rules.OWNER, rules.LEAD, rules.MANAGER, rules.SALES, rules.EXECUTIVE]
                ),
                name="membership_role_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.workspace} ({self.role})"

    @property
    def keeps_confidences(self) -> bool:
        """Tell whether this person may read who said what in confidence: who runs the PMO and was never rated so."""
        return self.role in rules.RUNS_THE_PMO and not self.rated_in_confidence

    @property
    def language(self) -> str:
        """Return the language this person reads."""
        return self.user.language or self.workspace.language

    @property
    def time_zone(self) -> str:
        """Return the zone in which this person reads times."""
        return self.user.time_zone or self.workspace.time_zone


class Invitation(WorkspaceRecord):
    """A mail that lets one person join in one role. The link's token is kept as a digest."""

    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Membership.Role)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "workspace",
                Lower("email"),
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} as {self.role}"

    def is_open(self, at: datetime) -> bool:
        """Tell whether the link still works at this moment."""
        return self.accepted_at is None and self.withdrawn_at is None and at < self.expires_at


class SetUpLink(models.Model):
    """The one-time link that the first start prints: whoever has it makes the first workspace."""

    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return "used" if self.used_at else "open"


class ApiKey(WorkspaceRecord):
    """What a program shows to speak for a workspace. Only its digest is kept; the key itself was shown once.

    `minute` and `used` count the requests of the current minute, for the limit.
    """

    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    ends_with = models.CharField(max_length=4)  # so that a person can tell which one it is
    scopes = models.JSONField(default=list)  # of rules.SCOPES
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    last_used_on = models.DateField(null=True)
    minute = models.BigIntegerField(default=0)
    used = models.PositiveIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "workspace",
                Lower("name"),
                condition=models.Q(revoked_at=None),
                name="one_api_key_per_name",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def may(self) -> list[str]:
        """Return what it may do, in words."""
        words = {rules.READ: _("read"), rules.ASK: _("ask"), rules.ANSWER: _("answer")}
        return [str(words[scope]) for scope in rules.SCOPES if scope in self.scopes]


class AuditEntry(WorkspaceRecord):
    """Who did what to what: append-only.

    `verb` is the English text, marked with `gettext_noop` where it is written, and translated for whoever reads it.
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    actor_name = models.CharField(max_length=150, blank=True)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=200, blank=True)
    detail = models.JSONField(default=dict)
    about = models.UUIDField(null=True)  # the person at a customer whom it names
    in_confidence = models.BooleanField(default=False)  # only for those who keep confidences

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-at", "-id"], name="audit_by_time"),
            models.Index(
                fields=["workspace", "about"],
                name="audit_about_person",
                condition=models.Q(about__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.verb} {self.subject}"
