"""A report as plain values: what it says, in which order, and from which rows each number comes.

A builder makes a document from rows, `canonical` freezes it, and the web page, the PDF and the slides are drawn from
the same document. Words of customers are not in it: a quote names its row and the digest of the words that were
allowed, and the words are looked up when it is drawn. Who takes a consent back takes it out of every report at once,
also out of those that were issued.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

Badge = Literal["", "published", "folklore", "ours"]
Kind = Literal["executive", "one-pager", "defence"]


@dataclass(frozen=True, slots=True)
class Source:
    """From which rows a number comes: what they are in words, where they are listed, and their public ids.

    `path` is a page of the product that lists them for who may sign in. Of many rows `refs` holds all: the appendix
    counts them, and the page of the source lists them.
    """

    what: str
    path: str
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. `shown` is how the reader sees it, with its unit; `note` holds n, interval or what it leaves open."""

    id: str
    label: str
    shown: str
    value: str
    """The exact number as text, so that a document is the same everywhere."""
    note: str
    source: Source
    badge: Badge = ""
    is_headline: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    words: str


@dataclass(frozen=True, slots=True)
class Lack:
    """Why this part has nothing to show: too few rows, or nothing measured. It stands where the numbers would."""

    words: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text, each with the id of where its numbers come from. `numeric` names the columns set to the right."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source: Source
    numeric: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """The numbers of one line or set of bars; None where there is none. `low` and `high`: the interval, or empty."""

    name: str
    values: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    tone: Literal["plain", "yes", "no", "waiting", "unknown"] = "plain"


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of numbers. The title says the finding; the same numbers stand in a table beside or behind it."""

    id: str
    title: str
    form: Literal["bars", "lines", "falls"]
    """Bars beside each other, lines over time, or the falling chain from promised to verified."""
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: Literal["share", "money", "count"]
    """A share is between 0 and 1 and drawn from 0 to 100 %."""
    source: Source
    currency: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A customer's words by their row: looked up when the report is drawn, left out when no longer allowed."""

    id: str
    ref: str
    digest: str


@dataclass(frozen=True, slots=True)
class Story:
    """What happened with one case: from the No to the Yes, in a sentence each, without names of people."""

    id: str
    title: str
    steps: tuple[str, ...]
    source: Source


Block = Figure | Text | Lack | Table | Chart | Quote | Story
BLOCKS: dict[str, type[Any]] = {
    one.__name__.lower(): one for one in (Figure, Text, Lack, Table, Chart, Quote, Story)
}


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a report, with the finding as its title. `weak` says what in it is weak, missing or not known."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    weak: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report in one language."""

    kind: Kind
    title: str
    subtitle: str
    pmo: str
    language: str
    currency: str
    begins_on: date
    ends_on: date
    sections: tuple[Section, ...]
    weak: tuple[str, ...] = ()
    """The weak spots that a defence pack names on every page."""

    def blocks(self) -> Iterator[Block]:
        """Return everything in it, in order."""
        for section in self.sections:
            yield from section.blocks

    def sources(self) -> dict[str, Source]:
        """Return from which rows each number, table, picture and story comes, by id, in order."""
        return {
            one.id: one.source
            for one in self.blocks()
            if isinstance(one, Figure | Table | Chart | Story)
        }

    def quotes(self) -> list[Quote]:
        """Return the quotes in it."""
        return [one for one in self.blocks() if isinstance(one, Quote)]


def as_values(document: Document) -> dict[str, Any]:
    """Return the document as plain values for JSON; each block says what it is."""
    values = asdict(document)
    for section, told in zip(document.sections, values["sections"], strict=True):
        for block, one in zip(section.blocks, told["blocks"], strict=True):
            one["block"] = type(block).__name__.lower()
    values["begins_on"], values["ends_on"] = (
        document.begins_on.isoformat(),
        document.ends_on.isoformat(),
    )
    return values


def canonical(document: Document) -> str:
    """Return the document as JSON that is the same, character by character, for the same content."""
    return json.dumps(
        as_values(document), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )


def fingerprint(document: Document) -> str:
    """Return the SHA-256 of the canonical JSON: the same inputs give the same."""
    return hashlib.sha256(canonical(document).encode()).hexdigest()


def from_values(values: dict[str, Any]) -> Document:
    """Return the document that `as_values` told. Raise KeyError or TypeError for anything else."""
    told = dict(values)
    told["begins_on"] = date.fromisoformat(told["begins_on"])
    told["ends_on"] = date.fromisoformat(told["ends_on"])
    told["weak"] = tuple(told["weak"])
    told["sections"] = tuple(
        Section(
            key=one["key"],
            title=one["title"],
            blocks=tuple(_block(block) for block in one["blocks"]),
            weak=tuple(one["weak"]),
        )
        for one in told["sections"]
    )
    return Document(**told)


def _block(values: dict[str, Any]) -> Block:
    told = {name: _frozen(value) for name, value in values.items() if name != "block"}
    if isinstance(values.get("source"), dict):
        source = values["source"]
        told["source"] = Source(source["what"], source["path"], tuple(source["refs"]))
    if "series" in values:
        told["series"] = tuple(
            Series(**{name: _frozen(value) for name, value in one.items()})
            for one in values["series"]
        )
    made: Block = BLOCKS[values["block"]](**told)
    return made


def _frozen(value: Any) -> Any:  # noqa: ANN401  (whatever JSON holds)
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value
