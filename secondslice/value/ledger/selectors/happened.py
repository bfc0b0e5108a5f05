"""What happened to benefits, for the thread of a project or a customer."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from secondslice.accounts.models import Membership
from secondslice.customers.models import Customer
from secondslice.projects.models import Project
from secondslice.value.ledger.access import visible_benefits
from secondslice.value.ledger.models import Benefit, BenefitShare, Signature, Verification


def benefits_about(
    membership: Membership, *, project: Project | None = None, customer: Customer | None = None
) -> QuerySet[Benefit]:
    """Return the benefits of a project, shared ones too, or of a customer's projects, as this member may see them."""
    found = visible_benefits(membership)
    if project is not None:
        shared = BenefitShare.objects.filter(project=project).values("benefit")
        return found.filter(Q(project=project) | Q(pk__in=shared))
    return found.filter(project__customer=customer)


def written(benefits: QuerySet[Benefit], *, until: datetime | None, most: int) -> list[Benefit]:
    """Return when benefits were written down, or changed last: the newest."""
    found = benefits if until is None else benefits.filter(at__lte=until)
    return list(found.select_related("project", "by").order_by("-at", "-pk")[:most])


def signed(benefits: QuerySet[Benefit], *, until: datetime | None, most: int) -> list[Signature]:
    """Return what customers said of them, the newest; who verified it stands beside."""
    found = Signature.objects.filter(benefit__in=benefits.values("pk"))
    found = found if until is None else found.filter(at__lte=until)
    found = found.select_related("benefit__project", "request__contact")
    return list(found.order_by("-at", "-pk")[:most])


def verified(
    benefits: QuerySet[Benefit], *, until: datetime | None, most: int
) -> list[Verification]:
    """Return what finance stands behind, the newest."""
    found = Verification.objects.filter(signature__benefit__in=benefits.values("pk"))
    found = found if until is None else found.filter(at__lte=until)
    found = found.select_related("signature__benefit__project", "by")
    return list(found.order_by("-at", "-pk")[:most])
