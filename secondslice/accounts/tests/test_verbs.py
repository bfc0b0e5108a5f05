"""What stands in the audit trail can be read in the reader's language."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import secondslice
from secondslice.accounts.models import AuditEntry
from secondslice.accounts.selectors import FIELD_NAMES, audit_line
from secondslice.core import clock

PACKAGE = Path(secondslice.__file__).parent
SOURCES = {
    str(path.relative_to(PACKAGE)): text
    for path in sorted(PACKAGE.rglob("*.py"))
    if "tests" not in path.parts and "verb=" in (text := path.read_text(encoding="utf-8"))
}


def is_marked(verb: ast.expr) -> bool:
    """Tell whether a verb is marked where it is written, or handed on from where it was."""
    if isinstance(verb, ast.Call):
        return isinstance(verb.func, ast.Name) and verb.func.id == "gettext_noop"
    return isinstance(verb, ast.Name | ast.Attribute)


@pytest.mark.parametrize("name", SOURCES)
def test_every_verb_is_marked_for_translation(name: str) -> None:
    lines = [
        word.value.lineno
        for call in ast.walk(ast.parse(SOURCES[name]))
        if isinstance(call, ast.Call)
        for word in call.keywords
        if word.arg == "verb" and not is_marked(word.value)
    ]
    assert not lines, f"{name}:{lines} write verb=gettext_noop(...)"


@pytest.mark.parametrize("name", SOURCES)
def test_every_verb_fits_its_column(name: str) -> None:
    """SQLite takes any length, PostgreSQL does not."""
    most = AuditEntry._meta.get_field("verb").max_length  # noqa: SLF001  (Django's public name for it)
    verbs = [
        str(ast.literal_eval(call.args[0]))
        for call in ast.walk(ast.parse(SOURCES[name]))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "gettext_noop"
    ]
    assert most is not None
    assert [verb for verb in verbs if len(verb) > most] == []


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("starts_on", "Start"),
        ("ends_on", "End"),
        ("code", "Project number"),
        ("email", "E-mail address"),
    ],
)
def test_what_changed_has_the_name_that_the_form_gives_it(field: str, label: str) -> None:
    entry = AuditEntry(at=clock.now(), verb="changed the project", detail={field: ["", "1"]})

    assert audit_line(entry).changes == [f"{label}: from empty to 1"]


@pytest.mark.parametrize("field", ["budget", "phase", "new", "changed", "unchanged", "refused"])
def test_name_of_what_changed_can_be_translated(field: str) -> None:
    assert field in FIELD_NAMES


@pytest.mark.parametrize(
    ("field", "value", "line"),
    [
        ("until", "2027-02-19", "Until: Feb. 19, 2027"),
        ("ends_on", ["2026-05-01", ""], "End: from May 1, 2026 to empty"),
        ("country", ["", "AT"], "Country: from empty to Austria"),
        ("language", ["de", "en-gb"], "Language: from Deutsch to English (United Kingdom)"),
    ],
)
def test_days_countries_and_languages_are_written_as_people_read_them(
    field: str, value: object, line: str
) -> None:
    entry = AuditEntry(at=clock.now(), verb="changed the project", detail={field: value})

    assert audit_line(entry).changes == [line]
