"""Words in the lists of other systems -> stages, reasons and sources of the funnel."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from secondslice.funnel.rules import ALIVE, Kind
from secondslice.projects.imports.columns import plain
from secondslice.projects.imports.words import choice_words

_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*\Z")
_OPEN = "open"


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of the workspace, as far as a list is concerned."""

    code: str
    kind: str
    label: str

    @property
    def is_alive(self) -> bool:
        """Tell whether what stands in it can still be won."""
        return self.kind in ALIVE


class Stages:
    """The stages that are in use, found by what lists call them."""

    def __init__(self, steps: Iterable[Step], chosen: Mapping[str, str] | None = None) -> None:
        self.by_code = {step.code: step for step in steps}
        self._by_name = {plain(step.label): step for step in self.by_code.values()}
        self._chosen = chosen or {}

    def named(self, text: str) -> Step | None:
        """Return the stage that a text means: as somebody chose, by its name, or by one of the usual words.

        Some systems put the name of the pipeline in brackets behind it.
        """
        return self._named(plain(text)) or self._named(plain(_BRACKETS.sub("", text)))

    def of_kind(self, kind: str) -> Step | None:
        """Return the first stage of a kind."""
        return next((step for step in self.by_code.values() if step.kind == kind), None)

    @property
    def first(self) -> Step:
        """Return where an opportunity begins."""
        return next(iter(self.by_code.values()))

    def _named(self, word: str) -> Step | None:
        if chosen := self._chosen.get(word):
            return self.by_code.get(chosen)
        if found := self._by_name.get(word) or self.by_code.get(word.replace(" ", "_")):
            return found
        usual = choice_words("stage").get(word)
        if usual is None:
            return None
        # A stage that the workspace began with may be gone; what ends an opportunity is there under any name.
        return self.by_code.get(usual) or (self.of_kind(usual) if usual in set(Kind) else None)


def status_in(text: str) -> str | None:
    """Return what a word says apart from the stage: open, or the kind of an end; None for a word we do not know.

    >>> status_in("Won"), status_in("In progress"), status_in("Blue")
    ('won', 'open', None)
    """
    return choice_words("status").get(plain(text))


def says_open(status: str) -> bool:
    """Tell whether a status leaves it to the stage how far something is."""
    return status in {"", _OPEN}


def lost_code_in(text: str, reasons: Mapping[str, str]) -> str | None:
    """Return the code of the reason for losing that a text means, out of codes and their labels; or None."""
    word = plain(text)
    for code, label in reasons.items():
        if word == plain(label):
            return code
    found = choice_words("lost_reason").get(word)
    return found if found in reasons else None


def source_in(text: str) -> str | None:
    """Return the source that a word means, or None.

    >>> source_in("Employee Referral"), source_in("Web")
    ('referral', None)
    """
    return choice_words("source").get(plain(text))
