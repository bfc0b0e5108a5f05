"""Bring a refusal back into the form that was sent, so that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.forms import BaseForm

from secondslice.core.errors import RuleBroken


@contextmanager
def refusals_in(form: BaseForm, field: str | None = None) -> Iterator[None]:
    """Show what a service refuses in this form, at a field or on top: the view goes on and renders it again."""
    try:
        yield
    except RuleBroken as why:
        form.add_error(field, str(why))
