"""What `secondslice import` reads besides the list: its file, its mapping; and how far it is."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from time import perf_counter
from typing import TextIO

from secondslice.core.errors import RuleBroken
from secondslice.projects.imports.formats import MOST_BYTES
from secondslice.projects.imports.spec import Spec

WIDTH = 30


class Bar:
    """A progress bar, drawn only where somebody looks."""

    def __init__(self, what: str, out: TextIO) -> None:
        self._what = what
        self._out = out if out.isatty() else None
        self.full_at = 0.0

    def show(self, done: int, total: int) -> None:
        """Draw how far it is."""
        if done == total:
            self.full_at = perf_counter()
        if self._out is not None and total:
            full = WIDTH * done // total
            bar = "█" * full + "░" * (WIDTH - full)
            self._out.write(f"\r{self._what} {bar} {done:,} of {total:,}")
            self._out.flush()

    def end(self) -> None:
        """Go on in the next line."""
        if self._out is not None:
            self._out.write("\n")


def choices_of(told: argparse.Namespace) -> dict[str, object]:
    """Return what the mapping file says, and over it what the command line says."""
    options = {
        "sheet": told.sheet,
        "dates": told.dates,
        "customer": told.customer,
        "no_sponsors": told.no_sponsors,
        "all_anyway": told.anyway,
    }
    return {
        **(_mapping(told.mapping) if told.mapping else {}),
        **{name: value for name, value in options.items() if value},
    }


def _mapping(path: Path) -> dict[str, object]:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RuleBroken(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise RuleBroken(
            f'{path} is not JSON. Write it like {{"columns": {{"name": "Project title"}}}}.'
        ) from None
    if not isinstance(stored, dict):
        raise RuleBroken(f"{path} must hold one JSON object.")
    return stored


def settled_spec(chosen: Spec, first: Spec, *, settled: set[str]) -> Spec:
    """Return the choices, and for what they leave open what was chosen last time for such a list, or a guess.

    `settled` are the fields that the choices name, be it to say that the list has no such column.
    """
    settled = {*settled, "customer"} if chosen.one_customer else settled
    taken = set(chosen.columns.values())
    guessed = {
        name: header
        for name, header in first.columns.items()
        if name not in settled and header not in taken
    }
    return Spec(
        chosen.kind,
        columns={**guessed, **chosen.columns},
        one_customer=chosen.one_customer or first.one_customer,
        no_sponsors=chosen.no_sponsors or first.no_sponsors,
        phases=chosen.phases or first.phases,
        stages=chosen.stages or first.stages,
        new_customers=chosen.new_customers or first.new_customers,
        anyway=chosen.anyway,
        all_anyway=chosen.all_anyway,
        dates=chosen.dates or first.dates,
        decimals=chosen.decimals or first.decimals,
        unit=chosen.unit or first.unit,
        read_as=chosen.read_as,
    )


def content_of(path: Path) -> bytes:
    """Return the bytes of a list. Raise RuleBroken, in words, when it cannot be read."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise RuleBroken(f"{path} has more than 25 MB. Split the list, and import the parts.")
        return path.read_bytes()
    except OSError as error:
        raise RuleBroken(f"{path} cannot be read: {error.strerror}.") from None
