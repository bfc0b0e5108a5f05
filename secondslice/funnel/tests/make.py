"""Makers of opportunities."""

from __future__ import annotations

from datetime import datetime

from secondslice.accounts.models import Membership
from secondslice.accounts.tests.make import LONG_AGO
from secondslice.customers.models import Customer
from secondslice.customers.tests.make import make_customer
from secondslice.funnel.models import Opportunity
from secondslice.funnel.services import Facts, add_opportunity
from secondslice.projects.models import Project


def make_opportunity(
    by: Membership,
    title: str = "New tills",
    *,
    customer: Customer | None = None,
    project: Project | None = None,
    stage: str = Opportunity.Stage.LEAD,
    at: datetime = LONG_AGO,
) -> Opportunity:
    """Return an opportunity that this member has added."""
    at_customer = customer or (project.customer if project else make_customer(by.workspace))
    facts = Facts(title=title, customer=at_customer, project=project, owner=by.user, stage=stage)
    return add_opportunity(workspace=by.workspace, facts=facts, by=by.user, at=at)
