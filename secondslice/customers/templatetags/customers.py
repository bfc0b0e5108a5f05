"""What a person wants of our questions, wherever the person is named."""

from __future__ import annotations

from datetime import date

from django import template

from secondslice.customers.models import Contact, Preference
from secondslice.customers.words import hold_words, since_words

register = template.Library()


@register.filter
def stopped_since(contact: Contact) -> str:
    """Say since when a person is not asked any more and how we know; nothing for who may be asked."""
    found: Preference | None = getattr(contact, "preference", None)
    return since_words(found) if found else ""


@register.inclusion_tag("customers/wish.html")
def wish(contact: Contact, today: date) -> dict[str, object]:
    """Show a wish that holds questions back, and since when; nothing when there is none.

    The selector has read `contact` with its `preference__noted_by`.
    """
    found: Preference | None = getattr(contact, "preference", None)
    held = found.hold(today=today) if found else None
    if found is None or held is None:
        return {"held": ""}
    return {"held": held.value, "words": hold_words(found, held), "since": since_words(found)}
