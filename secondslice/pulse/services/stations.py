"""Put up a station, change it, close it, give it another address, and show what was answered there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.rules import RUNS_THE_PMO
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.core.tokens import derived_token, digest
from secondslice.projects.models import Project
from secondslice.pulse.models import AnonymousAnswer, Station
from secondslice.pulse.selectors.wording import wording_in
from secondslice.pulse.station_rules import LEAST_TOGETHER, may_reveal


@dataclass(frozen=True, slots=True)
class StationFacts:
    """What is decided about a station."""

    name: str
    language: str
    opens_on: date
    project: Project | None = None
    question: str = ""
    """Empty: the question that the PMO asks by mail in this language."""
    closes_on: date | None = None
    present: int | None = None
    most_per_hour: int = 60
    origins: list[str] = field(default_factory=list)


@transaction.atomic
def put_up(*, by: Membership, kind: str, facts: StationFacts, at: datetime) -> Station:
    """Make a station. Raise RuleBroken when it would ask about the whole PMO and this member does not run it."""
    if facts.project is None and by.role not in RUNS_THE_PMO:
        raise RuleBroken(
            _("Only who runs the PMO asks about all of it. Choose one of your projects.")
        )
    station = Station(workspace=by.workspace, kind=kind, made_by=by.user)
    _fill(station, facts)
    station.token_digest = digest(_token(station))
    station.save()
    _note(by, station, verb=gettext_noop("put up the station"), at=at)
    return station


@transaction.atomic
def change_station(*, by: Membership, station: Station, facts: StationFacts, at: datetime) -> None:
    """Change what is decided about a station. Raise RuleBroken for another question once one is answered."""
    before = (station.question, station.language, station.project_id)
    _fill(station, facts)
    after = (station.question, station.language, station.project_id)
    if before != after and AnonymousAnswer.objects.filter(station=station).exists():
        raise RuleBroken(
            _(
                "People have answered this question already."
                " Close this station, and put up another one for the new question."
            )
        )
    station.save()
    _note(by, station, verb=gettext_noop("changed the station"), at=at)


@transaction.atomic
def close_station(*, by: Membership, station: Station, at: datetime) -> None:
    """Take no more answers. Closing twice changes nothing."""
    if Station.objects.filter(pk=station.pk, closed_at=None).update(closed_at=at):
        _note(by, station, verb=gettext_noop("closed the station"), at=at)


@transaction.atomic
def open_again(*, by: Membership, station: Station, at: datetime) -> None:
    """Take answers again at the same address."""
    if Station.objects.filter(pk=station.pk).exclude(closed_at=None).update(closed_at=None):
        _note(by, station, verb=gettext_noop("opened the station again"), at=at)


@transaction.atomic
def issue_again(*, by: Membership, station: Station, at: datetime) -> None:
    """Give the station another address: the old one, its posters and its pages lead nowhere from now on."""
    station.issue += 1
    station.token_digest = digest(_token(station))
    station.save(update_fields=["issue", "token_digest"])
    _note(by, station, verb=gettext_noop("gave a new address to the station"), at=at)


@transaction.atomic
def set_present(*, station: Station, present: int | None) -> None:
    """Keep how many people are in the room."""
    Station.objects.filter(pk=station.pk).update(present=present)


@transaction.atomic
def reveal(*, by: Membership, station: Station, at: datetime) -> int:
    """Show the answers that nobody has seen yet, and freeze them. Return how many.

    Raise RuleBroken under five: one more answer beside a known result would be that of one person.
    """
    answers = AnonymousAnswer.objects.filter(station=station)
    seen = answers.filter(is_revealed=True).exists()
    shown = answers.filter(is_revealed=False).update(is_revealed=True)
    if not may_reveal(hidden=shown):
        raise RuleBroken(_too_few(shown, seen=seen))
    answers.filter(words_wait=True).update(words_wait=False)
    _note(by, station, verb=gettext_noop("showed the answers of"), at=at, detail={"count": shown})
    return shown


def _too_few(hidden: int, *, seen: bool) -> str:
    words = {"count": hidden, "least": LEAST_TOGETHER}
    if seen:
        return (
            _(
                "Only %(count)s new answers. They are shown from %(least)s on, so that nobody can be picked out."
            )
            % words
        )
    return (
        _(
            "Only %(count)s answers so far. They are shown from %(least)s on, so that nobody can be picked out."
        )
        % words
    )


def _fill(station: Station, facts: StationFacts) -> None:
    question = facts.question.strip()
    station.name, station.project = facts.name.strip(), facts.project
    station.language = facts.language
    station.question = question or wording_in(station.workspace, facts.language).question
    station.opens_on, station.closes_on = facts.opens_on, facts.closes_on
    station.present, station.most_per_hour = facts.present, facts.most_per_hour
    station.origins = facts.origins


def _token(station: Station) -> str:
    return derived_token("station", f"{station.ref.hex}:{station.issue}")


def _note(
    by: Membership,
    station: Station,
    *,
    verb: str,
    at: datetime,
    detail: dict[str, object] | None = None,
) -> None:
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=verb,
        subject=station.name,
        at=at,
        detail=detail,
    )
