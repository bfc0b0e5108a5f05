"""A short report of made-up numbers, to see how slides look with a template before a real report is made."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from secondslice.reports.document import Chart, Document, Figure, Section, Series, Source, Table


def example(*, pmo: str, today: date) -> Document:
    """Return a report with a number, a chart and a table, in the language of the moment."""
    made_up = Source(_("Made up, to show how it looks"), "")
    figures = (
        Figure(
            "F1", _("A large number"), "1,234", "1234", _("with a note"), made_up, is_headline=True
        ),
        Figure("F2", _("A number"), "71 %", "0.71", _("n = 214, 65 % to 77 %"), made_up),
    )
    chart = Chart(
        "C1",
        _("A chart that can be edited"),
        "bars",
        ("A", "B", "C"),
        (
            Series(_("Yes"), (0.72, 0.64, 0.81), (0.63, 0.55, 0.7), (0.8, 0.73, 0.89), "yes"),
            Series(_("No"), (0.28, 0.36, 0.19), tone="no"),
        ),
        "share",
        made_up,
    )
    table = Table(
        "T1",
        _("A table"),
        (_("What"), _("How many")),
        (("A", "12"), ("B", "7"), ("C", "3")),
        made_up,
        (1,),
    )
    return Document(
        kind="executive",
        title=_("How your reports will look"),
        subtitle=_("An example with made-up numbers"),
        pmo=pmo,
        language=get_language() or "en",
        currency="",
        begins_on=today - timedelta(days=90),
        ends_on=today,
        sections=(
            Section("numbers", _("The title of a slide says what was found"), (*figures, chart)),
            Section(
                "table",
                _("Tables can be edited, too"),
                (table,),
                weak=(_("Nothing here is real."),),
            ),
        ),
    )
