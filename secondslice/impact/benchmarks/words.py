"""What the figures are called in the reader's language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from secondslice.customers.models import Customer
from secondslice.impact.benchmarks.rules import Beside, Measure, Moved

MEASURES: dict[Measure, tuple[Promise, Promise]] = {
    Measure.WORTH: (
        gettext_lazy("Net project success score, at the close"),
        gettext_lazy(
            "The share of marks of 9 and 10 less that of 0 to 6: the last one of each question."
        ),
    ),
    Measure.RATIO: (
        gettext_lazy("Yes for each No"),
        gettext_lazy("The published figures say how many good ones make up for a bad one."),
    ),
    Measure.MET_A_NO: (
        gettext_lazy("People who said No"),
        gettext_lazy(
            "Of those who answered, at least once in 12 months. Published: consumers who met a problem in a year."
        ),
    ),
    Measure.NOT_BACK: (
        gettext_lazy("Did not come back after a No"),
        gettext_lazy(
            "Projects with a No after whose end no new project of this customer began within a year."
        ),
    ),
    Measure.RESPONSE: (
        gettext_lazy("Answered"),
        gettext_lazy("Of the questions that were answered or have run out."),
    ),
    Measure.YES: (
        gettext_lazy("Share of Yes"),
        gettext_lazy("Nobody publishes one for PMOs that could be traced to a study."),
    ),
    Measure.RECOVERED: (
        gettext_lazy("Recovered"),
        gettext_lazy("Of the cases of these questions that have ended: the same person said Yes."),
    ),
}
BESIDE: dict[Beside, Promise] = {
    Beside.INSIDE: gettext_lazy("your interval reaches it"),
    Beside.ABOVE: gettext_lazy("yours is higher"),
    Beside.BELOW: gettext_lazy("yours is lower"),
}
MOVED: dict[Moved, Promise] = {
    Moved.UNKNOWN: gettext_lazy("too few to compare"),
    Moved.SAME: gettext_lazy("no difference beyond chance"),
    Moved.MORE: gettext_lazy("more than the year before"),
    Moved.LESS: gettext_lazy("less than the year before"),
}


def kind_name(kind: str) -> str:
    """Return what a kind of customer is called; all of them for none."""
    return str(Customer.Kind(kind).label) if kind else _("All customers")
