"""Pages that are laid out once and filled many times.

A batch of mails brings thousands of answers within minutes. The template engine takes longer for the page than the
database takes for the answer, and for one workspace, language and situation only a few words differ. So a page is
rendered once with marks where those words belong, cut at the marks, and then only filled.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from threading import Lock

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape

MOST_PLATES = 500
TICK = "tick:"
Mark = Callable[[str], str]
"""Gives what stands in the laid-out page where the slot of this name belongs."""


@dataclass(frozen=True, slots=True)
class Plate:
    """A page in pieces: text, name of a slot, text, name of a slot ... text."""

    pieces: tuple[str, ...]
    unticked: dict[str, str]
    """The slots of its boxes, all empty."""

    def fill(
        self,
        words: dict[str, str],
        tokens: dict[str, str] | None = None,
        ticked: Collection[str] = (),
    ) -> str:
        """Return the page. Words are people's and are escaped here, once; tokens are made of letters and digits.

        Boxes of the page stand in slots called tick:<name>; the `ticked` ones are checked.
        """
        slots = self.unticked.copy()
        slots.update((name, escape(word)) for name, word in words.items())
        slots.update(tokens or {})
        slots.update((TICK + name, " checked") for name in ticked)
        filled = list(self.pieces)
        filled[1::2] = [slots[name] for name in self.pieces[1::2]]
        return "".join(filled)


_plates: OrderedDict[tuple[object, ...], Plate] = OrderedDict()
_lock = Lock()


def plate(
    template: str,
    *,
    key: tuple[object, ...],
    slots: tuple[str, ...],
    language: str,
    context: Callable[[Mark], dict[str, object]],
) -> Plate:
    """Return the laid-out page for `key`; lay it out when it is not there.

    `key` must hold all that `context` depends on: the workspace's stamp rises with every change of what it shows.
    """
    whole = (template, language, *key)
    with _lock:
        if found := _plates.get(whole):
            _plates.move_to_end(whole)
            return found
    made = _lay_out(template, slots=slots, language=language, context=context)
    with _lock:
        _plates[whole] = made
        while len(_plates) > MOST_PLATES:
            _plates.popitem(last=False)
    return made


def _lay_out(
    template: str,
    *,
    slots: tuple[str, ...],
    language: str,
    context: Callable[[Mark], dict[str, object]],
) -> Plate:
    fence = secrets.token_hex(12)  # nobody can type it, so nothing in the page is taken for a slot

    def mark(slot: str) -> str:
        return f"{fence}{slot}{fence}"

    with translation.override(language):
        values = {**context(mark), **{slot: mark(slot) for slot in slots}}
        html = render_to_string(template, values)
    lines = (line.strip() for line in html.splitlines())
    pieces = tuple("\n".join(line for line in lines if line).split(fence))
    return Plate(pieces, {name: "" for name in pieces[1::2] if name.startswith(TICK)})


def clear_plates() -> None:
    """Forget every laid-out page. For tests: rows of different tests may share their keys."""
    with _lock:
        _plates.clear()
