"""How the pages over many rooms write times and numbers."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django import template
from django.conf import settings
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from secondslice.accounts.calendars import country_name
from secondslice.dashboard import doors, words
from secondslice.pulse.models import AnswerDetail, Ask
from secondslice.pulse.selectors.reason_names import names_for

register = template.Library()


@register.simple_tag(takes_context=True)
def door(context: template.Context, url_name: str, *refs: object) -> str:
    """Return the address of a page, or nothing when the reader's role may not go there or there is no such page."""
    return doors.door(context["request"].membership, url_name, *refs)


@register.simple_tag
def due(at: datetime, now: datetime) -> SafeString:
    """Write until when something is due, or how late it is, with the exact moment for machines."""
    return format_html(
        '<time datetime="{}">{}</time>', at.isoformat(timespec="seconds"), words.due(at, now=now)
    )


@register.simple_tag
def when(at: datetime, now: datetime) -> SafeString:
    """Write a moment of the last days in few words, with the exact one for machines."""
    return format_html(
        '<time datetime="{}">{}</time>', at.isoformat(timespec="seconds"), words.when(at, now=now)
    )


@register.simple_tag
def silence(asked: datetime | None, now: datetime) -> str:
    """Write how long a sponsor has not been asked."""
    return words.silence(asked, now=now)


@register.simple_tag(takes_context=True)
def heard(context: template.Context, ask: Ask) -> str:
    """Write the words that came with the answer that counts, or the reasons chosen; the selector has read them."""
    details: list[AnswerDetail] = getattr(ask, "latest_details", [])
    counts = next((one for one in details if one.taste == ask.taste), None)
    if counts is None:
        return ""
    if counts.comment:
        return _("“%(words)s”") % {"words": counts.comment}
    return ", ".join(names_for(context["request"].membership).of(counts))


@register.simple_tag(takes_context=True)
def reasons(context: template.Context, words: AnswerDetail) -> list[str]:
    """Return the reasons that came with an answer, as the reader calls them."""
    return names_for(context["request"].membership).of(words)


@register.filter
def strong(name: str) -> SafeString:
    """Write a name so that it stands out in a sentence; nothing stays nothing."""
    return format_html("<b>{}</b>", name) if name else SafeString()


@register.simple_tag
def money(amount: Decimal | None, currency: str) -> str:
    """Write an amount without cents, with its currency; nothing for no amount."""
    if amount is None:
        return ""
    written = formats.number_format(amount, 0, use_l10n=True, force_grouping=True)
    return f"{written}\N{NO-BREAK SPACE}{currency}"


@register.filter
def country(code: str) -> str:
    """Return the name of a country in the reader's language.

    >>> country("DE")
    'Germany'
    """
    return country_name(code, get_language() or settings.LANGUAGE_CODE)


@register.filter
def language(code: str) -> str:
    """Return the name of one of the product's languages, as its own readers call it.

    >>> language("de")
    'Deutsch'
    """
    return dict(settings.LANGUAGES).get(code, code)
