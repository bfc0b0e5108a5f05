"""What is wrong in a form, told on top of it."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from secondslice.ui.forms import Dressed, NeededSometimes


class Required(Dressed, forms.Form):
    """A form of fields that must be filled in, and of one that must be in some cases."""

    what = forms.IntegerField()
    why = NeededSometimes(required=False)


def told(form: forms.Form) -> str:
    """Return the words on top of a form."""
    return re.sub(r"\s+", " ", strip_tags(render_to_string("ui/errors.html", {"form": form})))


@pytest.mark.parametrize(
    ("label", "line"),
    [
        pytest.param("Name", "Name: Enter a whole number.", id="label"),
        pytest.param("What changes?", "What changes? Enter a whole number.", id="question"),
        pytest.param(
            "ما الذي يتغيّر؟", "ما الذي يتغيّر؟ Enter a whole number.", id="Arabic question"
        ),
    ],
)
def test_label_and_error_read_as_one_line(label: str, line: str) -> None:
    form = Required({"what": "much"})
    form.fields["what"].label = label

    assert line in told(form)


def test_what_is_missing_is_one_sentence_that_names_the_field() -> None:
    form = Required({})
    form.fields["what"].label = "What changes?"

    assert "“What changes?” is needed." in told(form)
    assert form.errors["what"] == ["This is needed."]
    assert "required" not in told(form)


def test_field_that_is_needed_in_some_cases_is_not_called_optional() -> None:
    form = Required()

    assert "(optional)" not in render_to_string("ui/field.html", {"field": form["why"]})
    form.fields["what"].required = False
    assert "(optional)" in render_to_string("ui/field.html", {"field": form["what"]})
