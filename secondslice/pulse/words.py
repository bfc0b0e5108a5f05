"""What the pulse page says in sentences: each chart's title is its finding."""

from __future__ import annotations

from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secondslice.pulse.changes import Change, Way
from secondslice.pulse.plan_models import LeftOut, PlannedAsk
from secondslice.pulse.scores import Tally
from secondslice.pulse.selectors.coverage import Coverage, Sponsor
from secondslice.pulse.selectors.pulse import Cause, Groups, Pulse
from secondslice.ui.templatetags.ui import percent


def headline(pulse: Pulse) -> str:
    """Return what is found out in the end."""
    whole = pulse.whole
    if not whole.asked:
        return _("Nobody was asked in this time.")
    if whole.score is None:
        return ngettext(
            "%(count)s answer: a case, not a score.",
            "%(count)s answers: cases, not a score.",
            whole.answered,
        ) % {"count": whole.answered}
    said = _("%(share)s said Yes.") % {"share": percent(whole.score.share)}
    return f"{said} {turn(pulse.change)}"


def turn(change: Change) -> str:
    """Return what has become of the share of Yes, in few words."""
    days = {"since": _day(change.since), "until": _day(change.until)}
    sentences = {
        Way.UNKNOWN: _("Too few answers to tell a change from chance."),
        Way.STEADY: _("No change beyond chance."),
        Way.WORSE: _("More No than usual since %(since)s.") % days,
        Way.BETTER: _("Fewer No than usual since %(since)s.") % days,
        Way.WAS_WORSE: _("More No than usual from %(since)s to %(until)s, not any more.") % days,
        Way.WAS_BETTER: _("Fewer No than usual from %(since)s to %(until)s, not any more.") % days,
    }
    return sentences[change.way]


def usual(change: Change) -> str:
    """Return what would be usual, in words."""
    if change.way == Way.UNKNOWN:
        return _("Real change or chance? Too early to tell.")
    return _("%(one_in)s would be usual.") % {"one_in": _sentence(one_in(change.base))}


def reckoning(change: Change) -> str:
    """Return what the two sums mean, in words."""
    if change.way == Way.UNKNOWN:
        return _("From 20 answers on, two sums tell a real change from chance.")
    if change.way == Way.STEADY:
        return _("Neither sum has reached its limit: what goes up and down here is chance.")
    told = {
        "now": one_in(change.now.no / change.now.answered if change.now.answered else 0.0),
        "since": _day(change.since),
        "until": _day(change.until),
        "signalled": _day(change.signalled),
    }
    if change.until is not None:
        words = _(
            "From %(since)s to %(until)s it was %(now)s. Since then nothing points to a change."
        )
    elif change.signalled == change.since:
        words = _("Since %(since)s it has been %(now)s. Chance alone hardly does that.")
    else:
        words = _(
            "Since %(since)s it has been %(now)s, and since %(signalled)s chance hardly explains it."
        )
    return words % told


def one_in(rate: float) -> str:
    """Return a share of No as people say it: a No in every 7 answers."""
    if rate <= 0:
        return _("no No at all")
    if rate > 0.75:  # noqa: PLR2004  (one in one)
        return _("a No nearly every time")
    count = round(1 / rate)
    return ngettext(
        "a No in every answer", "a No in every %(count)s answers", count
    ) % {"count": formats.number_format(count)}  # fmt: skip


def compared_with_before(pulse: Pulse) -> str:
    """Return how the share stands against as many months before; nothing where there is no score to compare with."""
    if pulse.before.score is None or pulse.whole.score is None:
        return ""
    told = {"share": percent(pulse.before.score.share), "n": pulse.before.answered}
    sentences = {
        -1: _("Down from %(share)s of %(n)s in as many months before."),
        0: _("Before, in as many months, %(share)s of %(n)s: the difference is within chance."),
        1: _("Up from %(share)s of %(n)s in as many months before."),
    }
    return sentences[pulse.way] % told


def band(pulse: Pulse) -> str:
    """Return what silence leaves open, and who can still answer: 100 % of 4; 40 % to 100 % of 10."""
    whole = pulse.whole
    if whole.band is None or not whole.answered:
        return ""
    low, high = whole.band
    told = {
        "low": percent(low),
        "high": percent(high),
        "asked": formats.number_format(whole.asked, force_grouping=True),
    }
    if not pulse.still_open:
        words = _(
            "Had all the silent said No, it would be %(low)s of %(asked)s; had they said Yes, %(high)s."
        )
    elif not pulse.over:
        words = _(
            "If all who can still answer say No, it will be %(low)s of %(asked)s; if they say Yes, %(high)s."
        )
    else:
        words = _(
            "If the silent and all who can still answer said No, it would be %(low)s of %(asked)s;"
            " if they said Yes, %(high)s."
        )
    return words % told


def groups_title(groups: Groups) -> str:
    """Return which groups stand apart, if any."""
    apart = groups.apart
    if len(apart) == 1:
        told = {"name": apart[0].name, "share": percent(apart[0].compared.drawn.share)}
        if apart[0].compared.stands < 0:
            return _("%(name)s: fewer Yes than elsewhere, %(share)s.") % told
        return _("%(name)s: more Yes than elsewhere, %(share)s.") % told
    if apart:
        names = ", ".join(row.name for row in apart[:3])
        if len(apart) > 3:  # noqa: PLR2004
            names = _("%(names)s and others") % {"names": names}
        return _("%(names)s stand apart from the rest.") % {"names": names}
    if groups.count == 1:
        return _("Only one so far, so nothing to compare.")
    return {
        "customer": _("No customer stands apart from the others."),
        "service": _("No service stands apart from the others."),
        "manager": _("No project manager stands apart from the others."),
        "phase": _("No phase stands apart from the others."),
    }[groups.kind]


def causes_title(causes: list[Cause], whole: Tally) -> str:
    """Return what is named most under a No."""
    if not causes:
        return _("Nobody has said what is wrong.")
    if equals := _equals(causes):
        return equals
    told = {"name": causes[0].name, "count": causes[0].count, "all": whole.no}
    return _("“%(name)s” is named most: by %(count)s of %(all)s who said No.") % told


def praise_title(praise: list[Cause], whole: Tally) -> str:
    """Return what is named most under a Yes."""
    if not praise:
        return _("Nobody has said what is liked.")
    if equals := _equals(praise):
        return equals
    told = {"name": praise[0].name, "count": praise[0].count, "all": whole.yes}
    return _("“%(name)s” is liked most: by %(count)s of %(all)s who said Yes.") % told


def _equals(causes: list[Cause]) -> str:
    """Return that none is named most, where several are."""
    first = [one for one in causes if one.count == causes[0].count]
    if len(first) == 1:
        return ""
    told = {"count": len(first), "times": causes[0].count}
    return ngettext(
        "No reason leads: %(count)s were named once each.",
        "No reason leads: %(count)s were named %(times)s times each.",
        causes[0].count,
    ) % told  # fmt: skip


def coverage_title(coverage: Coverage) -> str:
    """Return how many sponsors were heard."""
    if not coverage.whole:
        return _("No running project has a sponsor.")
    told = {"heard": coverage.answered, "all": coverage.whole}
    return _("%(heard)s of %(all)s sponsors of running projects were heard.") % told


def kind_name(kind: str) -> str:
    """Return what a kind of groups is called."""
    return {
        "customer": _("Customer"),
        "service": _("Service"),
        "manager": _("Project manager"),
        "phase": _("Phase when asked"),
    }[kind]


def because(sponsor: Sponsor) -> str:
    """Return why a sponsor of a project is in this state, and who decided that."""
    if sponsor.left_out is not None:
        return _left_out(sponsor.left_out)
    if sponsor.planned is not None:
        return _planned(sponsor.planned)
    if sponsor.state == "never":
        project = sponsor.part.project
        if not (project.starts_on or project.ends_on):
            return _("The project has no dates, so nothing is planned.")
    return {
        "never": _("Nobody has planned a question."),
        "unreachable": _("Mail comes back."),
        "confided": _("Only who keeps confidences can see what became of it."),
    }.get(sponsor.state, "")


def _left_out(left_out: LeftOut) -> str:
    name = left_out.by.name if left_out.by else "\N{EN DASH}"
    told = {"reason": left_out.reason, "name": name, "day": _day(left_out.at.date())}
    if left_out.by_manager:
        return _("%(reason)s (%(name)s, who manages this project, on %(day)s)") % told
    return _("%(reason)s (%(name)s, on %(day)s)") % told


def _planned(planned: PlannedAsk) -> str:
    why = planned.get_why_display() if planned.why else ""
    if planned.on is None or planned.state != PlannedAsk.State.PLANNED:
        return why
    day = _("for %(day)s") % {"day": _day(planned.on)}
    return f"{why}, {day}" if why else _sentence(day)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _day(day: date | None) -> str:
    return formats.date_format(day, "DATE_FORMAT") if day else ""
