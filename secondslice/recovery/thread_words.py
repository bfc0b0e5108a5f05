"""What mails and files of a case are refused with, in words to a person."""

from __future__ import annotations

from django.utils.translation import gettext as _

from secondslice.recovery.file_rules import Unfit
from secondslice.recovery.selectors.writing import NoMail


def no_mail_words(why: NoMail, *, name: str, address: str) -> str:
    """Return why no mail can be written to the customer, and what to do."""
    words = {
        NoMail.ERASED: _("The customer had all own data erased, so there is nobody to write to."),
        NoMail.NO_ADDRESS: _("No mail address of %(name)s is known here. Call instead."),
        NoMail.COMES_BACK: _(
            "Mail to %(address)s comes back, so it would not arrive. Call %(name)s, and ask for another address."
        ),
        NoMail.CALLED_SPAM: _(
            "%(name)s has called our mail spam, so no more is sent to %(address)s. Call instead."
        ),
    }
    return words[why] % {"name": name, "address": address}


def unfit_words(why: Unfit, *, name: str) -> str:
    """Return why a file is not taken, and what to do."""
    words = {
        Unfit.EMPTY: _("%(name)s is empty. Choose the file again."),
        Unfit.TOO_LARGE: _(
            "%(name)s is larger than 10 MB. Make it smaller, or write down where it can be found."
        ),
        Unfit.CASE_IS_FULL: _(
            "With %(name)s the files of this case would be larger than 50 MB. Remove one first."
        ),
        Unfit.PROGRAM: _("%(name)s is a program. Programs are not kept here."),
        Unfit.WEB_PAGE: _(
            "%(name)s is a web page or a drawing that can hold programs. Save it as PDF."
        ),
        Unfit.ARCHIVE: _(
            "%(name)s is an archive, and nobody sees what is in it. Send its files one by one."
        ),
        Unfit.MACROS: _(
            "%(name)s holds macros, which are programs. Save it without them, or as PDF."
        ),
        Unfit.OLD_OFFICE: _(
            "%(name)s has an old format that can hold programs. Save it as PDF, .docx, .xlsx or .pptx."
        ),
        Unfit.ANOTHER_KIND: _(
            "%(name)s is not what its name says. Save it again under its right name, or as PDF."
        ),
        Unfit.UNKNOWN: _(
            "Files like %(name)s are not kept here. Documents, tables, slides, pictures, texts and PDF are."
        ),
        Unfit.UNPROVEN: _(
            "%(name)s was not taken, because it is not shown that the customer sent it."
        ),
    }
    return words[why] % {"name": name}
