"""Time zones as people name them. Plain values in, plain values out."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

_ALIASES = (
    "Etc/",
    "SystemV/",
    "posix/",
    "right/",
    "US/",
    "Canada/",
    "Brazil/",
    "Chile/",
    "Mexico/",
)


@cache
def zones() -> tuple[str, ...]:
    """Return the zones worth choosing from, by name: no aliases, no fixed offsets; UTC first."""
    places = (name for name in _known().values() if "/" in name and not name.startswith(_ALIASES))
    return ("UTC", *sorted(places))


def find_zone(text: str) -> str | None:
    """Return the zone that a person means, by its name or by a city's name that only one zone bears.

    >>> find_zone("europe/berlin"), find_zone("New York"), find_zone("Margherita")
    ('Europe/Berlin', 'America/New_York', None)
    """
    wanted = "_".join(text.split()).casefold()
    if wanted in _known():
        return _known()[wanted]
    cities = [zone for zone in zones() if zone.rpartition("/")[2].casefold() == wanted]
    return cities[0] if len(cities) == 1 else None


@cache
def _known() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones() if name != "localtime"}
