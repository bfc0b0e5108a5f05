"""What is said when a file cannot be the template."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from secondslice.reports.template_rules import MOST_BYTES, MOST_UNPACKED, Unfit

_MB = 1_000_000
WHY: dict[Unfit, Promise] = {
    Unfit.EMPTY: _("This file is empty. Save it again in PowerPoint, and send it once more."),
    Unfit.TOO_LARGE: _(
        "This file has more than %(most)s MB. Take pictures out of it, or make them smaller in PowerPoint."
    ),
    Unfit.UNPACKS_TOO_LARGE: _(
        "Unpacked, this file would have more than %(unpacked)s MB, or far too many parts. Take out slides and pictures."
    ),
    Unfit.MACROS: _(
        "This file brings a program along (macros). Save it as .pptx or .potx, and send that one."
    ),
    Unfit.OLD: _("This is PowerPoint's old format. Save it as .pptx or .potx, and send that one."),
    Unfit.PROTECTED: _(
        "This file is protected by a password, or is in PowerPoint's old format. Save it as .pptx without a password."
    ),
    Unfit.ANOTHER_KIND: _("This is no presentation. Send a .pptx or .potx file of PowerPoint."),
    Unfit.BROKEN: _(
        "This file cannot be read to its end. Open it in PowerPoint, save it under a new name, and send that one."
    ),
    Unfit.LINKED: _(
        "This file holds pictures or objects that are fetched from elsewhere when it is opened. Put them into the file"
        " (in PowerPoint: File, Info, Edit links to files, Break link)."
    ),
    Unfit.NO_LAYOUT: _(
        "This file has no layout with a title and a large place for content. Add one in the slide master."
    ),
}


def why(unfit: Unfit) -> str:
    """Return the sentence that says why a file is not taken, and what to do."""
    return str(WHY[unfit]) % {"most": MOST_BYTES // _MB, "unpacked": MOST_UNPACKED // _MB}
