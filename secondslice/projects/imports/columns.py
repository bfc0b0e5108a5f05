"""Guess which column holds which field."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from secondslice.projects.imports.fields import FIELDS, Field, Kind
from secondslice.projects.imports.words import field_words

_NOT_ALNUM = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_REPEAT = re.compile(r" \(\d+\)\Z")
_SHARP = str.maketrans({"ß": "ss", "Â": "", "€": " ", "£": " "})
# A longer header with one of these is about something else: "Project lead id", "Budget variance", "Status comment".
_OTHER_MATTER = frozenset(
    {"id", "key", "type", "url", "avatar", "description", "comment", "comments", "note", "notes"}
    | {"notice", "variance", "category", "count", "percent", "link", "links", "color", "colour"}
    | {"baseline", "actual", "spent", "remaining", "log", "watchers", "votes", "modified"}
    | {"created", "updated", "health", "confidence", "assessment", "narrative"}
)
_EXACT, _UNBRACKETED, _CONTAINED = 3000, 2000, 1000


def plain(header: str) -> str:
    """Return a header in the form in which it is compared.

    >>> plain("Début (prévu)"), plain("E-Mail-Adresse"), plain("StartDate"), plain("Kosten (Â£m)"), plain("Проект №")
    ('debut prevu', 'e mail adresse', 'start date', 'kosten m', 'проект no')
    """
    text = _CAMEL.sub(" ", header.translate(_SHARP))
    letters = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _NOT_ALNUM.sub(" ", bare.lower()).strip()


def recognised(header: str) -> bool:
    """Tell whether a cell reads like the header of some field: used to find the header row."""
    text = plain(header)
    return bool(text) and any(text in _exact(kind) for kind in Kind)


def guess(headers: Sequence[str], kind: Kind) -> dict[str, int]:
    """Return for each field the column that most likely holds it. A column is used once, and a field once."""
    marks: list[tuple[int, int, int, str]] = []
    for place, header in enumerate(headers):
        for nth, field in enumerate(FIELDS[kind]):
            if mark := _mark(header, field, kind):
                marks.append((-mark, nth, place, field.name))
    found: dict[str, int] = {}
    for *_surest_first, place, name in sorted(marks):
        if name not in found and place not in found.values():
            found[name] = place
    if kind is Kind.CONTACTS:
        return _whole_names(found)
    return _issues(headers, found) if kind is Kind.PROJECTS else found


def fingerprint(headers: Sequence[str], kind: Kind) -> str:
    """Return the mark under which the mapping of a set of headers is remembered; their order does not matter."""
    told = "\n".join([kind, *sorted(plain(header) or header for header in headers)])
    return hashlib.sha256(told.encode()).hexdigest()


@cache
def _exact(kind: Kind) -> frozenset[str]:
    return frozenset(word for words in field_words(kind).values() for word in words)


def _mark(header: str, field: Field, kind: Kind) -> int:
    """Return how sure it is that a header names the field; 0 when it does not. Earlier words are surer."""
    header = _REPEAT.sub("", header)
    text, short = plain(header), plain(_BRACKETS.sub(" ", header))
    inner = plain(" ".join(_BRACKETS.findall(header)))
    words = field_words(kind)[field.name]
    for weight, candidate in ((_EXACT, text), (_UNBRACKETED, short), (_UNBRACKETED - 500, inner)):
        if candidate and candidate in words:
            return weight - words.index(candidate)
    if not field.loose or _OTHER_MATTER & set(text.split()):
        return 0
    inside = [word for word in words if len(word) > 2 and f" {word} " in f" {short} "]  # noqa: PLR2004
    return _CONTAINED + max((len(word) for word in inside), default=-_CONTAINED)


def _whole_names(found: dict[str, int]) -> dict[str, int]:
    """A French "Nom" is a last name only beside a first name, a Spanish "Nombre" a first name only beside a last."""
    if "name" not in found:
        if "given_name" in found and "family_name" not in found:
            found["name"] = found.pop("given_name")
        elif "family_name" in found and "given_name" not in found:
            found["name"] = found.pop("family_name")
    return found


def _issues(headers: Sequence[str], found: dict[str, int]) -> dict[str, int]:
    """In an export of issues each row is a piece of work of its own: its name is the summary, not the project's."""
    names = [plain(header) for header in headers]
    if "issue key" in names and "summary" in names:
        found["name"], found["code"] = names.index("summary"), names.index("issue key")
        if "assignee" in names:
            found["manager"] = names.index("assignee")
    return found
