"""What goes over the wire. Names are those of the product."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Generic, Literal, TypeVar

from ninja import Field, Schema
from pydantic import AfterValidator, PlainSerializer, WithJsonSchema

Item = TypeVar("Item")


def _typed(text: str) -> str:
    """Return a text as a person types it: databases keep no zero bytes."""
    return text.replace("\x00", "").replace("\r\n", "\n").strip()


def _written(at: datetime) -> str:
    """Return a moment in UTC, to the millisecond, the same in every answer."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Text = Annotated[str, AfterValidator(_typed)]
Moment = Annotated[
    datetime,
    PlainSerializer(_written, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class Page(Schema, Generic[Item]):
    """Some rows of a list. Give `next` as `after` to get those that follow; it is null at the end."""

    items: list[Item]
    next: str | None


class CustomerOut(Schema):
    """A department or a client."""

    ref: uuid.UUID
    name: str
    kind: str


class PersonOut(Schema):
    """A person at a customer."""

    ref: uuid.UUID
    name: str
    email: str


class MemberOut(Schema):
    """Somebody of the PMO."""

    name: str
    email: str


class ProjectOut(Schema):
    """A project."""

    ref: uuid.UUID
    name: str
    code: str
    phase: str
    customer: CustomerOut
    manager: MemberOut | None
    starts_on: date | None
    ends_on: date | None


class StakeholderOut(Schema):
    """A person's part in a project."""

    ref: uuid.UUID
    role: str
    contact: PersonOut
    is_waiting: bool = Field(description="Has not answered the last question about this project.")


class NamedRef(Schema):
    """Which project."""

    ref: uuid.UUID
    name: str


class AskOut(Schema):
    """One question to one person about one project, and the answer that counts."""

    ref: uuid.UUID
    project: NamedRef
    contact: PersonOut
    kind: str
    mode: str
    way: str = Field(description="How the question went out.")
    state: str
    taste: Literal["yes", "no"] | None
    words: str
    sent_at: Moment
    expires_at: Moment
    answered_at: Moment | None
    changed_at: Moment | None


class AsksIn(Schema):
    """Whom to ask."""

    stakeholders: list[uuid.UUID] = Field(min_length=1, max_length=100)
    note: Text = Field("", max_length=500, description="A personal line in the mail.")


class AskedOut(Schema):
    """A question that is on its way."""

    ref: uuid.UUID
    stakeholder: uuid.UUID
    mode: str = Field(description="Answers to what is not `named` cannot be read over the API.")
    way: str
    expires_at: Moment


class LaterOut(Schema):
    """A person who is asked later, on the first day that the contact budget leaves."""

    stakeholder: uuid.UUID
    on: date | None = Field(description="Null: when the budget leaves a day.")
    why: str


class AsksOut(Schema):
    """Who is asked now, and who later."""

    now: list[AskedOut]
    later: list[LaterOut]


class RespondentIn(Schema):
    """Who answers, as your system has authenticated him. Counted only when it is the person who was asked."""

    email: Text = Field(max_length=254)


class AnswerIn(Schema):
    """An answer. `taste` null takes an answer back."""

    taste: Literal["yes", "no"] | None
    respondent: RespondentIn
    reasons: list[Text] = Field(
        [], max_length=3, description="Codes of the reasons that are shown."
    )
    comment: Text = Field("", max_length=2000)
    quote: Literal["no", "anonymous", "named"] = "no"
    wants_next: Text = Field("", max_length=500)


Became = Literal["counted", "same", "not_counted"]


class AnswerOut(Schema):
    """What became of an answer."""

    outcome: Became
    detail: str


class YesOut(Schema):
    """A Yes, and what was said with it where it may be quoted."""

    ask: uuid.UUID
    project: NamedRef
    contact: PersonOut
    words: str
    at: Moment | None


class ReadyOut(Schema):
    """A customer that is ready for a second slice. What the buyers do not carry is null."""

    customer: CustomerOut
    yes: YesOut
    orders: int
    last_order: date | None
    still_a_customer: Literal["likely", "unclear", "unlikely"] | None
    probability: float | None
    opportunity: uuid.UUID | None


class LedgerMoney(Schema):
    """Money of a benefit at each stage: the PMO's part, in the workspace's currency. Never add them up."""

    currency: str
    promised: Decimal
    claimed: Decimal
    confirmed: Decimal
    verified: Decimal


class BenefitOut(Schema):
    """A line of the value ledger. `planned` and `found`: whole, in its own unit; `money` is null for what is none."""

    ref: uuid.UUID
    title: str
    stage: Literal["planned", "claimed", "cosigned", "verified"]
    project: NamedRef
    customer: NamedRef
    category: str
    kind: Literal["money", "measured"]
    unit: str = Field(description="The currency of money, the unit of what is measured.")
    direction: Literal["up", "down"]
    baseline: Decimal | None
    planned: Decimal | None
    found: Decimal | None
    attribution: Decimal = Field(description="The PMO's part, in percent.")
    money: LedgerMoney | None
    begins_on: date | None
    due_since: date | None = Field(description="Since when a value is due; null: none is.")
    signed_on: date | None
    said: Literal["arrived", "partly", "not"] | None = Field(
        description="What the customer says of the figures as they stand."
    )
    method: str
    changed_at: Moment


class ReadyListOut(Schema):
    """Who is ready, in order, and how much so many buyers carry: names, time, words or numbers."""

    buyers: int
    carries: Literal["names", "time", "words", "numbers"]
    items: list[ReadyOut]
