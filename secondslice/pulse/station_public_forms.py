"""What somebody types at a station. Words are cut and never refused; a name is taken only with consent."""

from __future__ import annotations

from django.http import QueryDict

from secondslice.pulse.forms import MOST_WORDS, text_of
from secondslice.pulse.services.calls import Wish

MOST = {"name": 100, "address": 200, "about": 500}


class WordsForm:
    """Reasons and words to an answer."""

    def __init__(self, posted: QueryDict) -> None:
        self.codes = posted.getlist("reason")[:20]
        self.comment = text_of(posted.get("comment", ""), MOST_WORDS)


class CallWishForm:
    """A name to be called. `wrong` names the fields that are missing."""

    def __init__(self, posted: QueryDict) -> None:
        self.typed = {name: text_of(posted.get(name, ""), most) for name, most in MOST.items()}
        self.agrees = posted.get("agrees") == "1"
        needed = {
            "name": self.typed["name"],
            "address": self.typed["address"],
            "agrees": self.agrees,
        }
        self.wrong = [name for name, value in needed.items() if not value]

    def wish(self, *, consent: str) -> Wish:
        """Return what was typed, with the words that were agreed to."""
        return Wish(**self.typed, consent=consent)
