"""The forms of the import: which file, and which column is which field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from secondslice.projects.imports.columns import plain
from secondslice.projects.imports.fields import FIELDS, Kind
from secondslice.projects.imports.formats import MOST_BYTES
from secondslice.projects.imports.spec import Spec, spec_from
from secondslice.projects.imports.ways import MakeWay
from secondslice.projects.models import ImportRun
from secondslice.projects.services import import_runs
from secondslice.ui.forms import Dressed

MOST_DIGITS = 6
WORDS = {
    Kind.PROJECTS: _("Projects, with their sponsors"),
    Kind.CONTACTS: _("People"),
    Kind.CUSTOMERS: _("Customers: departments, clients, accounts"),
    Kind.OPPORTUNITIES: _("Opportunities: deals of another system"),
    Kind.COMPARISON: _("Projects to compare: run by the PMO, and around it"),
    Kind.BENEFITS: _("Benefits, with what was planned and found"),
    Kind.RATES: _("Rates of currencies"),
}


class FileForm(Dressed, forms.Form):
    """Which list."""

    kind = forms.ChoiceField(label=_("What is in the list?"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or Excel (.xlsx); people as address cards (.vcf) too. At most 25 MB."),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Return the file, if it is not too large to be read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                gettext("This file has more than 25 MB. Split the list, and import the parts.")
            )
        return file


def file_form(
    kinds: Sequence[Kind], posted: QueryDict | None, files: MultiValueDict[str, UploadedFile[bytes]]
) -> FileForm:
    """Return the form for lists of these kinds, the first being chosen."""
    form = FileForm(posted, files or None, initial={"kind": kinds[0].value})
    field = form.fields["kind"]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the types)
    field.choices = [(kind.value, WORDS[kind]) for kind in kinds]
    return form


def words_to_explain(run: ImportRun, spec: Spec, make_way: MakeWay) -> list[tuple[int, str, str]]:
    """Return the words for a phase or a stage that are none of ours: number, word, and what was chosen for it."""
    open_spec = replace(spec, phases={}, stages={})
    words = import_runs.new_words(run=run, spec=open_spec, make_way=make_way)
    chosen = {**spec.phases, **spec.stages}
    return [(number, word, chosen.get(plain(word), "")) for number, word in enumerate(words)]


def spec_of(run: ImportRun) -> Spec:
    """Return what is chosen for this import so far."""
    return spec_from(Kind(run.kind), run.spec)


def chosen_spec(run: ImportRun, posted: QueryDict) -> Spec:
    """Return what a person chose on the page. Raise RuleBroken for what is wrong in it."""
    kind = Kind(run.kind)
    words = {
        plain(word): posted[f"word-{number}"]
        for number, word in enumerate(posted.getlist("word"))
        if f"word-{number}" in posted
    }
    of_stages = kind is Kind.OPPORTUNITIES
    before = spec_of(run)
    stored: dict[str, object] = {
        "columns": {one.name: posted.get(f"column-{one.name}", "") for one in FIELDS[kind]},
        "customer": posted.get("customer", ""),
        "no_sponsors": "no_sponsors" in posted,
        "phases": {} if of_stages else words,
        # A stage that nobody has explained stays open, and its rows are refused.
        "stages": {word: code for word, code in words.items() if code} if of_stages else {},
        "new_customers": posted.get("new_customers", ""),
        "dates": posted.get("dates", ""),
        "decimals": posted.get("decimals", ""),
        "unit": posted.get("unit", "0"),
    }
    return replace(
        spec_from(kind, stored),
        read_as=before.read_as,
        anyway=before.anyway,
        all_anyway=before.all_anyway,
    )


def anyway_spec(run: ImportRun, posted: QueryDict) -> Spec:
    """Return the choices, with what was ticked on one page of rows; those of the other pages stay as they were."""
    before = spec_of(run)
    shown, wanted = (
        {int(row) for row in posted.getlist(name) if row.isdecimal() and len(row) <= MOST_DIGITS}
        for name in ("shown", "anyway")
    )
    anyway = frozenset((before.anyway - shown) | wanted)
    return replace(before, anyway=anyway, all_anyway="all" in posted)
