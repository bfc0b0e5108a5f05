"""The cast. Everyone knows them, so a test needs no introduction.

Settings, data folder and database of the tests are in `config/testing.py`. Set SECONDSLICE_DATABASE_URL to run the same
tests on PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from secondslice.accounts.models import Membership, Workspace
from secondslice.accounts.tests.make import make_member, make_workspace
from secondslice.core import clock as core_clock
from secondslice.pulse.plates import clear_plates
from secondslice.pulse.services.visits import drop_waiting


@dataclass
class Clock:
    """A clock that stands still until the test moves it."""

    moment: datetime

    def forward(self, **by: float) -> datetime:
        """Move on: `clock.forward(days=14)`."""
        self.moment += timedelta(**by)
        return self.moment


@pytest.fixture(autouse=True)
def nothing_in_memory() -> None:
    """Begin each test without what another one left in the process.

    Pages laid out, links noted as opened, and the language of the last page that was read.
    """
    clear_plates()
    drop_waiting()
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def now() -> datetime:
    """A Friday morning."""
    return datetime(2026, 3, 6, 9, 30, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Clock:
    """The product's clock, standing at `now`. Without this fixture views and tasks read the real one."""
    standing = Clock(now)
    monkeypatch.setattr(core_clock, "now", lambda: standing.moment)
    return standing


@pytest.fixture
def pmo(db: None) -> Workspace:
    """The PMO of Acme: the workspace of the cast."""
    return make_workspace("Acme PMO", slug="acme")


@pytest.fixture
def ava(pmo: Workspace) -> Membership:
    """Ava owns the PMO's workspace."""
    return make_member(pmo, "Ava", role=Membership.Role.OWNER, email="ava@example.org")


@pytest.fixture
def lea(pmo: Workspace) -> Membership:
    """Lea is PMO lead."""
    return make_member(pmo, "Lea", role=Membership.Role.LEAD, email="lea@example.org")


@pytest.fixture
def max(pmo: Workspace) -> Membership:
    """Max is a project manager: he sees his own projects."""
    return make_member(pmo, "Max", role=Membership.Role.MANAGER, email="max@example.org")


@pytest.fixture
def sal(pmo: Workspace) -> Membership:
    """Sal sells."""
    return make_member(pmo, "Sal", role=Membership.Role.SALES, email="sal@example.org")


@pytest.fixture
def exe(pmo: Workspace) -> Membership:
    """Exe is an executive: reads, changes nothing."""
    return make_member(pmo, "Exe", role=Membership.Role.EXECUTIVE, email="exe@example.org")


@pytest.fixture
def cleo(db: None) -> Membership:
    """Cleo owns another PMO's workspace and must never see Acme's data."""
    other = make_workspace("Other PMO", slug="other")
    return make_member(other, "Cleo", role=Membership.Role.OWNER, email="cleo@example.org")


def sign_in(membership: Membership) -> Client:
    """Return a browser in which this person is signed in."""
    client = Client()
    client.force_login(membership.user)
    return client


@pytest.fixture
def signed_in() -> Callable[[Membership], Client]:
    """Give `signed_in(lea)`: a browser in which Lea is signed in."""
    return sign_in


@pytest.fixture
def as_ava(ava: Membership) -> Client:
    """Ava's browser."""
    return sign_in(ava)


@pytest.fixture
def as_lea(lea: Membership) -> Client:
    """Lea's browser."""
    return sign_in(lea)


@pytest.fixture
def as_max(max: Membership) -> Client:
    """Max's browser."""
    return sign_in(max)


@pytest.fixture
def as_sal(sal: Membership) -> Client:
    """Sal's browser."""
    return sign_in(sal)


@pytest.fixture
def as_exe(exe: Membership) -> Client:
    """The executive's browser."""
    return sign_in(exe)


@pytest.fixture
def as_cleo(cleo: Membership) -> Client:
    """The browser of a member of another workspace."""
    return sign_in(cleo)


@pytest.fixture
def stranger() -> Client:
    """A browser in which nobody is signed in."""
    return Client()
