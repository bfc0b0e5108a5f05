from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.customers.models import Contact
from secondslice.projects.access import visible_projects
from secondslice.projects.models import Milestone, Project
from secondslice.recovery.file_rules import KINDS
from secondslice.ui.forms import DateInput, Dressed
from secondslice.value.ledger.models import Benefit, Outcome, Reading
from secondslice.value.ledger.selectors.categories import choices_of
from secondslice.value.ledger.selectors.people import possible_finance, possible_owners, signers
from secondslice.value.ledger.services.benefits import Terms
from secondslice.value.ledger.services.reading import Period
from secondslice.value.ledger.services.stopping import Stop
from secondslice.value.ledger.terms import terms_of

LINES = forms.Textarea(attrs={"rows": 3})


def currency_field(*, required: bool = True) -> forms.CharField:
    """Return a field for a code such as EUR."""
    return forms.RegexField("^[A-Z]{3}$", label=_("Currency"), max_length=3, required=required)


class BenefitForm(Dressed, forms.Form):
    """What is expected of a project, and how one will know."""

    title = forms.CharField(label=_("What it brings"), max_length=200)
    outcome = forms.ChoiceField(label=_("Category"))
    kind = forms.ChoiceField(label=_("Counted in"), choices=Benefit.Kind)
    currency = currency_field(required=False)
    unit = forms.CharField(
        label=_("Unit"), max_length=40, required=False, help_text=_("Such as: hours a week.")
    )
    direction = forms.ChoiceField(label=_("Direction"), choices=Benefit.Direction, required=False)
    baseline = forms.DecimalField(
        label=_("Before the project"), required=False, max_digits=16, decimal_places=2
    )
    target = forms.DecimalField(label=_("Target"), required=False, max_digits=16, decimal_places=2)
    how = forms.ChoiceField(label=_("Several periods together"), choices=Benefit.How)
    milestone = forms.ModelChoiceField(
        Milestone.objects.none(),
        label=_("Begins after"),
        required=False,
        empty_label=_("The project's end (go-live)"),
        help_text=_("When that date moves, the benefit moves with it."),
    )
    offset_days = forms.IntegerField(
        label=_("Days after it"), min_value=-3650, max_value=3650, initial=0
    )
    owner = forms.ModelChoiceField(
        Contact.objects.none(),
        label=_("Owner in operations"),
        required=False,
        empty_label=_("Nobody yet"),
        help_text=_("Who answers for it when the project is over."),
    )
    attribution = forms.DecimalField(
        label=_("The PMO's part, in percent"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        initial=100,
    )
    method = forms.CharField(
        label=_("How it is measured"), max_length=2000, required=False, widget=LINES
    )
    assumptions = forms.CharField(
        label=_("Assumptions"), max_length=2000, required=False, widget=LINES
    )

    def clean(self) -> None:
        """Check what must go together."""
        super().clean()
        data = self.cleaned_data
        if data.get("kind") == Benefit.Kind.MEASURED and not data.get("unit"):
            self.add_error("unit", _("Say in which unit it is measured."))

    def terms(self) -> Terms:
        """Return the typed values."""
        data = {name: self.cleaned_data[name] for name in Terms.__dataclass_fields__}
        data["direction"] = data["direction"] or Benefit.Direction.UP
        return Terms(**data)


class ReadingForm(Dressed, forms.Form):
    """What was planned or found for a period."""

    kind = forms.ChoiceField(label=_("Planned or found"), choices=Reading.Kind, initial="actual")
    begins_on = forms.DateField(label=_("From"), widget=DateInput())
    ends_on = forms.DateField(label=_("Until"), widget=DateInput())
    value = forms.DecimalField(
        label=_("Value"),
        max_digits=16,
        decimal_places=2,
        required=False,
        help_text=_("Empty takes a value back. The old one stays in the history."),
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def period(self) -> Period:
        """Return from when until when."""
        return Period(self.cleaned_data["begins_on"], self.cleaned_data["ends_on"])


class ShareForm(Dressed, forms.Form):
    """How much of a benefit counts for a project."""

    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"))
    percent = forms.DecimalField(
        label=_("Percent"), min_value=0, max_value=100, max_digits=5, decimal_places=2
    )


class ProofForm(Dressed, forms.Form):
    """A link to what proves a benefit."""

    proof_title = forms.CharField(label=_("What it is"), max_length=150)
    url = forms.URLField(label=_("Link"), max_length=500, assume_scheme="https")


class ProofFileForm(Dressed, forms.Form):
    """A file that proves a benefit."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # refused in our own words
        help_text=_("Up to 10 MB: PDF, documents, tables, slides, pictures, texts."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{one}" for one in KINDS)}),
    )

    @property
    def upload(self) -> UploadedFile[bytes]:
        """Return the file as it was sent."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        return file


class AskForm(Dressed, forms.Form):
    """Whom to ask whether it has arrived."""

    contact = forms.ModelChoiceField(Contact.objects.none(), label=_("Who signs"))


class VerifyForm(Dressed, forms.Form):
    """What finance looked at."""

    words = forms.CharField(label=_("What you looked at"), max_length=300, required=False)


class OutcomeForm(Dressed, forms.Form):
    """A category of one's own."""

    name = forms.CharField(label=_("Name"), max_length=100)
    group = forms.ChoiceField(label=_("Group"), choices=Outcome.Group)


class TermsForm(Dressed, forms.Form):
    """How the ledger reckons, and who verifies."""

    yearly_rate = forms.DecimalField(
        label=_("Yearly rate, in percent"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text=_("By so much money of next year is worth less than money of today."),
    )
    finance = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Verifies for finance"),
        required=False,
        empty_label=_("Nobody"),
        help_text=_("A member with the role of an executive. Who runs the PMO cannot verify."),
    )
    reminds = forms.BooleanField(
        label=_("Remind on measuring days"),
        required=False,
        help_text=_(
            "After 3, 6 and 12 months the owner is asked for the value and the customer for the signature,"
            " within the contact budget."
        ),
    )


class RateForm(Dressed, forms.Form):
    """What a currency is worth from a day on."""

    currency = currency_field()
    on = forms.DateField(label=_("From"), widget=DateInput())
    rate = forms.DecimalField(
        label=_("One unit is worth"), min_value=0, max_digits=14, decimal_places=6
    )


class CostForm(Dressed, forms.Form):
    """What the PMO cost in a month."""

    month = forms.DateField(label=_("Month"), widget=DateInput(), help_text=_("Any day of it."))
    amount = forms.DecimalField(label=_("Amount"), min_value=0, max_digits=14, decimal_places=2)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class StopForm(Dressed, forms.Form):
    """What stopping a project has avoided."""

    approved = forms.DecimalField(
        label=_("Approved budget"), min_value=0, max_digits=14, decimal_places=2
    )
    spent = forms.DecimalField(
        label=_("Spent until the stop"), min_value=0, max_digits=14, decimal_places=2
    )
    cost = forms.DecimalField(
        label=_("What stopping costs"),
        min_value=0,
        max_digits=14,
        decimal_places=2,
        initial=0,
        help_text=_("Contracts to be ended, work to be undone."),
    )
    on = forms.DateField(label=_("Stopped on"), widget=DateInput())

    def stop(self) -> Stop:
        """Return the typed values."""
        return Stop(**self.cleaned_data)


def benefit_form(
    workspace: Workspace, project: Project, *, posted: QueryDict | None, benefit: Benefit | None
) -> BenefitForm:
    """Return the form, empty or with what is written."""
    initial: dict[str, object] = {"currency": project.currency or workspace.currency}
    if benefit is not None:
        initial = {name: getattr(benefit, name) for name in Terms.__dataclass_fields__}
        initial["outcome"] = benefit.outcome.code
        initial["currency"] = benefit.currency or workspace.currency
    form = BenefitForm(posted, initial=initial)
    form.fields["outcome"].choices = choices_of(workspace, benefit)  # type: ignore[attr-defined]
    milestones = project.milestones.order_by("due_on", "pk")
    form.fields["milestone"].queryset = milestones  # type: ignore[attr-defined]
    form.fields["owner"].queryset = possible_owners(project)  # type: ignore[attr-defined]
    return form


def share_form(membership: Membership, *, posted: QueryDict | None = None) -> ShareForm:
    """Return the form with the projects that this member may see."""
    form = ShareForm(posted)
    form.fields["project"].queryset = visible_projects(membership).order_by("name", "pk")  # type: ignore[attr-defined]
    return form


def ask_form(benefit: Benefit, *, posted: QueryDict | None = None) -> AskForm:
    """Return the form with who may sign."""
    form = AskForm(posted)
    form.fields["contact"].queryset = signers(benefit)  # type: ignore[attr-defined]
    return form


def terms_form(workspace: Workspace, *, posted: QueryDict | None = None) -> TermsForm:
    """Return the terms as they are."""
    now = terms_of(workspace)
    form = TermsForm(
        posted,
        initial={
            "yearly_rate": now.yearly_rate,
            "finance": now.finance_id,
            "reminds": now.reminds,
        },
    )
    form.fields["finance"].queryset = possible_finance(workspace)  # type: ignore[attr-defined]
    return form
