"""Thirty outcomes that customers expect of a PMO, in our own words: the categories to start from."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

READY = (
    ("on_time", "delivery", _("Projects finish when promised")),
    ("in_budget", "delivery", _("Projects stay within budget")),
    ("scope_works", "delivery", _("What was agreed works")),
    ("fewer_failures", "delivery", _("Fewer failed projects")),
    ("caught_early", "delivery", _("Trouble is caught early")),
    ("faster_start", "delivery", _("Projects start faster")),
    ("less_rework", "delivery", _("Less rework")),
    ("smooth_handover", "delivery", _("A smooth hand-over to operations")),
    ("really_used", "delivery", _("The solution is really used")),
    ("benefits_realised", "value", _("Promised benefits arrive")),
    ("visible_return", "value", _("A visible return on the investment")),
    ("money_saved", "value", _("Money saved")),
    ("revenue_gained", "value", _("Revenue or capacity gained")),
    ("stopped_early", "value", _("Bad projects are stopped early")),
    ("compliance_met", "value", _("Rules and laws are met")),
    ("one_view", "clarity", _("One reliable view of all projects")),
    ("clear_priorities", "clarity", _("Clear priorities")),
    ("realistic", "clarity", _("Realistic commitments")),
    ("early_warning", "clarity", _("Early warning of risks")),
    ("trusted_facts", "clarity", _("Information one can trust")),
    ("fitting_updates", "clarity", _("Updates in a rhythm and form that suit")),
    ("faster_decisions", "clarity", _("Decisions are made faster")),
    ("better_managers", "capability", _("Better project managers")),
    ("confident_sponsors", "capability", _("Confident sponsors")),
    ("common_way", "capability", _("A common way of working without bureaucracy")),
    ("no_overload", "capability", _("People are not overloaded")),
    ("lessons_reused", "capability", _("Lessons are used again")),
    ("one_person", "relationship", _("One person to call")),
    ("less_time", "relationship", _("Less of the customer's own time needed")),
    ("come_back", "relationship", _("Happy customers who come back")),
)
"""(code, group, name)."""
