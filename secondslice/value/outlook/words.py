"""The outlook and its watch in words."""

from __future__ import annotations

from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from secondslice.analytics.outlook import Light, Position
from secondslice.pulse.budget import Why
from secondslice.value.outlook.models import Alarm
from secondslice.value.outlook.rules import What

WHAT = {
    What.SCALE: gettext_lazy("Nobody else can deliver like the PMO"),
    What.CODES: gettext_lazy("The place would miss the PMO"),
    What.TASTE: gettext_lazy("Sponsors whose last answer is Yes"),
    What.KEPT: gettext_lazy("People whom nobody lets down"),
    What.AGAIN: gettext_lazy("Customers come again"),
    What.INSIDE: gettext_lazy("Projects go through the PMO"),
    What.SERVED: gettext_lazy("Departments served"),
    What.MONEY: gettext_lazy("Confirmed money"),
    What.SPREAD: gettext_lazy("Not resting on one executive"),
    What.STAYS: gettext_lazy("Executives who stayed"),
    What.CONTACT: gettext_lazy("Executives in touch"),
    What.MENU: gettext_lazy("The menu is fresh"),
}
HOW = {
    What.SCALE: gettext_lazy("Their latest answer, from 1 to 5; half as much after 180 days."),
    What.CODES: gettext_lazy(
        "No different counts 0, slower or dearer a half, not finished or not started 1; half as much after 180 days."
    ),
    What.TASTE: gettext_lazy(
        "Of sponsors who answered by name; half as much after 180 days. Who is silent is not known, and never a Yes."
    ),
    What.KEPT: gettext_lazy(
        "Of those who answered within a year: no case past due, and no second No."
    ),
    What.AGAIN: gettext_lazy(
        "Of one customer: deliveries that another project followed. Of all: customers who came again."
        " A delivery has a year for it."
    ),
    What.INSIDE: gettext_lazy(
        "Begun with us within two years, of all that are known: work lost to own people, and the list to compare."
    ),
    What.SERVED: gettext_lazy("Departments with at least one project of ours."),
    What.MONEY: gettext_lazy(
        "Of all: money signed within a year against what the PMO cost, 1 for 1 being the middle."
        " Of one customer: confirmed of what is claimed."
    ),
    What.SPREAD: gettext_lazy("Projects of two years that are not under the same executive."),
    What.STAYS: gettext_lazy("Executives who did not come within the last six months."),
    What.CONTACT: gettext_lazy(
        "With a talk, a page we sent or an answer by name within the days of the watch."
    ),
    What.MENU: gettext_lazy("Changed within 24 months: a PMO changes every two to three years."),
}
LIGHT = {
    Light.GOOD: gettext_lazy("Good"),
    Light.WATCH: gettext_lazy("Doubtful"),
    Light.ACT: gettext_lazy("Act"),
    Light.UNKNOWN: gettext_lazy("Unknown"),
}
ICON = {
    Light.GOOD: "circle-check",
    Light.WATCH: "eye",
    Light.ACT: "triangle-alert",
    Light.UNKNOWN: "circle-question-mark",
}
TONE = {
    Light.GOOD: "text-yes",
    Light.WATCH: "text-waiting",
    Light.ACT: "text-no",
    Light.UNKNOWN: "text-unknown",
}


def where_words(position: Position, *, is_word: bool) -> str:
    """Return in a few words where a side stands; that too little is known where its interval is too wide."""
    if not position.seen:
        return _("Nothing is known yet")
    if position.is_vague:
        return _("Too little is known to say")
    if is_word:
        return {
            Light.GOOD: _("They would miss you"),
            Light.WATCH: _("They are undecided"),
            Light.ACT: _("They think they can do without"),
        }[position.light]
    return {
        Light.GOOD: _("They act as if they need you"),
        Light.WATCH: _("They are undecided"),
        Light.ACT: _("They act as if they can do without"),
    }[position.light]


def alarm_words(alarm: Alarm) -> str:
    """Return what has turned, in one sentence."""
    facts, where = alarm.facts, alarm.customer.name if alarm.customer else ""
    if alarm.kind == Alarm.Kind.MORE_NO:
        told = {
            "no": facts["no"],
            "of": facts["of"],
            "day": _day(facts["since"]),
            "base": facts["base"],
            "where": where,
        }
        if where:
            return (
                _(
                    "%(where)s: %(no)s of %(of)s answers since %(day)s are No, usual are %(base)s %%."
                )
                % told
            )
        return (
            _(
                "All customers: %(no)s of %(of)s answers since %(day)s are No, usual are %(base)s %%."
            )
            % told
        )
    if alarm.kind == Alarm.Kind.AROUND:
        words = ngettext(
            "%(where)s: %(count)s project went around the PMO within a year.",
            "%(where)s: %(count)s projects went around the PMO within a year.",
            facts["count"],
        )
        return words % {"where": where, "count": facts["count"]}
    if alarm.kind == Alarm.Kind.QUIET:
        return _quiet_words(alarm, where)
    told = {"where": where, "name": alarm.executive_name or _("somebody")}
    return _("%(where)s: %(name)s leads there now.") % told


def _quiet_words(alarm: Alarm, where: str) -> str:
    told = {"name": alarm.executive_name or _("somebody"), "where": where}
    if not alarm.facts["last"]:
        return (
            _("%(name)s (%(where)s): no contact is written down, and a project began long ago.")
            % told
        )
    told["day"] = _day(alarm.facts["last"])
    return _("%(name)s (%(where)s): the last contact was on %(day)s.") % told


def chance_words(alarm: Alarm) -> str:
    """Return how often a chart like this is wrong; nothing for other alarms."""
    if alarm.kind != Alarm.Kind.MORE_NO:
        return ""
    facts = alarm.facts
    return _(
        "By chance alone this signals about every %(every)s answers."
        " A rise to %(shifted)s %% is noticed after about %(after)s."
    ) % {
        "every": formats.number_format(facts["false_alarm_every"], 0, force_grouping=True),
        "shifted": facts["shifted"],
        "after": facts["noticed_after"],
    }


def not_now_words(why: Why, *, name: str) -> str:
    """Return why the page cannot be sent now, and what to do. FITS: the reader may not know why."""
    words = {
        Why.STOPPED: _("%(name)s does not want mail from us. Print the page, and take it along."),
        Why.PAUSED: _("%(name)s asked for a pause. Print the page, and take it along."),
        Why.UNREACHABLE: _(
            "Mail to %(name)s comes back. Correct the address, or take the page along."
        ),
        Why.TOUCHED: _("%(name)s heard from us within the last days. Send it next week, or call."),
        Why.YEAR_FULL: _(
            "%(name)s heard from us often enough this year. Take the page along instead."
        ),
        Why.CASE: _("Something is being mended for %(name)s. Talk first."),
        Why.SILENT: _("%(name)s has left three mails unanswered. Talk instead."),
    }
    other = _(
        "The contact budget of %(name)s does not allow a mail now. Print the page, and take it along."
    )
    return words.get(why, other) % {"name": name}


def _day(iso: str) -> str:
    return str(formats.date_format(date.fromisoformat(iso), "DATE_FORMAT"))
