"""What the board says to whoever moves a card."""

from __future__ import annotations

from django.utils.translation import gettext as _

from secondslice.recovery.columns import LEADS_TO, Refusal
from secondslice.recovery.rules import Event, State
from secondslice.recovery.words import refused_words, state_words


def not_moved_words(why: Refusal, state: str, to: State, *, name: str) -> str:
    """Return why the card of a person called `name` stays where it is, and what can be done instead."""
    event = LEADS_TO[to]
    if why is Refusal.NO_WAY or event is Event.SAID_YES:
        return refused_words(state, event, name=name)
    told = {"name": name, "state": state_words(state)}
    if why is Refusal.STANDS_THERE:
        return _("%(name)s stands in “%(state)s” already.") % told
    if event is Event.SAID_NO:
        text = _("Only a new No of %(name)s makes this case new again. What has happened stays.")
    elif event is Event.RAN_OUT:
        text = _(
            "Only silence does that: the case ends without an answer when %(name)s does not answer the question "
            "asked again. To end it yourself, give it up: a second person has to agree."
        )
    elif event is Event.ACKNOWLEDGE:
        text = _(
            "A case does not go back, and this one is further on (%(state)s). You have talked to %(name)s again? Write "
            "the talk down on the page of the case: it stays where it is."
        )
    else:
        text = _(
            "A case does not go back, and this one is further on (%(state)s). Something else changes for %(name)s? "
            "Write it down on the page of the case: it stays where it is."
        )
    return text % told


def form_words(event: Event, *, name: str) -> str:
    """Return what to write into the form to which a card has led."""
    words = {
        Event.PLAN: _(
            "Write down what you agreed on with %(name)s, and until when: then the case is planned."
        ),
        Event.ADJUST: _(
            "Write down what changes for %(name)s, and from when: then the case is adjusted."
        ),
        Event.WAIVE: _(
            "Write down why nothing more can be done for %(name)s. The case stays open until a second person agrees."
        ),
    }
    return words[event] % {"name": name}


def moved_words(event: Event, *, name: str) -> str:
    """Return what has just been done."""
    words = {
        Event.ACKNOWLEDGE: _(
            "The talk with %(name)s is noted. What you agreed on can be written down on the page of the case."
        ),
        Event.ASK_AGAIN: _("The question is on its way to %(name)s, with what has changed."),
    }
    return words[event] % {"name": name}


def way_words(to: State) -> str:
    """Return what the menu of a card calls the way to a column: what is done by it."""
    words = {
        State.ACKNOWLEDGED: _("Heard: we have talked"),
        State.PLANNED: _("Planned: write the plan down"),
        State.ADJUSTED: _("Adjusted: write the change down"),
        State.RE_ASKED: _("Asked again: send the question"),
        State.NOT_RECOVERED: _("Not recovered: give it up"),
    }
    return words[to]
