from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.customers.models import Contact, Customer
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse.models import Ask
from secondslice.value.rules import words_digest

NOWHERE = models.Q(on_wall=False, on_storefront=False, in_reports=False, in_bulletin=False)


class Testimonial(WorkspaceRecord):
    """A customer's own words, with what the customer allowed. Published once the author has approved the wording."""

    class Consent(models.TextChoices):
        ANONYMOUS = "anonymous", _("Without the name")
        NAMED = "named", _("With the name")

    class Name(models.TextChoices):
        FULL = "full", _("My name and my organisation")
        ROLE = "role", _("My part in the project and my organisation")
        NOBODY = "nobody", _("Without me: only the words")

    class Place(models.TextChoices):
        WALL = "wall", _("Wall")
        STOREFRONT = "storefront", _("Menu")
        REPORTS = "reports", _("Reports")
        BULLETIN = "bulletin", _("Bulletins")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ASKED = "asked", _("The author is asked")
        PUBLISHED = "published", _("Published")
        ENDED = "ended", _("Over: its day has come")
        REVOKED = "revoked", _("Not to be published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    ask = models.OneToOneField(Ask, models.PROTECT, related_name="testimonial")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    words = models.TextField()
    consent = models.CharField(max_length=9, choices=Consent)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    at = models.DateTimeField()  # of the last change of words, consent or state
    withdrawn_at = models.DateTimeField(null=True)
    # What the author approved: under which name, and until when. The link in the mail approves, and takes back.
    token_digest = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    under = models.CharField(max_length=6, choices=Name, blank=True)
    until = models.DateField(null=True)
    # Where it may stand: only what the author has ticked. PLACES says which column belongs to which place.
    on_wall = models.BooleanField(default=False)
    on_storefront = models.BooleanField(default=False)
    in_reports = models.BooleanField(default=False)
    in_bulletin = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace", "-at", "-ref"],
                name="testimonial_drafts",
                condition=~models.Q(state__in=["withdrawn", "revoked"]),
            ),
            models.Index(
                fields=["workspace", "-published_at"],
                name="testimonials_published",
                condition=models.Q(state="published"),
            ),
            models.Index(
                fields=["token_digest"],
                name="testimonial_by_token",
                condition=~models.Q(token_digest=""),
            ),
            models.Index(fields=["workspace", "project"], name="testimonial_of_project"),
            models.Index(fields=["workspace", "customer"], name="testimonial_of_customer"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(~models.Q(state="withdrawn") & models.Q(withdrawn_at__isnull=True))
                | models.Q(state="withdrawn", withdrawn_at__isnull=False),
                name="withdrawn_testimonial_has_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="published")
                | models.Q(published_at__isnull=False, until__isnull=False) & ~models.Q(under=""),
                name="published_testimonial_was_approved",
            ),
            models.CheckConstraint(
                condition=(models.Q(state="published") & ~NOWHERE)
                | (~models.Q(state="published") & NOWHERE),
                name="testimonial_stands_somewhere_when_published",
            ),
        ]

    def __str__(self) -> str:
        return self.words[:80]

    @property
    def taken_back_at(self) -> datetime | None:
        """Return when its author said no, where that was the last word. Needs selectors.with_decisions."""
        is_no = getattr(self, "decided_kind", None) in {"revoked", "refused"}
        return getattr(self, "decided_at", None) if is_no else None

    @property
    def is_refused(self) -> bool:
        """Tell whether its author said no to exactly these words: the same is not asked again."""
        decided = getattr(self, "decided_words", None)
        return self.taken_back_at is not None and decided == words_digest(self.words)

    @property
    def places(self) -> list[str]:
        """Return where the author lets it stand, in the order in which the author is asked."""
        return [place for place, column in PLACES.items() if getattr(self, column)]

    @property
    def places_told(self) -> list[str]:
        """Return where it stands, as its author is told."""
        return [str(TOLD[one]) for one in self.places]

    @property
    def place_labels(self) -> list[str]:
        """Return where it stands, in words."""
        return [str(self.Place(one).label) for one in self.places]

    @property
    def signed(self) -> str:
        """Return under which name it is published; nothing where the author wants none."""
        if self.under == self.Name.FULL:
            return f"{self.contact.name}, {self.customer.name}"
        if self.under == self.Name.ROLE and self.role_label:
            return f"{self.role_label}, {self.customer.name}"
        return self.customer.name if self.under == self.Name.ROLE else ""

    @property
    def role_label(self) -> str:
        """Return the author's part in the project when asked, or nothing when that is not known."""
        role = self.ask.role
        return str(Stakeholder.Role(role).label) if role in Stakeholder.Role.values else ""


PLACES = {
    Testimonial.Place.WALL.value: "on_wall",
    Testimonial.Place.STOREFRONT.value: "on_storefront",
    Testimonial.Place.REPORTS.value: "in_reports",
    Testimonial.Place.BULLETIN.value: "in_bulletin",
}
"""Which column keeps that a quote may stand in a place."""
TOLD = {
    Testimonial.Place.WALL.value: _("Our wall of quotes, a page for everybody"),
    Testimonial.Place.STOREFRONT.value: _("Our menu, beside the services we offer"),
    Testimonial.Place.REPORTS.value: _("Reports that our executives read"),
    Testimonial.Place.BULLETIN.value: _("Short mails to our customers"),
}
"""What an author reads of each place before ticking it."""


from secondslice.value.bulletin.models import (  # noqa: E402  (they name the table above)
    Bulletin,
    BulletinCopy,
    BulletinItem,
)
from secondslice.value.consent.models import ConsentEvent, Wording  # noqa: E402
from secondslice.value.counterfactual.models import (  # noqa: E402
    ComparisonProject,
    CounterfactualAnswer,
    CounterfactualAsk,
    CounterfactualTerms,
    CounterfactualWork,
)
from secondslice.value.ledger.models import (  # noqa: E402
    Benefit,
    BenefitShare,
    Evidence,
    LedgerTerms,
    Outcome,
    PmoCost,
    Rate,
    Reading,
    Signature,
    SignRequest,
    Verification,
)
from secondslice.value.ledger.reminder_models import Reminder  # noqa: E402
from secondslice.value.outlook.models import (  # noqa: E402
    Alarm,
    KnownExecutive,
    OnePager,
    WatchTerms,
)
from secondslice.value.usage.models import (  # noqa: E402
    UnusedItem,
    UsageAnswer,
    UsageAsk,
    UsageOwner,
)

__all__ = [
    "Alarm",
    "Benefit",
    "BenefitShare",
    "Bulletin",
    "BulletinCopy",
    "BulletinItem",
    "ComparisonProject",
    "ConsentEvent",
    "CounterfactualAnswer",
    "CounterfactualAsk",
    "CounterfactualTerms",
    "CounterfactualWork",
    "Evidence",
    "KnownExecutive",
    "LedgerTerms",
    "OnePager",
    "Outcome",
    "PmoCost",
    "Rate",
    "Reading",
    "Reminder",
    "SignRequest",
    "Signature",
    "Testimonial",
    "UnusedItem",
    "UsageAnswer",
    "UsageAsk",
    "UsageOwner",
    "Verification",
    "WatchTerms",
    "Wording",
]
