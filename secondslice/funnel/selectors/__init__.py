"""Everything the rest of the product may read from this room."""

from __future__ import annotations

from secondslice.funnel.selectors.listing import (
    open_opportunities,
    opportunities_of_customer,
    opportunities_of_project,
    opportunity_of,
)
from secondslice.funnel.selectors.people import (
    customers_of,
    open_opportunities_owned_by,
    people_and_projects,
    people_for,
    people_who_sell,
)

__all__ = [
    "customers_of",
    "open_opportunities",
    "open_opportunities_owned_by",
    "opportunities_of_customer",
    "opportunities_of_project",
    "opportunity_of",
    "people_and_projects",
    "people_for",
    "people_who_sell",
]
