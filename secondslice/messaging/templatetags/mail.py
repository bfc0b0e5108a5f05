"""Findings of the self-test in templates."""

from __future__ import annotations

from django import template

from secondslice.messaging.parsing.sender_records import Finding
from secondslice.messaging.words import sentence

register = template.Library()


@register.filter
def in_words(finding: Finding) -> str:
    """Return a finding as a sentence."""
    return sentence(finding)
