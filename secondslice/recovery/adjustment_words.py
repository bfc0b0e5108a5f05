"""What an adjustment is called: to the customer in the re-ask, and to us on pages. In the active language.

Where a form or a way is one of the product's own, its code is stored, so that a customer reads it in his language;
other words stand as they were typed. Each rhythm has its whole sentence: languages bend words in ways that parts cannot
follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils import formats
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from secondslice.recovery.agreements import DAILY, FORTNIGHTLY, MONTHLY, WEEKLY, Agreed, Record
from secondslice.recovery.asking_window import AskingWindow
from secondslice.recovery.models import Adjustment
from secondslice.recovery.terms import Lack, Terms

FORMATS: dict[str, Promise] = {
    "one_page": pgettext_lazy("you get", "one page"),
    "short_mail": pgettext_lazy("you get", "a short mail"),
    "call": pgettext_lazy("you get", "a call"),
    "meeting": pgettext_lazy("you get", "a meeting"),
    "dashboard": pgettext_lazy("you get", "a look at the dashboard"),
    "figures": pgettext_lazy("you get", "the figures"),
}
CHANNELS: dict[str, Promise] = {
    "mail": pgettext_lazy("by which way", "by mail"),
    "phone": pgettext_lazy("by which way", "by phone"),
    "in_person": pgettext_lazy("by which way", "in person"),
    "video": pgettext_lazy("by which way", "by video call"),
    "chat": pgettext_lazy("by which way", "in the chat"),
}
_WEEKLY = (
    gettext_lazy("Since %(day)s you get %(format)s every Monday, %(channel)s."),
    gettext_lazy("Since %(day)s you get %(format)s every Tuesday, %(channel)s."),
    gettext_lazy("Since %(day)s you get %(format)s every Wednesday, %(channel)s."),
    gettext_lazy("Since %(day)s you get %(format)s every Thursday, %(channel)s."),
    gettext_lazy("Since %(day)s you get %(format)s every Friday, %(channel)s."),
    gettext_lazy("Since %(day)s you get %(format)s every Saturday, %(channel)s."),
    gettext_lazy("Since %(day)s you get %(format)s every Sunday, %(channel)s."),
)
_FORTNIGHTLY = (
    gettext_lazy("Since %(day)s you get %(format)s every second Monday, %(channel)s."),
    gettext_lazy("Since %(day)s you get %(format)s every second Tuesday, %(channel)s."),
    gettext_lazy("Since %(day)s you get %(format)s every second Wednesday, %(channel)s."),
    gettext_lazy("Since %(day)s you get %(format)s every second Thursday, %(channel)s."),
    gettext_lazy("Since %(day)s you get %(format)s every second Friday, %(channel)s."),
    gettext_lazy("Since %(day)s you get %(format)s every second Saturday, %(channel)s."),
    gettext_lazy("Since %(day)s you get %(format)s every second Sunday, %(channel)s."),
)
_EVERY = (
    gettext_lazy("every Monday"),
    gettext_lazy("every Tuesday"),
    gettext_lazy("every Wednesday"),
    gettext_lazy("every Thursday"),
    gettext_lazy("every Friday"),
    gettext_lazy("every Saturday"),
    gettext_lazy("every Sunday"),
)
_EVERY_SECOND = (
    gettext_lazy("every second Monday"),
    gettext_lazy("every second Tuesday"),
    gettext_lazy("every second Wednesday"),
    gettext_lazy("every second Thursday"),
    gettext_lazy("every second Friday"),
    gettext_lazy("every second Saturday"),
    gettext_lazy("every second Sunday"),
)


def in_words(value: str, names: Mapping[str, Promise]) -> str:
    """Return a form or a way as it is read: the product's own in the active language, others as they were typed.

    >>> in_words("one_page", FORMATS), in_words("a drawing", FORMATS)
    ('one page', 'a drawing')
    """
    return str(names.get(value, value))


def as_code(typed: str, names: Mapping[str, Promise]) -> str:
    """Return the code of one of the product's own, where somebody typed its words; else the words, trimmed.

    >>> as_code("One page ", FORMATS), as_code("a drawing", FORMATS)
    ('one_page', 'a drawing')
    """
    typed = typed.strip().rstrip(".")
    known = {str(name).casefold(): code for code, name in names.items()}
    return known.get(typed.casefold(), typed)


def agreed_of(adjustment: Adjustment) -> Agreed:
    """Return what an agreement promises, as plain values."""
    return Agreed(
        rhythm=adjustment.rhythm,
        starts_on=adjustment.starts_on,
        ends_on=adjustment.ends_on,
        weekday=adjustment.weekday,
    )


def rhythm_words(agreed: Agreed) -> str:
    """Return how often: "every Friday"."""
    if agreed.rhythm == WEEKLY:
        return str(_EVERY[agreed.on_weekday])
    if agreed.rhythm == FORTNIGHTLY:
        return str(_EVERY_SECOND[agreed.on_weekday])
    return _("every working day") if agreed.rhythm == DAILY else _("every month")


def parts_of(agreed: Agreed, *, format: str, channel: str) -> str:  # noqa: A002  (the field's name)
    """Return the parts of an agreement side by side: "One page · every Friday · by mail"."""
    parts = (in_words(format, FORMATS), rhythm_words(agreed), in_words(channel, CHANNELS))
    return capfirst(" · ".join(part for part in parts if part))


def line_of(adjustment: Adjustment) -> str:
    """Return an adjustment in one line, as we read it on pages."""
    if adjustment.kind != Adjustment.Kind.AGREEMENT:
        return adjustment.what
    return parts_of(agreed_of(adjustment), format=adjustment.format, channel=adjustment.channel)


def in_short(adjustment: Adjustment) -> str:
    """Return an adjustment as the customer reads it within another sentence, in the active language."""
    if adjustment.kind == Adjustment.Kind.WATCH:
        return _("a risk is on watch: %(what)s") % {"what": adjustment.what}
    return line_of(adjustment)


def with_day(adjustment: Adjustment, *, today: date) -> str:
    """Return an adjustment in short with the day from which it holds, as one of several in a sentence."""
    words = {"what": in_short(adjustment).rstrip(". \n"), "day": _month_day(adjustment)}
    if adjustment.starts_on > today:
        return _("%(what)s (from %(day)s)") % words
    return _("%(what)s (since %(day)s)") % words


def quoted(adjustment: Adjustment) -> str:
    """Return an adjustment as the customer reads it: one sentence, in the active language."""
    if adjustment.kind == Adjustment.Kind.AGREEMENT:
        return _sentence(adjustment)
    what = adjustment.what.rstrip(". \n")
    if adjustment.kind == Adjustment.Kind.WATCH:
        return _("Since %(day)s we keep an eye on this risk for you: %(what)s.") % {
            "what": what,
            "day": _month_day(adjustment),
        }
    return _("%(what)s (since %(day)s)") % {
        "what": what,
        "day": formats.date_format(adjustment.starts_on),
    }


def _sentence(adjustment: Adjustment) -> str:
    agreed = agreed_of(adjustment)
    if agreed.rhythm == WEEKLY:
        sentence = str(_WEEKLY[agreed.on_weekday])
    elif agreed.rhythm == FORTNIGHTLY:
        sentence = str(_FORTNIGHTLY[agreed.on_weekday])
    elif agreed.rhythm == MONTHLY:
        sentence = _("Since %(day)s you get %(format)s every month, %(channel)s.")
    else:
        sentence = _("Since %(day)s you get %(format)s every working day, %(channel)s.")
    return sentence % {
        "day": _month_day(adjustment),
        "format": in_words(adjustment.format, FORMATS),
        "channel": in_words(adjustment.channel, CHANNELS),
    }


def _month_day(adjustment: Adjustment) -> str:
    return formats.date_format(adjustment.starts_on, "MONTH_DAY_FORMAT")


def lack_words(lack: Lack) -> str:
    """Return what is missing in an adjustment, and what to do."""
    words = {
        Lack.WHAT: _("Say in one sentence what changes. The customer reads it."),
        Lack.RISK: _("Name the risk in one sentence. The customer reads it."),
        Lack.ENDS_BEFORE: _("It would end before it begins. Choose a later day, or none."),
        Lack.RHYTHM: _("Say how often the customer hears from you."),
        Lack.FORMAT: _("Say in which form: one page, a call, a meeting ..."),
        Lack.CHANNEL: _("Say by which way it comes: by mail, by phone, in person ..."),
        Lack.TRIGGER: _("Say what would be the sign that the risk is becoming an issue."),
        Lack.REVIEW: _("Choose the day on which somebody looks at the risk again."),
        Lack.REVIEW_OVER: _("That day is over. Choose the day of the next look."),
    }
    return words[lack]


def terms_line(terms: Terms, agreed: Agreed) -> str:
    """Return the line under which an agreement is stored, for readers that know no terms."""
    return parts_of(agreed, format=terms.format, channel=terms.channel)


def window_words(window: AskingWindow, *, name: str) -> str:
    """Return when it is best to ask again, and for how long the customer has tasted the change."""
    days = ngettext(
        "%(name)s has tasted it for %(days)s day.",
        "%(name)s has tasted it for %(days)s days.",
        window.tasted,
    ) % {"name": name, "days": window.tasted}
    first = formats.date_format(window.first, "MONTH_DAY_FORMAT")
    last = formats.date_format(window.last, "MONTH_DAY_FORMAT")
    if window.is_over:
        best = _("The best days to ask were up to %(last)s: ask soon.")
    elif window.is_open:
        best = _("It is a good time to ask, until %(last)s.")
    else:
        best = _("It is best to ask from %(first)s to %(last)s.")
    return f"{days} {best % {'first': first, 'last': last}}"


def kept_words(record: Record) -> str:
    """Return how an agreement was kept: "9 of 10 kept", and what was left out."""
    if not record.judged and not record.left_out:
        return _("no promised day is over yet")
    words = _("%(kept)s of %(all)s kept") % {"kept": record.kept, "all": record.judged}
    if not record.left_out:
        return words
    left_out = ngettext("%(count)s left out", "%(count)s left out", record.left_out)
    return f"{words}, {left_out % {'count': record.left_out}}"


def update_words(adjustment: Adjustment, name: str) -> str:
    """Return what is due in an agreement: "one page to Ben"; `name` is whoever gets it."""
    return _("%(format)s to %(name)s") % {
        "format": in_words(adjustment.format, FORMATS),
        "name": name,
    }


def receiver_of(adjustment: Adjustment) -> str:
    """Return who gets what was promised: the person, everybody at the customer, or all customers."""
    if adjustment.for_whom == Adjustment.ForWhom.PERSON:
        return adjustment.case.contact.name
    if adjustment.for_whom == Adjustment.ForWhom.CUSTOMER:
        return adjustment.case.customer.name
    return _("all our customers")
