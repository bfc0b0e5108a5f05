"""The text of a mail that comes as HTML alone, with quoted parts marked by ">" as in plain text."""

from __future__ import annotations

from html.parser import HTMLParser

_LINES = {"p", "div", "br", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "blockquote", "hr"}
_UNSEEN = {"style", "script", "head", "title"}
_QUOTES = (
    "gmail_quote",
    "yahoo_quoted",
    "moz-cite-prefix",
    "divrplyfwdmsg",
    "appendonsend",
    "protonmail_quote",
)
_VOID = {"br", "hr", "img", "meta", "link", "input", "col", "area", "base", "wbr"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self._open: list[tuple[str, bool, bool]] = []  # tag, is it a quote, is it unseen
        self._rest_is_quote = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _LINES:
            self._break()
        mark = " ".join(value or "" for name, value in attrs if name in {"class", "id"}).lower()
        is_quote = tag == "blockquote" or any(name in mark for name in _QUOTES)
        if "divrplyfwdmsg" in mark or "appendonsend" in mark:
            self._rest_is_quote = True  # Outlook puts what it quotes beside the mark, not into it
        if tag not in _VOID:
            self._open.append((tag, is_quote, tag in _UNSEEN))

    def handle_endtag(self, tag: str) -> None:
        if tag in _LINES:
            self._break()
        while any(one == tag for one, _quote, _unseen in self._open):
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if not any(unseen for _tag, _quote, unseen in self._open):
            self.lines[-1] += " ".join(data.split()) if data.strip() else " "

    def _break(self) -> None:
        quoted = self._rest_is_quote or any(quote for _tag, quote, _unseen in self._open)
        line = self.lines[-1].strip()
        self.lines[-1] = f"> {line}" if quoted and line else line
        if line or len(self.lines) > 1:
            self.lines.append("")

    def text(self) -> str:
        """Return all lines; what is left open is a line too."""
        self._break()
        return "\n".join(self.lines)


def text_of(html: str) -> str:
    """Return the text of a page as lines.

    >>> text_of("<p>Yes</p><div class=gmail_quote>On Friday Ava wrote:<br>more</div>").split()
    ['Yes', '>', 'On', 'Friday', 'Ava', 'wrote:', '>', 'more']
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text()
