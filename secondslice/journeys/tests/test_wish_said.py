"""A wish holds everywhere from the moment it is said: in the plan, in the outbox, for reminders, by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from secondslice.accounts.models import Membership, Workspace
from secondslice.config.clockwork import settle_everything
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact, Preference
from secondslice.customers.rules import Want, Wish
from secondslice.dashboard.selectors.today import today
from secondslice.journeys.asked_again import asked_again
from secondslice.journeys.asked_by_hand import asked_by_hand
from secondslice.journeys.asks_planned import asks_planned, asks_sent, hour_lived
from secondslice.journeys.wish_said import stop_struck_out, stop_told, wish_said
from secondslice.messaging.models import Message
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.models import Ask, DailyTaste
from secondslice.pulse.plan_models import AskRules, PlannedAsk
from secondslice.pulse.services.by_hand import ByHand
from secondslice.pulse.services.counting import rebuild_counts
from secondslice.pulse.tests.make import make_ask, send_asks
from secondslice.recovery import services as recovery
from secondslice.recovery.tests.make import fresh, make_case

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 9, 9, 30, tzinfo=UTC)
STOP, AGAIN, AT_CLOSE = Wish(Want.STOP), Wish(Want.AGAIN), Wish(Want.AT_CLOSE)
PAUSE = Wish(Want.PAUSE, date(2026, 6, 8))


@pytest.fixture
def tills(lea: Membership) -> Project:
    """A project that began three weeks ago and runs until summer, with Ben as its sponsor."""
    project = make_project(
        lea.workspace,
        "New tills",
        manager=lea.user,
        starts_on=date(2026, 2, 16),
        ends_on=date(2026, 7, 10),
        phase=Project.Phase.EXECUTION,
    )
    make_stakeholder(project, name="Ben")
    return project


@pytest.fixture
def ben(tills: Project) -> Contact:
    """The sponsor."""
    return Contact.objects.select_related("workspace").get()


def say(contact: Contact, wish: Wish, *, at: datetime = MONDAY) -> None:
    wish_said(contact=contact, wish=wish, how=Preference.How.PAGE, now=at)


def days(workspace: Workspace) -> dict[str, tuple[date | None, str]]:
    rows = PlannedAsk.objects.filter(workspace=workspace).order_by("wanted_on")
    return {row.occasion: (row.on, row.why) for row in rows}


def live(workspace: Workspace, *, now: datetime) -> None:
    asks_planned(workspace=workspace, now=now)
    hour_lived(workspace=workspace, now=now)


def questions() -> int:
    return Message.objects.filter(kind__startswith="pulse.ask").count()


class TestPlan:
    def test_follows_at_once(self, pmo: Workspace, ben: Contact) -> None:
        asks_planned(workspace=pmo, now=MONDAY)

        say(ben, STOP)
        assert set(days(pmo).values()) == {(None, "stopped")}
        say(ben, AT_CLOSE)
        assert days(pmo) == {
            "kickoff": (None, "only_at_close"),
            "close": (date(2026, 7, 10), ""),
            "operation": (date(2026, 10, 8), ""),
        }
        say(ben, PAUSE)
        assert days(pmo)["kickoff"] == (date(2026, 6, 8), "paused")
        say(ben, AGAIN)
        assert days(pmo)["kickoff"] == (date(2026, 3, 9), "")

    def test_sends_nothing_to_who_stopped_in_between(self, pmo: Workspace, ben: Contact) -> None:
        asks_planned(workspace=pmo, now=MONDAY)
        say(ben, STOP)

        assert asks_sent(workspace=pmo, now=MONDAY, pressed=True).mails == 0
        assert questions() == 0


class TestOutbox:
    @pytest.mark.parametrize("wish", [STOP, PAUSE], ids=["stop", "pause"])
    def test_question_that_has_not_left_is_taken_back_and_was_never_asked(
        self, pmo: Workspace, ben: Contact, wish: Wish
    ) -> None:
        asks_planned(workspace=pmo, now=MONDAY)
        asks_sent(workspace=pmo, now=MONDAY, pressed=True)
        assert (questions(), Ask.objects.count()) == (1, 1)

        say(ben, wish)

        assert (questions(), Ask.objects.count()) == (0, 0)
        assert set(DailyTaste.objects.values_list("asked", flat=True)) == {0}
        kept = set(DailyTaste.objects.exclude(asked=0).values_list("scope", "asked"))
        rebuild_counts(workspace_id=pmo.pk)
        assert kept == set(DailyTaste.objects.values_list("scope", "asked"))
        expected = (None, "stopped") if wish is STOP else (date(2026, 6, 8), "paused")
        assert days(pmo)["kickoff"] == expected

    def test_question_that_has_left_stays_and_can_be_answered(
        self, pmo: Workspace, ben: Contact
    ) -> None:
        asks_planned(workspace=pmo, now=MONDAY)
        asks_sent(workspace=pmo, now=MONDAY, pressed=True)
        settle_everything(now=MONDAY)

        say(ben, STOP)

        assert Ask.objects.get().state == Ask.State.SENT

    def test_question_to_somebody_else_stays(
        self, pmo: Workspace, lea: Membership, tills: Project, ben: Contact
    ) -> None:
        bea = make_stakeholder(tills, name="Bea")
        send_asks(project=tills, stakeholders=[bea], asked_by=lea.user, at=MONDAY)

        say(ben, STOP)

        assert questions() == 1


@pytest.mark.parametrize(
    ("wish", "reminders"), [(STOP, 0), (PAUSE, 0), (AT_CLOSE, 0), (AGAIN, 1)],
    ids=["stop", "pause", "at close", "none"],
)  # fmt: skip
def test_no_reminder_against_a_wish(
    pmo: Workspace, ben: Contact, wish: Wish, reminders: int
) -> None:
    AskRules.objects.create(workspace=pmo, sends_itself=True)
    live(pmo, now=MONDAY)
    settle_everything(now=MONDAY)
    say(ben, wish, at=MONDAY + timedelta(hours=1))

    live(pmo, now=MONDAY + timedelta(days=7))

    assert Message.objects.filter(kind="pulse.reminder").count() == reminders


class TestByHand:
    def ask(self, project: Project, by: Membership) -> None:
        part = Stakeholder.objects.select_related("contact").get()
        asked_by_hand(wish=ByHand(project, by.user), stakeholders=[part], now=MONDAY)

    @pytest.mark.parametrize(
        ("wish", "words"),
        [
            (STOP, r"Ben does not want to be asked \(since March 9, 2026, on the page of the person\)"),
            (AT_CLOSE, "Ben wants to be asked at the end of projects only"),
        ],
    )  # fmt: skip
    def test_wish_refuses_the_question_in_words(
        self, tills: Project, lea: Membership, ben: Contact, wish: Wish, words: str
    ) -> None:
        say(ben, wish)

        with pytest.raises(RuleBroken, match=words):
            self.ask(tills, lea)

        assert not Ask.objects.exists()

    def test_pause_puts_the_question_off(
        self, tills: Project, lea: Membership, ben: Contact
    ) -> None:
        say(ben, PAUSE)

        self.ask(tills, lea)

        later = PlannedAsk.objects.get(point="hand")
        assert (later.on, later.why) == (date(2026, 6, 8), "paused")
        assert not Ask.objects.exists()

    def test_who_is_asked_at_the_end_only_may_be_asked_in_closing(
        self, tills: Project, lea: Membership, ben: Contact
    ) -> None:
        say(ben, AT_CLOSE)
        tills.phase = Project.Phase.CLOSING

        self.ask(tills, lea)

        assert Ask.objects.count() == 1

    def test_page_shows_the_wish_instead_of_a_box_and_refuses_a_forged_form(
        self, tills: Project, as_lea: Client, lea: Membership, ben: Contact, clock: Clock
    ) -> None:
        stop_told(contact=ben, by=lea, now=clock.moment)
        address = f"/w/acme/projects/{tills.ref}/ask/"

        page = as_lea.get(address)
        part = Stakeholder.objects.get()
        forced = as_lea.post(address, {"people": [str(part.ref)], "note": ""})

        assert "Do not ask" in page.text
        assert "since March 6, 2026, told to Lea" in page.text
        assert f'value="{part.ref}" disabled' in page.text
        assert forced.status_code == 422
        assert "Ben does not want to be asked" in forced.text
        assert not Ask.objects.exists()

    def test_project_and_its_people_show_the_wish(
        self, tills: Project, as_lea: Client, ben: Contact, clock: Clock
    ) -> None:
        say(ben, PAUSE)

        for path in (f"/w/acme/projects/{tills.ref}/", f"/w/acme/projects/{tills.ref}/people/"):
            assert "Paused until June 8, 2026" in as_lea.get(path).text

    def test_today_does_not_suggest_who_does_not_want_it(
        self, tills: Project, lea: Membership, ben: Contact
    ) -> None:
        before = today(lea, at=MONDAY).sponsors
        say(ben, STOP)
        after = today(lea, at=MONDAY).sponsors

        assert before is not None
        assert after is not None
        assert (before.count, after.count) == (1, 0)


@pytest.mark.parametrize(
    ("wish", "words"), [(STOP, "does not want to be asked any more"), (PAUSE, "wants a pause")]
)
def test_stop_and_pause_hold_back_even_the_re_ask_that_was_promised(
    lea: Membership, as_lea: Client, clock: Clock, wish: Wish, words: str
) -> None:
    case = make_case(lea, at=MONDAY)
    recovery.adjust(case=case, what="One page.", starts_on=date(2026, 3, 2), by=lea.user, at=MONDAY)
    say(case.contact, wish)
    clock.moment = MONDAY

    with pytest.raises(RuleBroken, match=words):
        asked_again(case=fresh(case), by=lea.user, now=MONDAY)
    page = as_lea.get(f"/w/acme/recovery/{case.ref}/")

    assert words in page.text
    assert Ask.objects.count() == 1


def test_who_wants_to_be_asked_at_the_end_only_still_gets_the_re_ask(lea: Membership) -> None:
    case = make_case(lea, at=MONDAY)
    recovery.adjust(case=case, what="One page.", starts_on=date(2026, 3, 2), by=lea.user, at=MONDAY)
    say(case.contact, AT_CLOSE)

    assert asked_again(case=fresh(case), by=lea.user, now=MONDAY).kind == Ask.Kind.RE_ASK


def test_stop_that_a_member_wrote_down_and_struck_out_leaves_the_plan_as_it_was(
    pmo: Workspace, lea: Membership, ben: Contact
) -> None:
    asks_planned(workspace=pmo, now=MONDAY)
    before = days(pmo)

    stop_told(contact=ben, by=lea, now=MONDAY)
    during = days(pmo)
    stop_struck_out(contact=ben, by=lea, now=MONDAY)

    assert set(during.values()) == {(None, "stopped")}
    assert days(pmo) == before


def test_wish_in_one_workspace_is_none_in_another(
    lea: Membership, cleo: Membership, ben: Contact
) -> None:
    other = make_ask(cleo, at=MONDAY).ask.contact
    Contact.objects.filter(pk=other.pk).update(email=ben.email)

    say(ben, STOP)

    assert not Preference.objects.filter(contact=other).exists()
