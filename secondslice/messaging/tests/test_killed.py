"""A worker that is killed while it sends: nobody gets a mail twice, and none is lost."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from pathlib import Path

import pytest

from secondslice.accounts.models import Workspace
from secondslice.conftest import Clock
from secondslice.messaging.journal import Journal, left_behind, open_journal
from secondslice.messaging.models import Message
from secondslice.messaging.services import deliver_due, release_claims, settle_journals
from secondslice.messaging.tests.make import make_mail
from secondslice.messaging.transports.base import Letter, OneByOne

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """What kill -9 is to a test: nothing that comes after runs, and nothing catches it."""


class Deadly(OneByOne):
    """A server that kills the worker: before a mail is handed over, while it is, or just after."""

    keeps = False

    def __init__(self, journal: Journal, *, kills: int, moment: str) -> None:
        self.taken: list[str] = []
        self._journal, self._kills, self._moment = journal, kills, moment

    def deliver(self, letter: Letter) -> None:
        """Take a mail as the SMTP transport hands it over; die on one of them."""
        dies = len(self.taken) == self._kills - 1
        if dies and self._moment == "before":
            raise Killed
        self._journal.handing(letter.id)
        self.taken.append(letter.id)
        if dies and self._moment == "while":
            raise Killed
        self._journal.handed(letter.id)
        if dies and self._moment == "after":
            raise Killed

    def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize("moment", ["before", "while", "after"])
def test_worker_killed_at_any_moment_sends_each_mail_once(
    pmo: Workspace, clock: Clock, tmp_path: Path, moment: str
) -> None:
    for _ in range(5):
        make_mail(pmo, at=clock.moment)
    journal = open_journal(tmp_path)
    first = Deadly(journal, kills=3, moment=moment)
    with pytest.raises(Killed):
        die_while_delivering(first, clock)
    journal.close()  # the kernel does it for a killed process

    settle_journals(folder=tmp_path, at=clock.moment)
    release_claims()
    with contextlib.closing(open_journal(tmp_path)) as journal:
        second = Deadly(journal, kills=0, moment="")
        deliver_due(transport=second, now=lambda: clock.moment, journal=journal)

    assert sorted(first.taken + second.taken) == sorted(
        str(ref) for ref in Message.objects.values_list("ref", flat=True)
    )
    assert set(Message.objects.values_list("state", flat=True)) == {Message.State.SENT}
    unsure = Message.objects.filter(last_error__contains="most probably arrived").count()
    assert unsure == (moment == "while")


def die_while_delivering(transport: Deadly, clock: Clock) -> None:
    """Deliver, and leave the rows as a killed process leaves them: claimed, and none noted."""
    mails = Message.objects.order_by("due_at", "pk")
    mails.update(state=Message.State.SENDING, tries=1, claimed_at=clock.moment, claim="dead")
    for message in mails:
        transport.deliver(Letter(str(message.ref), "", "", "", "", "", "", ""))


def test_journal_of_a_living_worker_is_left_alone(tmp_path: Path) -> None:
    with contextlib.closing(open_journal(tmp_path)) as mine:
        mine.handed("a")
        with contextlib.closing(open_journal(tmp_path)) as other:
            assert other.found().handed == set()
            assert list(left_behind(tmp_path)) == []

    (found,) = [journal.found() for journal in left_behind(tmp_path) if journal.found().handed]
    assert found.handed == {"a"}


def test_line_that_was_cut_off_and_mail_that_was_refused_count_as_not_sent(tmp_path: Path) -> None:
    with contextlib.closing(open_journal(tmp_path)) as journal:
        journal.handing("refused")
        journal.kept_back("refused")
        journal.handed("taken")
    with (tmp_path / "delivery-1.journal").open("a") as file:
        file.write("handed")

    with contextlib.closing(open_journal(tmp_path)) as journal:
        assert journal.found().handed == {"taken"}
        assert journal.found().unsure == set()


def test_mail_that_was_sent_already_is_not_touched_by_an_old_journal(
    pmo: Workspace, clock: Clock, tmp_path: Path
) -> None:
    message = make_mail(pmo, at=clock.moment)
    sent_at = clock.moment - timedelta(hours=1)
    Message.objects.update(state=Message.State.SENT, sent_at=sent_at)
    with contextlib.closing(open_journal(tmp_path)) as journal:
        journal.handed(str(message.ref))

    assert settle_journals(folder=tmp_path, at=clock.moment) == 0
    message.refresh_from_db()
    assert message.sent_at == sent_at
