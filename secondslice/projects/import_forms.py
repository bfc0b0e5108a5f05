"""The forms of the import: which file, and which column is which field."""

from __future__ import annotations

from dataclasses import replace

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from secondslice.projects.imports.columns import plain
from secondslice.projects.imports.fields import FIELDS, Kind
from secondslice.projects.imports.formats import MOST_BYTES
from secondslice.projects.imports.spec import Spec, spec_from
from secondslice.projects.models import ImportRun
from secondslice.projects.services import import_runs
from secondslice.ui.forms import Dressed


class FileForm(Dressed, forms.Form):
    """Which list."""

    kind = forms.ChoiceField(
        label=_("What is in the list?"),
        choices=[
            (ImportRun.Kind.PROJECTS, _("Projects, with their sponsors")),
            (ImportRun.Kind.CONTACTS, _("People")),
        ],
        initial=ImportRun.Kind.PROJECTS,
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label=_("File"), help_text=_("CSV or Excel (.xlsx), at most 25 MB. Bring it as it is.")
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Return the file, if it is not too large to be read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                gettext("This file has more than 25 MB. Split the list, and import the parts.")
            )
        return file


def phase_words(run: ImportRun, spec: Spec) -> list[tuple[int, str, str]]:
    """Return the words for a phase that are none of ours: number on the page, word, and what was chosen for it."""
    words = import_runs.new_words(run=run, spec=replace(spec, phases={}))
    return [(number, word, spec.phases.get(plain(word), "")) for number, word in enumerate(words)]


def spec_of(run: ImportRun) -> Spec:
    """Return what is chosen for this import so far."""
    return spec_from(Kind(run.kind), run.spec)


def chosen_spec(run: ImportRun, posted: QueryDict) -> Spec:
    """Return what a person chose on the page. Raise RuleBroken for what is wrong in it."""
    kind = Kind(run.kind)
    phases = {
        plain(word): posted[f"phase-{number}"]
        for number, word in enumerate(posted.getlist("word"))
        if f"phase-{number}" in posted
    }
    before = spec_of(run)
    stored: dict[str, object] = {
        "columns": {one.name: posted.get(f"column-{one.name}", "") for one in FIELDS[kind]},
        "customer": posted.get("customer", ""),
        "no_sponsors": "no_sponsors" in posted,
        "phases": phases,
        "dates": posted.get("dates", ""),
        "decimals": posted.get("decimals", ""),
        "unit": posted.get("unit", "0"),
    }
    return replace(spec_from(kind, stored), read_as=before.read_as)
