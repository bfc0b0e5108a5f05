"""What this room's rules are called when they speak to a person."""

from __future__ import annotations

from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _

from secondslice.recovery.rules import CLOSED_STATES, Event, NotYet, State, Step


def step_words(step: Step, name: str) -> str:
    """Return what we owe the person called `name` now."""
    words = {
        Step.TALK: _("Talk to %(name)s"),
        Step.PLAN: _("Agree with %(name)s on what will be done"),
        Step.ADJUST: _("Change something for %(name)s"),
        Step.ASK_AGAIN: _("Ask %(name)s again"),
        Step.WAIT: _("Wait for the answer of %(name)s"),
        Step.NONE: _("Nothing more to do"),
    }
    return words[step] % {"name": name}


def refused_words(state: str, event: Event, *, name: str) -> str:
    """Return why a case cannot make this move from here, and what can be done instead."""
    if state in CLOSED_STATES and event not in {Event.ASK_AGAIN, Event.SAID_YES}:
        return _("This case is closed (%(state)s). Write a note if there is something to add.") % {
            "state": state_words(state)
        }
    words = {
        Event.PLAN: _(
            "Nobody has talked to %(name)s since the No. Talk first: a plan is what you agree on."
        )
        if state == State.NEW
        else _("Something has changed for %(name)s already. Write down a further change instead."),
        Event.ASK_AGAIN: not_yet_words(NotYet.NO_ADJUSTMENT, name=name, starts_on=None),
        Event.SAID_YES: _(
            "Only a Yes of %(name)s to the question asked again makes this recovered."
        ),
    }
    other = _("That does not fit this case now (%(state)s). Look at it again, then decide anew.")
    return words.get(event, other) % {"name": name, "state": state_words(state)}


def state_words(state: str) -> str:
    """Return what a state is called on the board."""
    words = {
        State.NEW: _("New"),
        State.ACKNOWLEDGED: _("Heard"),
        State.PLANNED: _("Planned"),
        State.ADJUSTED: _("Adjusted"),
        State.RE_ASKED: _("Asked again"),
        State.RECOVERED: _("Recovered"),
        State.NOT_RECOVERED: _("Not recovered"),
        State.NO_ANSWER: _("No answer"),
        State.WITHDRAWN: _("Taken back by the customer"),
        State.ERASED: _("Customer's data erased"),
    }
    return words[State(state)]


def changed_meanwhile_words() -> str:
    """Return what to tell who comes second."""
    return _("Somebody changed this case a moment ago. Look at it again, then decide anew.")


def too_far_words() -> str:
    """Return why a change cannot begin that late."""
    return _(
        "That is more than two years ahead. Choose the day on which the customer will taste it."
    )


def too_long_ago_words() -> str:
    """Return why a change cannot have begun that early."""
    return _(
        "That is more than two years ago. Choose the day on which it began, with all four digits of the year."
    )


def not_yet_words(why: NotYet, *, name: str, starts_on: date | None) -> str:
    """Return why the person cannot be asked again now, and what to do."""
    words = {
        NotYet.CLOSED: _("This case is closed. There is nothing to ask again."),
        NotYet.NO_ADJUSTMENT: _(
            "Nothing has been changed for %(name)s since the last No. Write down first what changes."
        ),
        NotYet.NOT_IN_FORCE: _(
            "What changes for %(name)s starts on %(day)s. Ask again when there is something to taste."
        ),
        NotYet.STOPPED: _(
            "%(name)s does not want to be asked any more. Talk to each other instead: a question cannot be sent."
        ),
        NotYet.PAUSED: _(
            "%(name)s wants a pause from our questions. Ask again when it is over, and talk to each other meanwhile."
        ),
        NotYet.STILL_ASKED: _(
            "%(name)s has not answered the last question yet. Wait for that answer."
        ),
        NotYet.ASKED_TWICE: _(
            "%(name)s was asked again twice. No more mail about this No: talk, and write down what comes of it."
        ),
    }
    day = formats.date_format(starts_on) if starts_on else ""
    return words[why] % {"name": name, "day": day}
