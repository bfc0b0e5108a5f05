"""The question whether others were told of a No, as the respondent's page shows it."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secondslice.pulse.models import Talked
from secondslice.pulse.selectors.public import PublicAsk

PRESSED = ' aria-pressed="true"'


def talked_state(ask: PublicAsk, taste: str, said: Talked | None) -> str:
    """Return whether the page asks it, repeats what was said, or says nothing of it: ask, said, or empty."""
    if not ask.may_say_talked(taste):
        return ""
    return "ask" if said is None else "said"


def talked_words(ask: PublicAsk, said: Talked | None) -> str:
    """Return what was said, in the person's language; nothing where nothing was."""
    if said is None:
        return ""
    with translation.override(ask.language):
        if said.is_few:
            return _("You said: a few people. Thank you.")
        if not said.people:
            return _("You said: nobody. Thank you.")
        words = ngettext(
            "You said: %(count)s person. Thank you.",
            "You said: %(count)s people. Thank you.",
            said.people,
        )
        return words % {"count": said.people}


def talked_presses(said: Talked | None) -> dict[str, str]:
    """Return which of the two buttons is pressed, by slot."""
    is_nobody = said is not None and not said.people
    is_few = said is not None and said.is_few
    return {
        "told-nobody": PRESSED if is_nobody else "",
        "told-few": PRESSED if is_few else "",
    }
