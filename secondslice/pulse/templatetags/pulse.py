"""Words for what the verdict rules found."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.forms import BoundField
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from secondslice.customers.models import Contact
from secondslice.pulse.models import Ask, PlannedAsk, Station
from secondslice.pulse.selectors.asks import words_of
from secondslice.pulse.selectors.reason_names import names_for
from secondslice.pulse.selectors.stations import Tally, state_of, tally_of
from secondslice.pulse.wait_words import asked_words, when_words

register = template.Library()
FEW = 2

WORDS = {
    "no_nonce": _("the form was not ours"),
    "too_fast": _("pressed within a second"),
    "fresh_mail": _("pressed within ten seconds of delivery"),
    "all_links": _("all links of the mail were opened at once"),
    "hidden_link": _("a link that no person sees was opened"),
    "hidden_field": _("a field that no person sees was filled"),
    "scanner_network": _("from a network that scans mail"),
    "scanner_agent": _("a program that names itself"),
    "other_network": _("shown in one network, pressed in another"),
    "no_script": _("without the page's script"),
    "no_hand": _("pressed by a script, not by a hand"),
    "webdriver": _("a browser steered by a program"),
    "replay": _("an earlier tap sent again"),
    "contradiction": _("Yes and No within seconds"),
    "too_many": _("too many tries within a minute"),
    "wrong_project": _("the wrong project was tapped"),
    "wrong_code": _("a wrong code"),
    "not_the_same": _("not proven to be the person who answered first"),
    "unproven": _("not shown to be the person who is asked"),
}


@register.filter
def why(signals: str) -> str:
    """Return the reasons for which a tap was not counted, in words."""
    return ", ".join(str(WORDS.get(code, code)) for code in signals.split(",") if code)


@register.simple_tag(takes_context=True)
def words(context: template.Context, ask: Ask) -> str:
    """Return the words of the answer that counts, or the reasons chosen; the list's selector has read them."""
    return words_of(ask, names_for(context["request"].membership))


@register.filter
def look(field: BoundField, classes: str) -> SafeString:
    """Draw a field with more classes: they stand in the template, where the maker of the style sheet finds them."""
    own = field.field.widget.attrs["class"]
    return field.as_widget(attrs={"class": f"{own} {classes}"})


@register.filter
def tally(station: Station) -> Tally:
    """Return what was answered at a station of the list."""
    return tally_of(station)


@register.filter
def station_state(station: Station, today: date) -> str:
    """Return whether a station is open, closed or soon to open."""
    return state_of(station, today=today)


@register.filter
def points(value: float | None) -> str:
    """Write a net score from -1 to 1 in points, with its sign.

    >>> points(0.36), points(-0.125), points(0), points(None)
    ('+36', '\u221212', '0', '\u2013')
    """
    if value is None:
        return "\N{EN DASH}"
    number = round(value * 100)
    sign = "+" if number > 0 else "\N{MINUS SIGN}" if number < 0 else ""
    return f"{sign}{formats.number_format(abs(number), 0)}"


@register.filter
def on_axis(value: float) -> float:
    """Return where a net score from -1 to 1 stands on an axis from 0 to 1."""
    return (value + 1) / 2


@register.filter
def why_words(why: str) -> str:
    """Return why a person is asked later, or not at all."""
    return str(dict(PlannedAsk.Reason.choices).get(why, ""))


@register.filter
def silent_about(contact: Contact) -> str:
    """Return about which projects a person would be asked if mail had an answer, in few words."""
    rows: list[PlannedAsk] = getattr(contact, "silent_asks", [])
    names = list(dict.fromkeys(row.project.name for row in rows))
    shown, more = ", ".join(names[:FEW]), len(names) - FEW
    if more <= 0:
        return shown
    text = ngettext("%(names)s and %(more)s more", "%(names)s and %(more)s more", more)
    return text % {"names": shown, "more": more}


@register.simple_tag
def asked_when(
    moment: datetime,
    now: datetime,
    again: bool = False,  # noqa: FBT001, FBT002  (read in templates as again=True)
    name: str = "",
) -> SafeString:
    """Write that somebody is asked, or asked again, and when, with the exact moment for machines."""
    return format_html(
        '<time datetime="{}">{}</time>',
        moment.isoformat(timespec="seconds"),
        asked_words(moment, now=now, again=again, name=name),
    )


@register.simple_tag
def leaves_when(moment: datetime, now: datetime) -> str:
    """Write when a question would leave, in the same words."""
    return when_words(moment, now=now)
