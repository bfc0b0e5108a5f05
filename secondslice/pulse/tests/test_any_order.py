"""Whatever machines send, in whatever order: what counts is the last word of the person, and it is counted once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from django.db.models import Q
from django.http import HttpResponse
from django.test import Client
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from secondslice.accounts.models import Membership
from secondslice.accounts.tests.make import make_member, make_workspace
from secondslice.config.clockwork import settle_everything
from secondslice.conftest import Clock
from secondslice.pulse.models import (
    AnswerRevision,
    DailyTaste,
    LinkVisit,
    MonthlyGroup,
    MonthlyTaste,
)
from secondslice.pulse.plates import clear_plates
from secondslice.pulse.services.counting import rebuild_counts
from secondslice.pulse.services.retallying import rebuild_tallies
from secondslice.pulse.services.visits import drop_waiting, write_visits
from secondslice.pulse.tests.make import ELSEWHERE, Visitor, make_ask

START = datetime(2026, 3, 6, 9, 30, tzinfo=UTC)
CHOICES = st.sampled_from(["", "/y", "/n"])
TASTES = {"Yes": "yes", "No": "no"}
BUTTONS = {"Change to Yes": "yes", "Change to No": "no", "Take it back": ""}


@dataclass
class Noted(Visitor):
    """A visitor whose POSTs are overheard."""

    said: list[tuple[str, dict[str, str | list[str]]]] = field(default_factory=list)

    def post(self, path: str, values: Mapping[str, str | list[str]]) -> HttpResponse:
        """Send a form, and note it."""
        self.said.append((path, dict(values)))
        return super().post(path, values)


class AnyOrder(RuleBasedStateMachine):
    """Ben with his browser, and machines that read his mail and overhear what he sends."""

    clock: Clock

    @initialize()
    def asked(self) -> None:
        """Ben is asked by a mail that a server took at once."""
        clear_plates()
        drop_waiting()
        self.clock.moment = START
        self.workspace = make_workspace()
        lea = make_member(self.workspace, "Lea", role=Membership.Role.LEAD)
        self.sent = make_ask(lea, at=START, accepted_at=START)
        self.ben = Noted(self.sent)
        self.word = ""  # what Ben's browser was told to be his answer

    @rule(seconds=st.sampled_from([0, 1, 4, 9, 70, 400, 90_000]))
    def time_passes(self, seconds: int) -> None:
        """Moments, or more than a day; what opened links left behind is written."""
        self.clock.forward(seconds=seconds)
        write_visits()

    # the person

    @rule(way=CHOICES, wish=st.sampled_from(sorted(TASTES)), patience=st.sampled_from([0, 2, 5]))
    def ben_opens_his_mail_and_taps(self, way: str, wish: str, patience: int) -> None:
        """Ben follows a link and presses a button; asked for one more tap, he makes it."""
        self.ben.open(way)
        self.clock.forward(seconds=patience)
        button = next((one for one in self.ben.page.buttons if wish in one["text"]), None)
        if button is None or "Change" in button["text"]:
            return  # answered already: another rule changes it
        page = self.ben.press(wish)
        if "One more tap" in page.text:
            self.clock.forward(seconds=3)
            page = self.ben.press("New tills")
        self.hear(page, TASTES[wish])

    @precondition(lambda self: any("Change to" in one["text"] for one in self.ben.page.buttons))
    @rule(wish=st.sampled_from(sorted(BUTTONS)), patience=st.sampled_from([0, 3]))
    def ben_thinks_again(self, wish: str, patience: int) -> None:
        """Ben changes his answer, or takes it back, on the page that is open in his browser."""
        if not any(wish in one["text"] for one in self.ben.page.buttons):
            return
        self.clock.forward(seconds=patience)
        self.hear(self.ben.press(wish), BUTTONS[wish])

    @precondition(lambda self: any("Send this" in one["text"] for one in self.ben.page.buttons))
    @rule(reason=st.sampled_from(["cadence", "result"]))
    def ben_says_why(self, reason: str) -> None:
        """Ben adds a reason."""
        self.ben.press("Send this too", reason=reason)

    # machines

    @rule(way=st.sampled_from(["", "/y", "/n", "/x"]), here=st.booleans())
    def machine_opens(self, way: str, here: bool) -> None:
        """A link is fetched, from afar or from Ben's own network."""
        self.machine(here=here).open(way)

    @rule(way=CHOICES, hand=st.sampled_from(["", "none"]), driven=st.booleans(), here=st.booleans())
    def machine_presses_what_is_there(self, way: str, hand: str, driven: bool, here: bool) -> None:
        """A scanner opens the page and presses the first button, and the first one of what comes then."""
        scanner = self.machine(here=here, hand=hand, driven=driven)
        scanner.open(way)
        for _turn in range(2):
            self.clock.forward(seconds=1)
            if scanner.page.buttons:
                scanner.press(scanner.page.buttons[0]["text"].strip())

    @precondition(lambda self: self.ben.said)
    @rule(which=st.integers(0, 9), other=st.booleans(), here=st.booleans())
    def machine_repeats_ben(self, which: int, other: bool, here: bool) -> None:
        """A POST of Ben's is sent again, as it was or to the other answer, without his cookies."""
        path, values = self.ben.said[which % len(self.ben.said)]
        if other:
            path = f"{path[:-1]}{'n' if path.endswith('y') else 'y'}" if path[-2] == "/" else path
        address = self.ben.address if here else ELSEWHERE
        Client().post(path, values, REMOTE_ADDR=address, HTTP_USER_AGENT=self.ben.agent)

    @rule(path=st.sampled_from(["/y", "/n", ""]), website=st.sampled_from(["", "http://x"]))
    def machine_makes_up_a_form(self, path: str, website: str) -> None:
        """A POST without anything that our page gave."""
        self.machine().post(f"/a/{self.sent.token}{path}", {"nonce": "A" * 40, "website": website})

    @rule()
    def worker_settles(self) -> None:
        """What is due is done."""
        settle_everything(now=self.clock.moment)

    # what holds

    @invariant()
    def answer_is_bens_last_word(self) -> None:
        """The ask holds what Ben's browser was told, and the last counted revision says the same."""
        ask = self.sent.fresh()
        counted = AnswerRevision.objects.filter(ask=ask, counted=True).order_by("number").last()
        assert ask.taste == self.word
        assert (counted.taste if counted else "") == self.word

    @invariant()
    def answer_is_counted_once(self) -> None:
        """The day's counts hold this answer and no other."""
        rows = DailyTaste.objects.filter(workspace=self.workspace, scope="w")
        assert [(row.yes, row.no) for row in rows] == [
            (int(self.word == "yes"), int(self.word == "no"))
        ]

    def teardown(self) -> None:
        """After the hold the monthly counts hold it too, and counting anew changes nothing."""
        if not hasattr(self, "sent"):
            return
        self.clock.forward(minutes=5)
        settle_everything(now=self.clock.moment)
        kept = self.counts()
        rebuild_counts(workspace_id=self.workspace.pk)
        rebuild_tallies(workspace_id=self.workspace.pk)
        assert self.counts() == kept
        assert sum(one.yes + one.no for one in MonthlyGroup.objects.filter(
            workspace=self.workspace, kind=MonthlyGroup.Kind.ALL
        )) == bool(self.word)  # fmt: skip
        LinkVisit.objects.filter(workspace=self.workspace).delete()

    def hear(self, page: HttpResponse, taste: str) -> None:
        """Note what Ben is told: only what is acknowledged is his answer."""
        if page.status_code == 200 and (
            f"You said {taste.title()}" in page.text if taste else "is taken back" in page.text
        ):
            self.word = taste

    def machine(self, *, here: bool = False, hand: str = "", driven: bool = False) -> Visitor:
        """Return a browser that nobody sits at."""
        address = self.ben.address if here else ELSEWHERE
        return Visitor(self.sent, address=address, hand=hand, driven=driven)

    def counts(self) -> list[object]:
        """Return all counts that are not nought."""
        mine = {"workspace": self.workspace}
        some = Q(asked__gt=0) | Q(yes__gt=0) | Q(no__gt=0)
        return [
            sorted(row[1:] for row in model.objects.filter(some, **mine).values_list())
            for model in (DailyTaste, MonthlyTaste, MonthlyGroup)
        ]


@pytest.mark.django_db
def test_no_order_of_machines_replays_and_edits_changes_the_answer_of_a_person(
    clock: Clock,
) -> None:
    class Run(AnyOrder):
        pass

    Run.clock = clock
    run_state_machine_as_test(
        Run, settings=settings(max_examples=15, stateful_step_count=25, deadline=None)
    )
