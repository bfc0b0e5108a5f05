"""Sentences with numbers, in the reader's language and locale."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secondslice.analytics.proportions import response_rate
from secondslice.dashboard.rules import Trend
from secondslice.dashboard.selectors.taste import Taste
from secondslice.dashboard.selectors.today import Today
from secondslice.funnel.for_dashboard import Planning
from secondslice.impact.templatetags.impact import about
from secondslice.pulse.selectors.overview import Counts
from secondslice.recovery.selectors import CaseCounts
from secondslice.ui.templatetags.ui import percent

MINUTE, HOUR, DAY = 60, 3600, 86_400
A_WEEK = 7


def number(value: float) -> str:
    """Write a whole number with the reader's separators.

    >>> from django.utils import translation
    >>> with translation.override("en-us"):
    ...     number(12345)
    '12,345'
    """
    return formats.number_format(value, 0, use_l10n=True, force_grouping=True)


def summary(day: Today) -> str:
    """Say which day it is and how much there is to do on it, in one line."""
    parts = [
        _("%(weekday)s, %(day)s")
        % {"weekday": formats.date_format(day.day, "l"), "day": formats.date_format(day.day)}
    ]
    if day.cases is not None and day.cases.count:
        count = day.cases.count
        parts.append(
            ngettext("%(count)s customer waits for you", "%(count)s customers wait for you", count)
            % {"count": number(count)}
        )
    if day.opportunities is not None and day.opportunities.count:
        count = day.opportunities.count
        parts.append(
            ngettext(
                "%(count)s opportunity to move on", "%(count)s opportunities to move on", count
            )
            % {"count": number(count)}
        )
    if day.answers is not None and day.answers.count:
        count = day.answers.count
        parts.append(
            ngettext("%(count)s new answer", "%(count)s new answers", count)
            % {"count": number(count)}
        )
    if day.sponsors is not None and day.sponsors.count:
        count = day.sponsors.count
        parts.append(
            ngettext("%(count)s sponsor to ask", "%(count)s sponsors to ask", count)
            % {"count": number(count)}
        )
    return " · ".join(parts)


def trend(taste: Taste) -> str:
    """Say how the share stands against the 90 days before; nothing while there are too few answers to tell."""
    sentences = {
        Trend.BETTER: _("Better than the 90 days before (%(share)s)."),
        Trend.WORSE: _("Worse than the 90 days before (%(share)s)."),
        Trend.WITHIN_NOISE: _("The 90 days before: %(share)s. The difference is within the noise."),
    }
    if taste.before is None or taste.trend not in sentences:
        return ""
    return sentences[taste.trend] % {"share": percent(taste.before.share)}


def sell(planning: Planning) -> str:
    """Say how many opportunities are open, and how many of them nobody keeps moving."""
    if not planning.open:
        return _("No opportunity is open.")
    sentence = ngettext(
        "%(count)s opportunity is open.", "%(count)s opportunities are open.", planning.open
    ) % {"count": number(planning.open)}
    parts = [sentence]
    if planning.without_action:
        parts.append(
            ngettext(
                "%(count)s has no next action.",
                "%(count)s have no next action.",
                planning.without_action,
            )
            % {"count": number(planning.without_action)}
        )
    if planning.late:
        parts.append(
            ngettext("%(count)s is late.", "%(count)s are late.", planning.late)
            % {"count": number(planning.late)}
        )
    return " ".join(parts)


def understand(open_noes: int, *, tellers: float) -> str:
    """Say how many will have heard of the open No's, where each unhappy customer tells `tellers` people."""
    if not open_noes:
        return _("No No is open: nobody has a bad experience to tell.")
    return ngettext(
        "%(count)s open No, told to about %(each)s people in the end: %(all)s listeners.",
        "%(count)s open No's, each told to about %(each)s people in the end: %(all)s listeners.",
        open_noes,
    ) % {
        "count": number(open_noes),
        "each": about(tellers),
        "all": about(open_noes * tellers),
    }


def ask(counts: Counts, *, days: int) -> str:
    """Say how many were asked and how many answered."""
    if not counts.asked:
        return _("Nobody was asked in the last %(days)s days.") % {"days": days}
    rate = response_rate(answered=counts.answered, asked=counts.asked)
    return ngettext(
        "%(asked)s question in %(days)s days, %(answered)s answered: %(rate)s.",
        "%(asked)s questions in %(days)s days, %(answered)s answered: %(rate)s.",
        counts.asked,
    ) % {
        "asked": number(counts.asked),
        "answered": number(counts.answered),
        "days": days,
        "rate": percent(rate),
    }


def adjust(cases: CaseCounts) -> str:
    """Say how many cases are open and late, and how many customers said Yes in the end."""
    if cases.open:
        sentence = ngettext("%(count)s case is open", "%(count)s cases are open", cases.open)
        if cases.overdue:
            sentence += ngettext(
                ", %(late)s of them late", ", %(late)s of them late", cases.overdue
            )
        sentence += "."
    else:
        sentence = _("No case is open.")
    sentence %= {"count": number(cases.open), "late": number(cases.overdue)}
    if not cases.recovered:
        return sentence
    recovered = ngettext(
        "%(count)s was recovered, by the customer's own Yes.",
        "%(count)s were recovered, by the customers' own Yes.",
        cases.recovered,
    ) % {"count": number(cases.recovered)}
    return f"{sentence} {recovered}"


def reinforce(*, drafts: int) -> str:
    """Say how many quotes wait for approval."""
    if not drafts:
        return _("No customer has allowed us to quote words yet.")
    return ngettext(
        "%(count)s statement of a customer may be quoted.",
        "%(count)s statements of customers may be quoted.",
        drafts,
    ) % {"count": number(drafts)}


def due(at: datetime, *, now: datetime) -> str:
    """Say until when something is due, or how late it is."""
    seconds = int((now - at).total_seconds())
    if seconds >= 0:
        return _late(seconds)
    local, today = timezone.localtime(at), timezone.localtime(now).date()
    time = formats.date_format(local, "TIME_FORMAT")
    days = (local.date() - today).days
    if days == 0:
        return _("today, %(time)s") % {"time": time}
    if days == 1:
        return _("tomorrow, %(time)s") % {"time": time}
    return _("%(day)s, %(time)s") % {
        "day": formats.date_format(local, "MONTH_DAY_FORMAT"),
        "time": time,
    }


def when(at: datetime, *, now: datetime) -> str:
    """Say when something was: the time alone for today, with the weekday in the week, else the day."""
    local, today = timezone.localtime(at), timezone.localtime(now).date()
    time = formats.date_format(local, "TIME_FORMAT")
    days = (today - local.date()).days
    if days == 0:
        return _("today, %(time)s") % {"time": time}
    if days < A_WEEK:
        return _("%(weekday)s, %(time)s") % {
            "weekday": formats.date_format(local, "l"),
            "time": time,
        }
    return formats.date_format(local, "SHORT_DATE_FORMAT")


def since(day: date, *, today: date) -> str:
    """Say since when answers are new."""
    if (today - day).days == 1:
        return _("since yesterday")
    return _("since %(weekday)s") % {"weekday": formats.date_format(day, "l")}


def silence(asked: datetime | None, *, now: datetime) -> str:
    """Say how long a sponsor has not been asked about a project."""
    if asked is None:
        return _("never asked")
    days = (timezone.localtime(now).date() - timezone.localtime(asked).date()).days
    return ngettext("asked %(days)s day ago", "asked %(days)s days ago", days) % {"days": days}


def _late(seconds: int) -> str:
    if seconds < HOUR:
        minutes = seconds // MINUTE
        return ngettext("%(count)s minute late", "%(count)s minutes late", minutes) % {
            "count": minutes
        }
    if seconds < 2 * DAY:
        hours = seconds // HOUR
        return ngettext("%(count)s hour late", "%(count)s hours late", hours) % {"count": hours}
    days = seconds // DAY
    return ngettext("%(count)s day late", "%(count)s days late", days) % {"count": days}
