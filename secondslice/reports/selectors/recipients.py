"""Who gets the executive report of a quarter by mail."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from secondslice.accounts.models import Membership, Workspace
from secondslice.customers.models import Contact, Customer
from secondslice.projects.models import Stakeholder
from secondslice.reports.models import ReportCopy, ReportReader, ReportTerms
from secondslice.reports.rules import Dropped

_IS_EXECUTIVE = Exists(
    Stakeholder.objects.filter(contact=OuterRef("pk"), role=Stakeholder.Role.EXECUTIVE)
)


def terms_of(workspace: Workspace) -> ReportTerms:
    """Return whether reports leave by themselves here; without a row they do not."""
    found = ReportTerms.objects.filter(workspace=workspace).first()
    return found or ReportTerms(workspace=workspace)


def workspaces_that_send() -> list[Workspace]:
    """Return the workspaces in which the report leaves by itself."""
    on = ReportTerms.objects.filter(is_sent=True).values("workspace")
    return list(Workspace.objects.filter(pk__in=on).order_by("pk"))


def executives(workspace: Workspace) -> list[Membership]:
    """Return the members who read and change nothing."""
    found = Membership.objects.filter(
        workspace=workspace, role=Membership.Role.EXECUTIVE, user__is_active=True
    )
    return list(found.select_related("user", "workspace").order_by("pk"))


def possible_readers(workspace: Workspace) -> QuerySet[Contact]:
    """Return the executives of our own organisation's projects, by name.

    Nobody of a client organisation is among them: the report tells of every customer's money and troubles.
    """
    found = Contact.objects.filter(
        _IS_EXECUTIVE, workspace=workspace, customer__kind=Customer.Kind.INTERNAL, erased_at=None
    )
    return found.select_related("customer").order_by("name", "pk")


def chosen(workspace: Workspace) -> list[tuple[Contact, str]]:
    """Return who was chosen and not erased since, each with why the report goes to them no more, or nothing.

    The reason is one of rules.Dropped. One query.
    """
    found = Contact.objects.filter(
        Exists(ReportReader.objects.filter(workspace=workspace, contact=OuterRef("pk"))),
        workspace=workspace,
        erased_at=None,
    )
    rows = found.select_related("customer").annotate(is_executive=_IS_EXECUTIVE)
    return [(one, _why_unfit(one)) for one in rows.order_by("name", "pk")]


def why_no_reader(contact: Contact) -> str:
    """Return why the report of a quarter does not go to this person today, as rules.Dropped; nothing for a reader."""
    if not terms_of(contact.workspace).is_sent:
        return Dropped.OFF
    if contact.erased_at is not None:
        return Dropped.ERASED
    whys = {one.pk: why for one, why in chosen(contact.workspace)}
    return whys.get(contact.pk, Dropped.REMOVED)


def _why_unfit(contact: Contact) -> str:
    if contact.customer.kind == Customer.Kind.EXTERNAL:
        return Dropped.CLIENT
    return "" if getattr(contact, "is_executive", False) else Dropped.NO_EXECUTIVE


def waiting_copies(contact: Contact) -> list[ReportCopy]:
    """Return the reports on their way to a person, the oldest first, with what the mail tells."""
    found = ReportCopy.objects.filter(
        workspace=contact.workspace_id, contact=contact, state=ReportCopy.State.WAITING
    )
    return list(found.select_related("share__report__workspace").order_by("pk"))
