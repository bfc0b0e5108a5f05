from __future__ import annotations

from django.http import QueryDict

from secondslice.pulse.models import AnswerDetail
from secondslice.pulse.services.settling import Added

MOST_WORDS, MOST_WISH = 4000, 500
MOST_NAME, MOST_ADDRESS = 100, 200


class DetailsForm:
    """What a respondent adds. Nothing here is refused: what does not fit is cut, what is unknown is left out."""

    def __init__(self, posted: QueryDict) -> None:
        self._posted = posted

    def added(self) -> Added:
        """Return the typed values."""
        quote = self._posted.get("quote", "")
        return Added(
            reasons=self._posted.getlist("reason")[:20],
            comment=text_of(self._posted.get("comment", ""), MOST_WORDS),
            quote=quote if quote in AnswerDetail.Quote.values else AnswerDetail.Quote.NO,
            wants_next=text_of(self._posted.get("next", ""), MOST_WISH),
            wants_call=self._posted.get("call", "")[:1],
        )


class CallForm:
    """Who wants to be called, and how. Nothing is refused but nothing."""

    def __init__(self, posted: QueryDict) -> None:
        self.name = text_of(posted.get("who", ""), MOST_NAME)
        self.address = text_of(posted.get("reach", ""), MOST_ADDRESS)

    @property
    def is_complete(self) -> bool:
        """Tell whether this person can be called."""
        return bool(self.name and self.address)


def text_of(value: str, most: int) -> str:
    """Return typed text without what no database keeps, cut to what fits."""
    return value.replace("\x00", "").replace("\r\n", "\n").strip()[:most]


class WorthForm:
    """What it was worth. What is no whole number from 0 to 10 is nothing."""

    def __init__(self, posted: QueryDict) -> None:
        typed = posted.get("worth", "")
        self.mark = int(typed) if typed in _MARKS else None


class TalkedForm:
    """To how many others it was told: nobody, a few, or a number. What is none of these is nothing."""

    def __init__(self, posted: QueryDict) -> None:
        tapped, typed = posted.get("told", ""), posted.get("told_number", "").strip()
        self.is_few = tapped == "few"
        self.people: int | None = {"0": 0, "few": A_FEW}.get(tapped)
        if self.people is None and typed.isdecimal():
            self.people = min(int(typed[:6]), MOST_TOLD)


A_FEW, MOST_TOLD = 3, 999
"""As how many "a few" counts, and the most that anybody is believed."""
_MARKS = {str(mark) for mark in range(11)}
