"""The forms of a page as a browser sees them, so that a test presses the button and not an address that it knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from django.test import Client

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Page


@dataclass
class Form:
    """One form: where it goes (empty: to where the page stands), and what is filled in."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._form: Form | None = None
        self._text = ""  # the name of the text of several lines in which the reader stands
        self._choice = (
            ""  # or of the list of choices, of which the first one stands until another is marked
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a form, or note one of its fields."""
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(told.get("action", ""))
            self.found.append(self._form)
        elif self._form is not None:
            self._note(self._form.fields, tag, told)

    def _note(self, fields: dict[str, str], tag: str, told: dict[str, str]) -> None:
        name, is_box = told.get("name", ""), told.get("type") in {"radio", "checkbox"}
        if tag == "option" and ("selected" in told or self._choice not in fields):
            fields[self._choice] = told.get("value", "")
        elif tag == "select":
            self._choice = name
        elif tag == "textarea":
            fields[name], self._text = "", name
        elif tag == "input" and name and (not is_box or "checked" in told):
            fields[name] = told.get("value", "on" if is_box else "")

    def handle_data(self, data: str) -> None:
        """Take what stands in a text of several lines."""
        if self._form is not None and self._text:
            self._form.fields[self._text] += data

    def handle_endtag(self, tag: str) -> None:
        """End a text of several lines, or the form."""
        if tag == "textarea":
            self._text = ""
        if tag == "form":
            self._form = None


def forms_with(page: Page, name: str) -> list[Form]:
    """Return the forms of a page that have a field of this name, in their order."""
    reader = _Reader()
    reader.feed(page.text)
    return [form for form in reader.found if name in form.fields]


def press(client: Client, page: Page, name: str, **typed: str) -> Page:
    """Send the first form of a page that has the field `name`, as it is filled in there but for what is `typed`."""
    form = forms_with(page, name)[0]
    return client.post(form.action or page.wsgi_request.get_full_path(), form.fields | typed)
