"""How big the demo is: shapes of real PMOs, from 12 active projects to an enterprise."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """The shape of one demo."""

    years: float
    started_a_year: int
    departments: int
    clients: int
    contacts: int
    managers: int
    opportunities_a_year: int


SIZES = {
    "small": Size(
        2, 18, departments=8, clients=3, contacts=80, managers=3, opportunities_a_year=26
    ),
    "medium": Size(
        2, 80, departments=14, clients=6, contacts=500, managers=14, opportunities_a_year=90
    ),
    "large": Size(
        5, 450, departments=40, clients=60, contacts=6000, managers=80, opportunities_a_year=300
    ),
}
