"""Mails that are laid out once and filled many times.

Of ten thousand mails of one round only a few words differ: names, and secrets that are put in at delivery anyway. The
template engine takes longer for a mail than everything else together. So a mail is rendered once with marks where
those words belong, cut at the marks, and then only filled.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import cast

from django.template.loader import render_to_string, select_template
from django.utils import translation
from django.utils.html import escape

MOST_LAYOUTS = 200
Words = dict[str, str]
"""What differs from mail to mail: where it stands in the templates ("contact.name") -> the word."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """The three parts of a mail."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A mail in pieces: text, name of a word, text, name of a word ... text."""

    subject: tuple[str, ...]
    text: tuple[str, ...]
    html: tuple[str, ...]

    def fill(self, words: Words) -> Rendered:
        """Return the mail with these words. They are people's, so they are escaped where they stand in HTML."""
        escaped: Words = {name: str(escape(word)) for name, word in words.items()}
        return Rendered(
            _fill(self.subject, words), _fill(self.text, words), _fill(self.html, escaped)
        )


_layouts: OrderedDict[tuple[object, ...], Layout] = OrderedDict()
_lock = Lock()


def render(kind: str, *, language: str, context: dict[str, object]) -> Rendered:
    """Return the mail of this kind ('room.name') in a language."""
    room, name = kind.split(".")
    with translation.override(language):
        direction = "rtl" if translation.get_language_bidi() else "ltr"
        values = {**context, "language": language, "direction": direction}
        return Rendered(
            render_to_string(f"{room}/mail/{name}.subject.txt", values),
            render_to_string(f"{room}/mail/{name}.txt", values),
            select_template([f"{room}/mail/{name}.html", "messaging/no.html"]).render(values),
        )


def layout(
    kind: str,
    *,
    language: str,
    key: tuple[object, ...],
    words: Words,
    context: Callable[[], dict[str, object]],
) -> Layout:
    """Return the mail laid out for `key`, which holds all that `context` depends on; lay it out where it is not yet."""
    whole = (kind, language, *sorted(words), *key)
    with _lock:
        if found := _layouts.get(whole):
            _layouts.move_to_end(whole)
            return found
    made = lay_out(kind, language, words, context())
    with _lock:
        _layouts[whole] = made
        while len(_layouts) > MOST_LAYOUTS:
            _layouts.popitem(last=False)
    return made


def lay_out(kind: str, language: str, words: Words, context: dict[str, object]) -> Layout:
    """Render the mail once, with marks where the words belong, and cut it there."""
    fence = secrets.token_hex(12)  # nobody can type it, so nothing in the mail is taken for a word
    values: object = context
    for name in words:
        values = _with(values, name.split("."), f"{fence}{name}{fence}")
    mail = render(kind, language=language, context=cast("dict[str, object]", values))
    return Layout(*(tuple(part.split(fence)) for part in (mail.subject, mail.text, mail.html)))


def _with(values: object, path: list[str], mark: str) -> object:
    """Return the values with a mark where the templates look for the word: `contact.name` under `contact`.

    >>> _with({"lines": [{"yes": "/y"}]}, ["lines", "0", "name"], "?")
    {'lines': [{'yes': '/y', 'name': '?'}]}
    >>> _with({"contact": object(), "least": 5}, ["contact", "name"], "?")
    {'contact': {'name': '?'}, 'least': 5}
    """
    if not path:
        return mark
    first, *rest = path
    if isinstance(values, list):
        place = int(first)
        return [*values[:place], _with(values[place], rest, mark), *values[place + 1 :]]
    mine: dict[str, object] = dict(values) if isinstance(values, dict) else {}
    return {**mine, first: _with(mine.get(first), rest, mark)}


def _fill(pieces: tuple[str, ...], words: Words) -> str:
    filled = list(pieces)
    filled[1::2] = [words[name] for name in pieces[1::2]]
    return "".join(filled)


def clear_layouts() -> None:
    """Forget every laid-out mail. For tests: rows of different tests may share their keys."""
    with _lock:
        _layouts.clear()
