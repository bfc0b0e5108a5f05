"""Template tags of the outlook: lights, positions, and where a move leads."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from secondslice.analytics.outlook import Position
from secondslice.value.outlook import words
from secondslice.value.outlook.models import Alarm
from secondslice.value.outlook.rules import What
from secondslice.value.outlook.selectors.moves import Do, Move

register = template.Library()


@register.inclusion_tag("value/outlook/light.html")
def light(position: Position) -> dict[str, object]:
    """Draw a traffic light: an icon, a word and a colour."""
    found = position.light
    return {"icon_name": words.ICON[found], "tone": words.TONE[found], "word": words.LIGHT[found]}


@register.inclusion_tag("value/outlook/bar.html")
def bar(position: Position) -> dict[str, object]:
    """Draw a position with its interval, from 0 to 100."""
    return {"position": position}


@register.filter
def what_name(what: What) -> str:
    """Return what a line is called."""
    return str(words.WHAT[what])


@register.filter
def what_how(what: What) -> str:
    """Return how a line is counted."""
    return str(words.HOW[what])


@register.simple_tag
def where(position: Position, *, is_word: bool) -> str:
    """Return in a few words where a side stands."""
    return words.where_words(position, is_word=is_word)


@register.filter
def alarm_told(alarm: Alarm) -> str:
    """Return what has turned, in one sentence."""
    return words.alarm_words(alarm)


@register.filter
def alarm_chance(alarm: Alarm) -> str:
    """Return how often a chart like this is wrong."""
    return words.chance_words(alarm)


@register.simple_tag
def move_words(move: Move) -> str:
    """Return what is to be done."""
    told = {"name": move.name}
    return {
        Do.ASK: _("Ask %(name)s"),
        Do.MEND: _("Mend the case of %(name)s"),
        Do.CALL: _("Plan a call with %(name)s"),
        Do.QUESTION: _("Ask %(name)s what this place would be without the PMO"),
        Do.OFFER: _("Talk with %(name)s about what is next"),
        Do.SIGN: _("Have benefits signed"),
        Do.COST: _("Enter what the PMO costs"),
        Do.LOOK: _("Look at %(name)s"),
        Do.LIST: _("Write down what is lost to own people"),
        Do.MENU: _("Look through the menu"),
    }[move.do] % told


@register.simple_tag
def move_url(move: Move, slug: str) -> str:
    """Return where it is done."""
    pages = {
        Do.SIGN: "ledger:page",
        Do.COST: "ledger:reckoning",
        Do.LIST: "funnel:list",
        Do.MENU: "menu:list",
    }
    if move.do in pages:
        return reverse(pages[move.do], args=[slug])
    if move.do is Do.QUESTION:
        return reverse("counterfactual:people", args=[slug])
    with_ref = {
        Do.ASK: "pulse:ask_project",
        Do.MEND: "recovery:case",
        Do.CALL: "touching:plan",
        Do.OFFER: "touching:plan",
        Do.LOOK: "funnel:opportunity",
    }
    found = reverse(with_ref[move.do], args=[slug, move.ref])
    return f"{found}?person={move.person}" if move.person else found


@register.simple_tag
def row_url(row: object, slug: str) -> str:
    """Return the page of a row behind a fact or an alarm; nothing where it has none of its own."""
    what, ref = getattr(row, "what", ""), getattr(row, "ref", None)
    pages = {
        "project": "dashboard:project",
        "answer": "dashboard:project",
        "case": "recovery:case",
        "benefit": "ledger:benefit",
        "opportunity": "funnel:opportunity",
    }
    if what in {"ask", "milestone"}:
        return reverse("dashboard:project", args=[slug, getattr(row, "project", ref)])
    return reverse(pages[what], args=[slug, ref]) if ref and what in pages else ""
