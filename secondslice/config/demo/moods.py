"""Who answers, what they say, and which words they find: the rates of the demo (docs/guide/demo.md)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from secondslice.config.demo import words
from secondslice.config.demo.cast import Cast
from secondslice.config.demo.chance import Chance
from secondslice.customers.models import Customer
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse.forms import A_FEW
from secondslice.pulse.models import AnswerDetail, Ask, Taste
from secondslice.pulse.services.settling import Added
from secondslice.recovery.models import Case

MOST_A_YEAR = 6
REST = {"sponsor": 30, "customer": 30, "team": 30, "executive": 60}
REST_OF_CLIENTS = 90
ANSWERS = {"sponsor": 0.55, "customer": 0.45, "team": 0.35, "executive": 0.40}
ANSWERS_OF_CLIENTS = 0.30
SILENT, SILENT_ANSWERS = "Finance", 0.06
MENDED, BEFORE, AFTER = "Supply Chain & Logistics", -0.30, 0.08
MENDED_FOR = timedelta(days=200)
AT_KICKOFF, MIDWAY, BEHIND, AT_CLOSE = 0.90, 0.80, 0.58, 0.85
EARLY, AT_THE_END = 0.2, 0.95
MARKS = 0.8
MARK_WEIGHTS_YES = {"10": 24, "9": 32, "8": 24, "7": 12, "6": 5, "5": 3}
MARK_WEIGHTS_NO = {"8": 8, "7": 14, "6": 20, "5": 22, "4": 16, "3": 12, "2": 8}
AGAIN_ANSWERS, AGAIN_YES, AFTER_A_CALL = 0.65, 0.70, 0.75


TELLS = 0.7
TOLD_WEIGHTS = {"0": 20, "few": 40, "1": 8, "2": 10, "5": 10, "8": 7, "12": 4, "20": 1}


class Moods:
    """How the people of this demo feel."""

    def __init__(self, cast: Cast, chance: Chance, *, now: datetime) -> None:
        self._cast, self._chance, self._now = cast, chance, now
        self._talk = chance.beside(7)
        self._spread = {customer.pk: chance.between(-0.12, 0.12) for customer in cast.customers}
        self._names = {customer.pk: customer.name for customer in cast.customers}
        self._clients = {
            customer.pk for customer in cast.customers if customer.kind == Customer.Kind.EXTERNAL
        }
        troubled = [one for one in cast.customers if one.name == MENDED]
        self._never_content = {
            cast.people[customer.pk][0].pk for customer in troubled if cast.people[customer.pk]
        }

    def rest(self, part: Stakeholder) -> timedelta:
        """Return how long this person is left in peace between two questions."""
        if part.contact.customer_id in self._clients:
            return timedelta(days=REST_OF_CLIENTS)
        return timedelta(days=REST[part.role])

    def is_chosen(self, part: Stakeholder) -> bool:
        """Tell whether a manager thinks of this person: always of the sponsor."""
        return part.role == Stakeholder.Role.SPONSOR or self._chance.happens(0.8)

    def picks_up(self, part: Stakeholder) -> bool:
        """Tell whether somebody gets this person on the phone after three silences."""
        customer = part.contact.customer_id
        return not self._names[customer].startswith(SILENT) and self._chance.happens(0.9)

    def answers(self, ask: Ask) -> bool:
        """Tell whether this person answers."""
        if self._names[ask.customer_id].startswith(SILENT):
            return self._chance.happens(SILENT_ANSWERS)
        if ask.customer_id in self._clients:
            return self._chance.happens(ANSWERS_OF_CLIENTS)
        return self._chance.happens(ANSWERS.get(ask.role, ANSWERS["team"]))

    def taste(self, ask: Ask, at: datetime) -> str:
        """Return what this person says: it hangs on the stage of the project, on delay, and on the department."""
        share = self._at_stage(ask.project, at.date()) + self._spread[ask.customer_id]
        if self._names[ask.customer_id].startswith(MENDED):
            share += AFTER if self._now - at < MENDED_FOR else BEFORE
        return Taste.YES if self._chance.happens(share) else Taste.NO

    def _at_stage(self, project: Project, day: date) -> float:
        start, end = project.starts_on or day, project.ends_on or day
        done = (day - start).days / max(1, (end - start).days)
        if done < EARLY:
            return AT_KICKOFF
        if project.pk in self._cast.late:
            return BEHIND
        return AT_CLOSE if done > AT_THE_END else MIDWAY

    def words(self, ask: Ask, taste: str) -> Added:
        """Return what this person adds: reasons, a sentence, permission to quote it, a wish."""
        if not self._chance.happens(0.75):
            return Added()
        if taste == Taste.NO:
            code = self._chance.weighted(words.CAUSE_WEIGHTS)
            said = self._chance.one(words.COMPLAINTS[code]) if self._chance.happens(0.6) else ""
            return Added(reasons=[code], comment=_otherwise(ask, code, said, speaks=0.6))
        code = self._chance.weighted(words.PRAISE_WEIGHTS)
        said = self._chance.one(words.PRAISES[code]) if self._chance.happens(0.45) else ""
        said = _otherwise(ask, code, said, speaks=0.0)
        orders = ask.role in {"sponsor", "customer", "executive"} and self._chance.happens(0.18)
        wish = self._chance.one(words.WISHES) if orders else ""
        return Added(reasons=[code], comment=said, quote=self._permission(said), wants_next=wish)

    def mark(self, ask: Ask, taste: str) -> int | None:
        """Return what this person says the project was worth, where that is asked and the person cares to say it."""
        if not ask.worth or not self._chance.happens(MARKS):
            return None
        marks = MARK_WEIGHTS_YES if taste == Taste.YES else MARK_WEIGHTS_NO
        return int(self._chance.weighted(marks))

    def told(self, taste: str) -> tuple[int, bool] | None:
        """Return to how many others the person has told it, and whether those are "a few"; None: not said."""
        if taste != Taste.NO or not self._talk.happens(TELLS):
            return None
        said = self._talk.weighted(TOLD_WEIGHTS)
        return (A_FEW, True) if said == "few" else (int(said), False)

    def _permission(self, said: str) -> str:
        quote = AnswerDetail.Quote
        if not said or self._chance.happens(0.5):
            return quote.NO
        return quote.NAMED if self._chance.happens(0.6) else quote.ANONYMOUS

    def adjustment(self, case: Case) -> str:
        """Return what the manager changes for the reason that was given."""
        detail = AnswerDetail.objects.filter(ask=case.ask_id).order_by("-number").first()
        code = detail.reasons[0]["code"] if detail and detail.reasons else "cadence"
        return self._chance.one(words.ADJUSTMENTS.get(code, words.ADJUSTMENTS["cadence"]))

    def answers_again(self, case: Case) -> bool:
        """Tell whether the person answers the question put again; the second time somebody has phoned, which helps."""
        if case.re_asks.count() > 1:
            return self._chance.happens(AFTER_A_CALL)
        return case.contact_id in self._never_content or self._chance.happens(AGAIN_ANSWERS)

    def taste_again(self, case: Case) -> str:
        """Return what the person says then. One sponsor is let down twice."""
        if case.contact_id in self._never_content and not case.second_no:
            return Taste.NO
        return Taste.YES if self._chance.happens(AGAIN_YES) else Taste.NO


def _otherwise(ask: Ask, code: str, said: str, *, speaks: float) -> str:
    """Return what is said in other words, and let some who said nothing say something: by dice of this question."""
    dice = Chance.of(ask.contact.email, ask.project.name, ask.sent_at)
    if not said and not dice.happens(speaks):
        return ""
    return dice.one([one for one in (said, *words.OTHERWISE.get(code, ())) if one] or [said])
