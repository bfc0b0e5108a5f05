from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.customers.models import Contact, Customer
from secondslice.projects.imports.fields import ROOMS, Kind


class Project(WorkspaceRecord):
    """A piece of work that the PMO delivers to a customer."""

    class Phase(models.TextChoices):
        INITIATION = "initiation", _("Initiation")
        PLANNING = "planning", _("Planning")
        EXECUTION = "execution", _("Execution")
        CLOSING = "closing", _("Closing")
        OPERATION = "operation", _("In operation")
        STOPPED = "stopped", _("Stopped")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="projects")
    name = models.CharField(_("name"), max_length=200)
    code = models.CharField(_("project number"), max_length=100, blank=True)
    # What was bought, in the PMO's own words: it groups what customers say.
    service = models.CharField(_("service"), max_length=100, blank=True)
    phase = models.CharField(_("phase"), max_length=12, choices=Phase, default=Phase.EXECUTION)
    starts_on = models.DateField(_("start"), null=True, blank=True)
    ends_on = models.DateField(_("end"), null=True, blank=True)
    budget = models.DecimalField(
        _("budget"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)  # blank: the workspace's
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The name from an imported list, kept until that person has an account.
    manager_name = models.CharField(_("project manager"), max_length=200, blank=True)
    manager_email = models.EmailField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "workspace",
                Lower("code"),
                condition=~models.Q(code=""),
                name="one_project_per_number",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None)
                | models.Q(starts_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="project_ends_after_it_starts",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "phase"], name="project_by_phase"),
            models.Index(fields=["workspace", "customer"], name="project_of_customer"),
            models.Index(fields=["workspace", "manager"], name="project_of_manager"),
            models.Index(fields=["workspace", "service"], name="project_of_service"),
        ]

    def __str__(self) -> str:
        return self.name


class Stakeholder(WorkspaceRecord):
    """A contact's part in a project."""

    class Role(models.TextChoices):
        SPONSOR = "sponsor", _("Sponsor")
        EXECUTIVE = "executive", _("Executive")
        CUSTOMER = "customer", _("Customer")
        TEAM = "team", _("Team")

    ASKED = (Role.SPONSOR, Role.EXECUTIVE, Role.CUSTOMER)
    """Whose taste decides: who has one of these parts is asked by plan."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="stakeholders")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="stakes")
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.SPONSOR)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "contact"], name="one_part_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.contact} in {self.project}"


class Milestone(WorkspaceRecord):
    """A dated step of a project, at which its taste can change."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="milestones")
    name = models.CharField(_("name"), max_length=200)
    due_on = models.DateField(_("date"))

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "project", "due_on"], name="milestone_of_project")
        ]

    def __str__(self) -> str:
        return self.name


class ImportRun(WorkspaceRecord):
    """A list that is being brought in, or was: from the choice of the file to the last row."""

    class Kind(models.TextChoices):
        CONTACTS = "contacts", _("People")
        PROJECTS = "projects", _("Projects")
        CUSTOMERS = "customers", _("Customers")
        OPPORTUNITIES = "opportunities", _("Opportunities")
        COMPARISON = "comparison", _("Projects to compare")
        BENEFITS = "benefits", _("Benefits")
        RATES = "rates", _("Rates of currencies")

    class State(models.TextChoices):
        MATCHING = "matching", _("Columns are being matched")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked, nothing imported yet")
        APPLYING = "applying", _("Being imported")
        DONE = "done", _("Imported")
        FAILED = "failed", _("Failed, nothing imported")

    kind = models.CharField(max_length=13, choices=Kind)
    file_name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.MATCHING)
    peek = models.JSONField(
        default=dict
    )  # headers and samples, so that a page need not read the file
    spec = models.JSONField(default=dict)  # what the person chose: imports.spec
    counts = models.JSONField(default=dict)  # fate -> rows
    without_anyone = models.PositiveIntegerField(default=0)
    plan_digest = models.CharField(max_length=64, blank=True)  # of the fates that were shown
    skip_refused = models.BooleanField(default=False)
    why = models.CharField(max_length=500, blank=True)  # it failed, or must be looked at again
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    progress_at = models.DateTimeField(null=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "-created_at"], name="import_by_time")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def room(self) -> str:
        """Return the room on whose pages it comes in."""
        return ROOMS[Kind(self.kind)]

    @property
    def page(self) -> str:
        """Return the name of its page's address."""
        return f"{self.room}:import_run"


class ImportContent(WorkspaceRecord):
    """The bytes of an import, apart from the row that a waiting page reads every second."""

    run = models.OneToOneField(ImportRun, models.CASCADE, related_name="content")
    file = models.BinaryField()  # dropped after 30 days
    fates = models.BinaryField(default=bytes)  # compressed: imports.fates

    def __str__(self) -> str:
        return f"content of {self.run}"


class ColumnMatch(WorkspaceRecord):
    """What was chosen for a set of headers, to be offered again for the next list that has them."""

    kind = models.CharField(max_length=13, choices=ImportRun.Kind)
    fingerprint = models.CharField(max_length=64)
    spec = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "fingerprint"], name="one_match_per_headers"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.fingerprint[:8]}"
