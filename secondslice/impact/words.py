"""What the numbers are called, and what they mean, in the reader's language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from secondslice.impact.rules import Badge, Group, Trust, Unit

BADGES: dict[Badge, tuple[Promise, Promise]] = {
    Badge.FOLKLORE: (_("Folklore"), _("copied or assumed: there is no study to look at")),
    Badge.PUBLISHED: (_("Published"), _("measured elsewhere, by a study")),
    Badge.OURS: (_("Ours"), _("your own number")),
}
UNITS: dict[Unit, Promise] = {
    Unit.SHARE: _("%"),
    Unit.PEOPLE: _("people"),
    Unit.DAYS: _("days"),
    Unit.TIMES: _("times"),
    Unit.MARK: _("marks, from 1 to 5"),
}
TRUST: dict[Trust, Promise] = {
    Trust.NONE: _("none"),
    Trust.VERY_LOW: _("very low"),
    Trust.LOW: _("low"),
    Trust.MEDIUM: _("medium"),
    Trust.HIGH: _("high"),
}
GROUPS: dict[Group, Promise] = {
    Group.RATIO: _("What makes up for a No"),
    Group.REACH: _("Who hears of it"),
    Group.MINOR: _("Who stays after a minor problem"),
    Group.MAJOR: _("Who stays after a major problem"),
    Group.AGAIN: _("What makes it worse"),
    Group.SELLING: _("Who buys"),
}
TO_COMPARE = _("To compare with")
COMPARED: dict[str, Promise] = {
    "after_yes": _("Who said Yes"),
    "never_asked": _("Who was never asked"),
}
SETTINGS: dict[str, Promise] = {
    "unhappy": _("Of all customers, so many are unhappy"),
    "major": _("Of the problems, so many are major"),
    "voiced": _("Of the unhappy, so many say so"),
    "slowly": _("Of those, so many are mended slowly"),
    "quickly": _("Of those, so many are mended quickly"),
    "lost": _("Besides, so many sponsors are lost"),
}
FIGURES: dict[str, Promise] = {
    "kept": _("Customers kept, on average"),
    "value": _("Value of one project each, kept"),
    "reached": _("People who may hear of it"),
    "cases": _("Cases to mend"),
}
SILENT = _("Nobody said it, and nobody asked")
UNFIXED = _("Said, and not mended")
FIXED = _("Mended")
QUICKLY = _("Mended quickly")
STAYS = _("The share of unhappy customers who stay.")
NAMES: dict[str, tuple[Promise, Promise]] = {
    "target_yes": (
        _("Share of Yes to hold"),
        _("What you aim for: so many of a hundred answers are Yes."),
    ),
    "target_mark": (
        _("Mean mark to hold"),
        _("The mean of ratings from 1 to 5 that the article wants to hold."),
    ),
    "review_rate_happy": (
        _("Happy customers who write"),
        _("The share of happy customers who rate in public."),
    ),
    "review_rate_unhappy": (
        _("Unhappy customers who write"),
        _("The share of unhappy customers who rate in public."),
    ),
    "pos_needed_per_neg": (
        _("Good ones for a bad one, as told"),
        _(
            "What is told, and what nobody has measured. Shown beside what follows from your numbers."
        ),
    ),
    "tellers_neg": (
        _("Told by an unhappy person"),
        _("To how many people an unhappy person talks in all."),
    ),
    "share_tell_20plus": (
        _("Tell twenty and more"),
        _("The share of unhappy people who talk to more than twenty."),
    ),
    "tellers_pos_resolved": (
        _("Told by a recovered person"),
        _("To how many people a person talks whose problem was solved."),
    ),
    "tellers_pos": (
        _("Told by a happy person"),
        _("To how many people a person talks after a good experience."),
    ),
    "half_life": (
        _("Half of the talk is over after"),
        _("After so many days half of those who will hear of it have heard."),
    ),
    "silent_per_voice": (
        _("Silent for each who speaks"),
        _("So many unhappy people say nothing for each one who does."),
    ),
    "pwom_to_nwom": (
        _("Good talk for each bad talk"),
        _(
            "In a whole market, where the happy are many. Per person bad is told more often; both are so."
        ),
    ),
    "stay_minor_silent": (SILENT, STAYS),
    "stay_minor_unfixed": (UNFIXED, STAYS),
    "stay_minor_fixed": (FIXED, STAYS),
    "stay_minor_quickly": (QUICKLY, STAYS),
    "stay_major_silent": (SILENT, STAYS),
    "stay_major_unfixed": (UNFIXED, STAYS),
    "stay_major_fixed": (FIXED, STAYS),
    "stay_major_quickly": (QUICKLY, STAYS),
    "unfixed_ask_penalty": (
        _("Asked, and not mended"),
        _(
            "So much fewer stay who said it in vain than who said nothing. At 0 the table above holds as it is."
        ),
    ),
    "second_failure_factor": (
        _("The second time"),
        _("Those who leave, multiplied by this when it is not the first time."),
    ),
    "recovery_bonus_loyalty": (
        _("Bonus for a problem that was solved"),
        _("None: nobody stays longer for having had a problem. It cannot be changed."),
    ),
    "win_new": (
        _("Win an order from a new customer"),
        _("The probability of selling to somebody new."),
    ),
    "win_existing": (
        _("Win an order from a customer"),
        _("The probability of selling to who has bought before."),
    ),
}
