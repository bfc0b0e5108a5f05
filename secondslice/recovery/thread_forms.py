"""The forms with which one writes to the customer of a case, and puts a file into it."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from secondslice.recovery.file_rules import KINDS
from secondslice.recovery.models import Case
from secondslice.recovery.rules import Step
from secondslice.recovery.selectors.writing import first_words
from secondslice.recovery.services.writing import Draft
from secondslice.ui.forms import Dressed

MOST_WORDS = 10_000


class MailForm(Dressed, forms.Form):
    """A mail to the customer of a case."""

    subject = forms.CharField(label=_("Subject"), max_length=150)
    words = forms.CharField(
        label=_("Your words"), max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 8})
    )
    answers_no = forms.BooleanField(label=_("This answers the No"), required=False)
    form_key = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, asks_answer: bool, **kwargs: Any) -> None:  # noqa: ANN401  (Django's arguments)
        super().__init__(*args, **kwargs)
        if not asks_answer:
            del self.fields["answers_no"]

    def draft(self) -> Draft:
        """Return the mail as it was written."""
        said = self.cleaned_data
        return Draft(
            subject=" ".join(said["subject"].split()),
            words=said["words"],
            form_key=said["form_key"],
            answers_no=said.get("answers_no", False),
        )


def mail_form(case: Case, posted: QueryDict | None = None, *, draft: str = "") -> MailForm:
    """Return the form as it begins, or as it was sent. Whether the mail answers the No is asked as long as none did."""
    first = first_words(case, draft=draft)
    return MailForm(
        posted,
        auto_id="mail_%s",
        asks_answer=case.is_open and case.step is Step.TALK,
        initial={
            "subject": first.subject,
            "words": first.words,
            "answers_no": True,
            "form_key": uuid.uuid4(),
        },
    )


class FileForm(Dressed, forms.Form):
    """A file that belongs to a case."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # refused in our own words
        help_text=_("Up to 10 MB: PDF, documents, tables, slides, pictures, texts."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{one}" for one in KINDS)}),
    )

    @property
    def upload(self) -> UploadedFile[bytes]:
        """Return the file as it was sent."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        return file
