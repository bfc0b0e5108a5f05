"""Stations, and somebody who passes by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import cast

from django.http import HttpResponse
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.core.tokens import new_token
from secondslice.projects.models import Project
from secondslice.pulse.models import AnonymousAnswer, Station
from secondslice.pulse.selectors.stations import station_token
from secondslice.pulse.services.station_devices import expect_device
from secondslice.pulse.services.stations import StationFacts, put_up
from secondslice.pulse.services.wording import seed_reasons
from secondslice.pulse.slips import enrolment_code
from secondslice.pulse.station_rules import week_of
from secondslice.pulse.tests.make import FIREFOX, HOME, _Forms

HOST = "https://intranet.example.org"


def make_station(
    by: Membership,
    *,
    at: datetime,
    kind: str = "qr",
    project: Project | None = None,
    most_per_hour: int = 60,
    closes_on: date | None = None,
) -> Station:
    """Put up a station of the PMO, or of a project."""
    seed_reasons(workspace=by.workspace)
    facts = StationFacts(
        name="Closing meeting",
        language="en-us",
        opens_on=at.date(),
        closes_on=closes_on,
        project=project,
        most_per_hour=most_per_hour,
        origins=[HOST] if kind == "widget" else [],
    )
    return put_up(by=by, kind=kind, facts=facts, at=at)


def make_answers(station: Station, *, yes: int = 0, no: int = 0, comment: str = "") -> None:
    """Let so many people have answered."""
    AnonymousAnswer.objects.bulk_create(
        AnonymousAnswer(
            workspace=station.workspace,
            source=station.kind,
            station=station,
            project=station.project,
            week=week_of(station.opens_on),
            taste=taste,
            comment=comment,
            receipt_digest=new_token(),
        )
        for taste in [*["yes"] * yes, *["no"] * no]
    )


@dataclass
class Passer:
    """Somebody in front of a station. `hand`: what the page's script reports; empty: no script runs."""

    station: Station
    address: str = HOME
    agent: str = FIREFOX
    hand: str = "touch"
    driven: bool = False
    keeps_cookies: bool = True
    client: Client = field(default_factory=Client)
    page: _Forms = field(default_factory=_Forms)
    sent: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Return the public address."""
        return f"/q/{station_token(self.station)}"

    def open(self, more: str = "") -> HttpResponse:
        """Open the address."""
        return self._seen(self._call("get", self.path + more))

    def enrol(self, by: Membership, *, at: datetime) -> Passer:
        """Make this browser a device of the kiosk."""
        device = expect_device(by=by, station=self.station, name="Lobby", at=at)
        self.open()
        self.press("Take answers here", code=enrolment_code(str(device.ref)))
        return self

    def press(self, text: str, **extra: str) -> HttpResponse:
        """Press the button whose words contain `text`, on the page that is open."""
        button = next(one for one in self.page.buttons if text in one["text"])
        action, fields = self.page.forms[int(button["form"])]
        values = {**fields, **self._script(), **extra}
        if button.get("name"):
            values[button["name"]] = button["value"]
        return self.post(action, values)

    def post(self, path: str, values: dict[str, str]) -> HttpResponse:
        """Send a form as it is."""
        if not self.keeps_cookies:
            self.client.cookies.clear()
        self.sent.append((path, values))
        return self._seen(self._call("post", path, values))

    def repeat(self, which: int = -1) -> HttpResponse:
        """Let a form arrive once more, letter by letter."""
        path, values = self.sent[which]
        return self._seen(self._call("post", path, values))

    def _script(self) -> dict[str, str]:
        return {"hand": self.hand, "driven": str(int(self.driven))} if self.hand else {}

    def _call(self, method: str, path: str, values: dict[str, str] | None = None) -> HttpResponse:
        call = getattr(self.client, method)
        found = call(path, values or {}, REMOTE_ADDR=self.address, HTTP_USER_AGENT=self.agent)
        return cast("HttpResponse", found)

    def _seen(self, response: HttpResponse) -> HttpResponse:
        self.page = _Forms()
        self.page.feed(response.text)
        return response
