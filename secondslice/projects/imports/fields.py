"""What a list can bring: the fields of each kind."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """What the rows of a list are."""

    CONTACTS = "contacts"
    PROJECTS = "projects"
    CUSTOMERS = "customers"
    OPPORTUNITIES = "opportunities"
    COMPARISON = "comparison"
    BENEFITS = "benefits"
    RATES = "rates"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a column can hold."""

    name: str
    label: Promise
    help: Promise | str = ""
    required: bool = False
    loose: bool = False
    """Whether a header that only contains one of the field's words may be guessed."""


_CUSTOMER = Field("customer", _("Customer"), required=True, loose=True)
_KIND = Field(
    "customer_kind",
    _("Kind of customer"),
    _("Department or client; departments when there is no such column"),
)
PROJECT_FIELDS: tuple[Field, ...] = (
    Field("name", _("Project name"), required=True, loose=True),
    Field("code", _("Project number"), _("Finds the project again in the next import")),
    _CUSTOMER,
    _KIND,
    Field("service", _("Service"), _("What was bought")),
    Field("phase", _("Phase"), loose=True),
    Field("starts_on", _("Start"), loose=True),
    Field("ends_on", _("End"), loose=True),
    Field("budget", _("Budget"), loose=True),
    Field(
        "currency",
        _("Currency"),
        _("A code such as EUR; where it is empty the budget is in your own currency"),
    ),
    Field("manager", _("Project manager"), loose=True),
    Field("manager_email", _("Project manager's e-mail")),
    Field("sponsor", _("Sponsor"), _("The person who is asked how the project tastes"), loose=True),
    Field(
        "sponsor_email",
        _("Sponsor's e-mail"),
        _("Without it nobody can be asked"),
        required=True,
        loose=True,
    ),
    Field("sponsor_title", _("Sponsor's job title")),
    Field(
        "role",
        _("Role in the project"),
        _("Sponsor, executive, customer or team; sponsor when there is no such column"),
    ),
)
CONTACT_FIELDS: tuple[Field, ...] = (
    Field("name", _("Name")),
    Field("given_name", _("First name")),
    Field("family_name", _("Last name")),
    Field("email", _("E-mail"), required=True, loose=True),
    _CUSTOMER,
    _KIND,
    Field("title", _("Job title")),
    Field("phone", _("Phone"), loose=True),
    Field("language", _("Language")),
    Field("time_zone", _("Time zone")),
    Field("external_id", _("Id elsewhere"), _("The number of this person in another system")),
    Field("slack_id", _("Slack member id"), _("Like U012AB3CD")),
)
CUSTOMER_FIELDS: tuple[Field, ...] = (
    Field("customer", _("Name"), required=True, loose=True),
    Field("customer_kind", _("Kind of customer"), _("Department or client")),
    Field(
        "external_id",
        _("Id elsewhere"),
        _("The number in the other system; finds the customer again when the name changes"),
    ),
)
OPPORTUNITY_FIELDS: tuple[Field, ...] = (
    Field("title", _("What it is"), required=True, loose=True),
    Field("customer", _("Customer"), required=True, loose=True),
    Field("customer_kind", _("Kind of customer"), _("Department or client")),
    Field(
        "external_id",
        _("Id elsewhere"),
        _("The number in the other system; finds the opportunity again in the next import"),
    ),
    Field("stage", _("Stage"), _("The first stage when there is no such column")),
    Field("status", _("State"), _("Open, won or lost, where that stands apart from the stage")),
    Field("value", _("Value")),
    Field("currency", _("Currency"), _("A code such as EUR; your own where it is empty")),
    Field("owner", _("Owner"), _("You, where nobody here has that name or address")),
    Field("owner_email", _("Owner's e-mail")),
    Field("contact", _("Person"), _("Somebody who is among your people already")),
    Field("contact_email", _("Person's e-mail")),
    Field("next_action", _("Next action")),
    Field("next_on", _("Day of the next action")),
    Field("opened_on", _("Opened on")),
    Field("closed_on", _("Closed on"), _("While it is open: when it is expected to close")),
    Field("won_on", _("Won on")),
    Field("lost_on", _("Lost on")),
    Field("lost_reason", _("Why it was lost")),
    Field("source", _("Where it comes from"), _("A talk or a referral; else “An import”")),
)
COMPARISON_FIELDS: tuple[Field, ...] = (
    Field("name", _("Project name"), required=True, loose=True),
    Field("code", _("Project number"), _("Finds the project again in the next import")),
    Field("run_by", _("Run by the PMO"), _("Yes or no"), required=True, loose=True),
    Field("customer", _("Customer"), loose=True),
    Field("size", _("Size"), _("A band such as small, medium, large")),
    Field("type", _("Type"), _("Such as IT, building, organisation")),
    Field("starts_on", _("Start"), loose=True),
    Field("planned_end_on", _("Planned end"), loose=True),
    Field("ended_on", _("End"), _("Empty while it runs"), loose=True),
    Field("planned_cost", _("Planned cost"), loose=True),
    Field("actual_cost", _("Actual cost"), loose=True),
    Field("outcome", _("Outcome reached"), _("Yes or no; empty where nobody knows"), loose=True),
)
BENEFIT_FIELDS: tuple[Field, ...] = (
    Field("title", _("What it brings"), _("Finds it again in its project"), required=True),
    Field("project", _("Project name"), _("A project that is here already"), required=True),
    Field("project_code", _("Project number")),
    Field("customer", _("Customer"), _("Where several projects are called the same")),
    Field("category", _("Category"), _("Its name under Categories; a new benefit needs one")),
    Field("kind", _("Counted in"), _("Money or measured; measured where there is a unit only")),
    Field("currency", _("Currency"), _("A code such as EUR; your own where it is empty")),
    Field("unit", _("Unit"), _("Such as: hours a week.")),
    Field("direction", _("Direction"), _("More or less is better; more where it is empty")),
    Field("baseline", _("Before the project")),
    Field("target", _("Target")),
    Field("how", _("Several periods together"), _("Sum, average, most recent, highest, lowest")),
    Field("offset_days", _("Begins so many days after the project's end")),
    Field("owner_email", _("E-mail of the owner in operations")),
    Field("attribution", _("The PMO's part, in percent"), _("100 where it is empty")),
    Field("method", _("How it is measured")),
    Field("assumptions", _("Assumptions")),
    Field("begins_on", _("From"), _("Of the period of the values beside it; one row each")),
    Field("ends_on", _("Until")),
    Field("planned", _("Planned")),
    Field("found", _("Found")),
)
RATE_FIELDS: tuple[Field, ...] = (
    Field("currency", _("Currency"), required=True),
    Field("on", _("From"), _("The day from which it holds"), required=True),
    Field("rate", _("One unit is worth"), _("In your own currency"), required=True),
)
FIELDS: dict[Kind, tuple[Field, ...]] = {
    Kind.PROJECTS: PROJECT_FIELDS,
    Kind.CONTACTS: CONTACT_FIELDS,
    Kind.CUSTOMERS: CUSTOMER_FIELDS,
    Kind.OPPORTUNITIES: OPPORTUNITY_FIELDS,
    Kind.COMPARISON: COMPARISON_FIELDS,
    Kind.BENEFITS: BENEFIT_FIELDS,
    Kind.RATES: RATE_FIELDS,
}
ROOMS: dict[Kind, str] = {
    Kind.PROJECTS: "projects",
    Kind.CONTACTS: "projects",
    Kind.CUSTOMERS: "funnel",
    Kind.OPPORTUNITIES: "funnel",
    Kind.COMPARISON: "counterfactual",
    Kind.BENEFITS: "ledger",
    Kind.RATES: "ledger",
}
"""On whose pages, and by whose job, lists of a kind come in: the name in addresses and tasks."""
SPONSORS = "sponsor_email"
"""The field that a project list must have, or say that it does not have."""


def field_of(kind: Kind, name: str) -> Field:
    """Return one field of a kind."""
    return next(field for field in FIELDS[kind] if field.name == name)
