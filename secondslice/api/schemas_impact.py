"""What goes over the wire of impact. A figure without its badge is not given."""

from __future__ import annotations

import uuid
from typing import Literal

from ninja import Field, Schema

from secondslice.api.schemas import Moment

Badge = Literal["folklore", "published", "ours"]
Code = Literal["kept", "value", "reached", "cases"]


class NumberOut(Schema):
    """One number behind the figures, as it holds now. Shares are from 0 to 1."""

    code: str
    value: float
    unit: Literal["share", "people", "days", "times", "mark"]
    least: float
    most: float
    badge: Badge = Field(description="How far it may be trusted; ours: set by the workspace.")
    source: str
    year: int | None
    confidence: Literal["none", "very_low", "low", "medium", "high"]
    is_used: bool = Field(description="Whether any figure is made with it.")


class NumbersOut(Schema):
    """The numbers, and the set they follow where the workspace has none of its own."""

    preset: Literal["article", "cautious"]
    items: list[NumberOut]


class BetweenOut(Schema):
    """A value, and between which ones it lies with 90 % probability."""

    value: float
    low: float
    high: float


class BeliefOut(Schema):
    """A published number, and what that and the workspace's own cases say together."""

    code: str
    published: float
    published_badge: Badge = Field(description="How far the published number may be trusted.")
    own: BetweenOut
    own_badge: Badge = Field(description="Ours once there are enough cases, else as published.")
    cases: int
    came_back: int | None = Field(description="Null where people are counted who were told.")
    waiting: int = Field(description="Cases younger than a budget cycle: not counted.")
    missing: int
    is_ours: bool = Field(description="Whether there are enough; it is used once it is taken up.")


class CalibrationOut(Schema):
    """Every number that can be counted."""

    budget_cycle_months: int
    items: list[BeliefOut]


class WayOut(Schema):
    """What is set in a scenario: shares from 0 to 1, and how many sponsors are lost besides."""

    unhappy: float
    major: float
    voiced: float
    slowly: float
    quickly: float
    lost: int


class FigureOut(Schema):
    """One figure of a scenario, to be cited with its id. `low` to `high` holds eight of ten cases."""

    id: str
    code: Code
    unit: str
    value: float
    low: float | None
    high: float | None
    badge: Badge


class ScenarioOut(Schema):
    """A saved scenario with what comes of it today. Without customers there are no figures."""

    ref: uuid.UUID
    name: str
    saved_at: Moment
    way: WayOut
    customers: int
    people: int
    figures: list[FigureOut]


class ScenariosOut(Schema):
    """The saved scenarios, the newest first, at most a hundred."""

    items: list[ScenarioOut]
