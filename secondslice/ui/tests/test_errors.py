"""What is wrong in a form, told on top of it."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils.html import strip_tags


class Required(forms.Form):
    """A form of one field that must be filled in."""

    what = forms.CharField()


@pytest.mark.parametrize(
    ("label", "line"),
    [
        pytest.param("Name", "Name: This field is required.", id="label"),
        pytest.param("What changes?", "What changes? This field is required.", id="question"),
        pytest.param(
            "ما الذي يتغيّر؟", "ما الذي يتغيّر؟ This field is required.", id="Arabic question"
        ),
    ],
)
def test_label_and_error_read_as_one_line(label: str, line: str) -> None:
    form = Required({})
    form.fields["what"].label = label

    told = strip_tags(render_to_string("ui/errors.html", {"form": form}))

    assert line in re.sub(r"\s+", " ", told)
