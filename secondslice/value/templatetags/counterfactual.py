"""Codes, steps and reasons of the counterfactual in words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from secondslice.value.counterfactual.words import CODES, SCALE, WAITS

register = template.Library()


@register.filter
def code_words(code: str) -> str:
    """Return what a code says."""
    return str(CODES.get(code, ""))


@register.filter
def step_words(step: int) -> str:
    """Return a step of the scale: its number and what it says."""
    return _("%(step)s of 5: %(words)s") % {"step": step, "words": SCALE.get(step, "")}


@register.filter
def wait_words(why: str) -> str:
    """Return why somebody is not asked yet; nothing where that is not told."""
    return str(WAITS.get(why, ""))
