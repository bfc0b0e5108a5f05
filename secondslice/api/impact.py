"""What the API reads of impact, as it goes over the wire: every figure with its badge."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from secondslice.accounts.models import Membership
from secondslice.api.schemas_impact import (
    BeliefOut,
    BetweenOut,
    CalibrationOut,
    Code,
    FigureOut,
    NumberOut,
    NumbersOut,
    ScenarioOut,
    ScenariosOut,
    WayOut,
)
from secondslice.core.clock import day_of
from secondslice.impact import selectors
from secondslice.impact.calibration import Belief
from secondslice.impact.rules import PARAMETERS, Badge, Number, Preset
from secondslice.impact.selectors.scenarios import Cited, cite, scenarios
from secondslice.impact.selectors.world import known_portfolio


def numbers_out(membership: Membership) -> NumbersOut:
    """Return the numbers with which the workspace reckons."""
    known = selectors.numbers_of(membership.workspace)
    return NumbersOut(
        preset=known.preset.value, items=[_number(one) for one in known.by_code.values()]
    )


def calibration_out(membership: Membership, *, at: datetime) -> CalibrationOut:
    """Return what the workspace's own cases say of each number that can be counted."""
    workspace = membership.workspace
    today = day_of(at, workspace.time_zone)
    preset = selectors.numbers_of(workspace).preset
    return CalibrationOut(
        budget_cycle_months=selectors.cycles_of(workspace).usual,
        items=[_belief(one, preset) for one in selectors.beliefs_of(workspace, today=today)],
    )


def scenarios_out(membership: Membership, *, at: datetime) -> ScenariosOut:
    """Return the saved scenarios, each with what comes of it today."""
    portfolio = known_portfolio(membership, now=at)
    known = selectors.numbers_of(membership.workspace)
    return ScenariosOut(
        items=[
            _scenario(cite(one, portfolio, known, now=at, membership=membership))
            for one in scenarios(membership)
        ]
    )


def _number(one: Number) -> NumberOut:
    parameter = one.parameter
    return NumberOut(
        code=parameter.code,
        value=one.value,
        unit=parameter.unit.value,
        least=parameter.low,
        most=parameter.high,
        badge=one.badge.value,
        source=one.source,
        year=one.year or None,
        confidence=parameter.trust.value,
        is_used=parameter.is_used,
    )


def _belief(one: Belief, preset: Preset) -> BeliefOut:
    published = PARAMETERS[one.code].of(preset).badge
    return BeliefOut(
        code=one.code,
        published=one.before.mean,
        published_badge=published.value,
        own=BetweenOut(value=one.after.mean, low=one.after.low, high=one.after.high),
        own_badge=(Badge.OURS if one.is_ours else published).value,
        cases=one.n,
        came_back=None if one.is_count else one.tally.came,
        waiting=one.tally.waiting,
        missing=one.missing,
        is_ours=one.is_ours,
    )


def _scenario(one: Cited) -> ScenarioOut:
    way = one.way
    return ScenarioOut(
        ref=one.ref,
        name=one.name,
        saved_at=one.at,
        way=WayOut(
            unhappy=way.unhappy,
            major=way.major,
            voiced=way.mix.voiced,
            slowly=way.mix.slowly,
            quickly=way.mix.quickly,
            lost=way.lost,
        ),
        customers=one.customers,
        people=one.people,
        figures=[
            FigureOut(
                id=figure.id,
                code=cast("Code", figure.code),
                unit=figure.unit,
                value=figure.value,
                low=figure.low,
                high=figure.high,
                badge=figure.badge.value,
            )
            for figure in one.figures
        ],
    )
