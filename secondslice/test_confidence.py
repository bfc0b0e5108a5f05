"""What is told in confidence stays there: every page, file and API answer is the same, whatever the person answered.

The product is walked from every address and along every link with those who must not know, once for each thing that
a person may have done: nothing, a Yes, a No and all that follows from it. If anything differs, somebody could tell.
A new address, a new filter or a new file is walked by itself.
"""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urljoin

import pytest
from django.apps import apps
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from secondslice.accounts import rules
from secondslice.accounts.models import Membership
from secondslice.accounts.rules import ACCESS, Door
from secondslice.accounts.tests.make import make_api_key, make_member
from secondslice.api.tests.make import Program
from secondslice.config.clockwork import settle_everything
from secondslice.conftest import Clock, sign_in
from secondslice.journeys.asks_planned import asks_planned
from secondslice.journeys.case_adjusted import case_adjusted
from secondslice.messaging.models import Message
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import AnswerRevision, Ask, Verdict
from secondslice.pulse.services.counting import count_answer
from secondslice.pulse.services.wording import seed_reasons
from secondslice.pulse.tests.make import Sent, Visitor, make_ask, plain
from secondslice.recovery import services as recovery
from secondslice.recovery.models import Case
from secondslice.recovery.tests.make import give
from secondslice.test_access import ADDRESSES, MAKERS, Address, World, keys_of, value_of

NAME = "Xaverine Unverkennbar"
WORDS = "Qwertzuiop was promised by Easter."
WISH = "Zyxwvut for the warehouse"
NOTE = "Plugh agreed by telephone"
SECRETS = (WORDS, WISH, NOTE)
SOON, LATE = 9, 40
"""Days after the question: while it can be answered, and when it has expired."""
MOST_PAGES = 400
WHEN_MADE = re.compile(
    r"D:\d{14}Z?|\d{4}-\d\d-\d\dT[\d:.+Z]+|/ID ?\[[^\]]*\]|<xmpMM:(\w+)>[^<]*</xmpMM:\1>"
)
"""What a PDF says of when it was made."""
NOT_WALKED = {
    "pulse:leave_out",  # its maker changes the plan
    "pulse:take_back",
    "accounts:invite_again",  # its maker makes what that of accounts:withdraw has made
}
LEAVES = ("/sign-out/", "/static/", "/outbox/")


@dataclass
class Confided:
    """Max's project with somebody who was asked about it in confidence, and everybody else who was asked by name."""

    ava: Membership
    project: Project
    sent: Sent
    clock: Clock
    paths: list[str]

    def say(self, taste: str, ask: Ask | None = None, **added: Any) -> Ask:  # noqa: ANN401
        """Let the person answer, and do what follows."""
        ask = Ask.objects.get(pk=(ask or self.sent.ask).pk)
        at = self.clock.forward(hours=1)
        answered = give(ask, taste, at=at, **added)
        count_answer(ask=answered, was=ask.taste, now=taste)
        return answered

    def case(self) -> Case:
        """Return the case that the No opened."""
        return Case.objects.select_related("workspace", "ask", "project", "contact", "owner").get(
            ask=self.sent.ask
        )


def silent(_world: Confided) -> None:
    """The person does nothing."""


def said_yes(world: Confided) -> None:
    """The person says Yes, with words and a wish for the next slice."""
    world.say("yes", words=WORDS, wants_next=WISH)


def said_yes_to_be_quoted(world: Confided) -> None:
    """The person allows to be quoted, but not by name."""
    world.say("yes", words=WORDS, quote="anonymous")


def said_no(world: Confided) -> None:
    """The person says No, and the PMO lead mends it and asks again."""
    world.say("no", words=WORDS, reasons=["cadence", "cost"])
    case, at = world.case(), world.clock.forward(hours=1)
    recovery.acknowledge(case=case, words=NOTE, by=world.ava.user, at=at)
    case_adjusted(
        case=case, what=NOTE, starts_on=at.date(), by=world.ava.user, now=at, ask_now=True
    )


def was_recovered(world: Confided) -> None:
    """And the person says Yes to the second question."""
    said_no(world)
    world.say("yes", Ask.objects.get(kind=Ask.Kind.RE_ASK), words=WORDS)


def took_it_back(world: Confided) -> None:
    """The person takes the No back."""
    world.say("no", words=WORDS)
    world.say("")


def tried_in_vain(world: Confided) -> None:
    """Something presses No, and it is not counted."""
    Ask.objects.filter(pk=world.sent.ask.pk).update(version=1)
    AnswerRevision.objects.create(
        workspace=world.ava.workspace,
        ask=world.sent.ask,
        number=1,
        taste="no",
        verdict=Verdict.SUSPECT,
        counted=False,
        at=world.clock.moment,
    )


DEEDS: tuple[Callable[[Confided], None], ...] = (
    said_yes, said_yes_to_be_quoted, said_no, was_recovered, took_it_back, tried_in_vain,
)  # fmt: skip


@contextmanager
def after(deed: Callable[[Confided], None], world: Confided, *, days: int) -> Iterator[None]:
    """Show the product some days after a person has done this, and undo all of it."""
    began = world.clock.moment
    with transaction.atomic():
        deed(world)
        world.clock.moment = began + timedelta(days=days)
        settle_everything(now=world.clock.moment)
        asks_planned(workspace=world.ava.workspace, now=world.clock.moment)
        yield
        transaction.set_rollback(True)
    world.clock.moment = began


def make_world(
    ava: Membership, max: Membership, clock: Clock, *, mode: str, name: str = NAME
) -> Confided:
    """Ask somebody in confidence about Max's project, and make a row for every address there is."""
    seed_reasons(workspace=ava.workspace)
    project = make_project(
        ava.workspace, "New tills", manager=max.user, starts_on=clock.moment.date()
    )
    Project.objects.filter(pk=project.pk).update(ends_on=clock.moment.date() + timedelta(days=200))
    named = World(ava=ava, now=clock.moment, visitor=ava, manager=max)
    named.__dict__["sent"] = make_ask(max, at=clock.moment, name="Nan", project=project)
    made: dict[str, object] = {}
    paths = []
    for one in ADDRESSES:
        if ACCESS[one.name].door in {Door.MEMBER, Door.SIGNED_IN} and one.name not in NOT_WALKED:
            parts = {part: value_once(one.name, part, named, made) for part in one.parameters}
            paths.append(reverse(one.name, kwargs=parts))
    give(named.sent.ask, "no", at=clock.moment, words="Nothing to hide.")
    sent = make_ask(max, at=clock.moment, name=name, project=project, mode=mode)
    asks_planned(workspace=ava.workspace, now=clock.moment)
    return Confided(ava, project, sent, clock, paths)


def value_once(name: str, parameter: str, world: World, made: dict[str, object]) -> object:
    """Return the argument for a parameter, out of a row that is made once."""
    key = next((key for key in keys_of(name, parameter) if key in MAKERS), parameter)
    if key not in made:
        made[key] = value_of(name, parameter, world)
    return made[key]


# walking


def walk(client: Client, starts: list[str]) -> dict[str, str]:
    """Return what this person sees at each address, and wherever the links on it lead."""
    seen: dict[str, str] = {}
    waiting = list(starts)
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        if path in seen:
            continue
        response = client.get(path)
        text = content_of(response)
        seen[path] = f"{response.status_code} {response.headers.get('Location', '')}\n{text}"
        if response.headers.get("Content-Type", "").startswith("text/html"):
            waiting += links_in(text, path)
    assert len(seen) < MOST_PAGES, "The walk does not end: is there a link that is new each time?"
    return seen


def content_of(response: HttpResponseBase) -> str:
    """Return the text of a page or a file, without what is new each time."""
    body = b"".join(response)
    if "spreadsheetml" in response.headers.get("Content-Type", ""):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            parts = [name for name in book.namelist() if not name.startswith("docProps")]
            return "\n".join(book.read(name).decode() for name in sorted(parts))
    text = plain(body.decode(errors="replace"))
    return WHEN_MADE.sub("", text) if text.startswith("%PDF") else text


def links_in(text: str, here: str) -> Iterator[str]:
    """Return the addresses within the product to which a page links."""
    for link in re.findall(r'(?:href|hx-get|src)="([^"]+)"', text):
        path = urljoin(here, unescape(link).partition("#")[0])
        goes_on = (
            "?" not in here or "?" not in path or "download=" in path
        )  # not every pair of filters
        if path.startswith("/") and not path.startswith(LEAVES) and goes_on:
            yield path


def assert_same(before: dict[str, str], now: dict[str, str], who: str) -> None:
    """Say where a difference is, and which."""
    assert sorted(before) == sorted(now), f"{who}: other links"
    for path, text in before.items():
        if text != now[path]:
            lines = zip(text.splitlines(), now[path].splitlines(), strict=False)
            first = next((pair for pair in lines if pair[0] != pair[1]), ("", ""))
            pytest.fail(f"{who} could tell at {path}:\n- {first[0].strip()}\n+ {first[1].strip()}")


# confidential


@pytest.fixture
def confided(
    ava: Membership, lea: Membership, max: Membership, clock: Clock, request: pytest.FixtureRequest
) -> Confided:
    """Somebody is asked confidentially about Max's project."""
    return make_world(ava, max, clock, mode=Ask.Mode.CONFIDENTIAL)


MUST_NOT_KNOW = ("max", "exe", "sal", "a program", "a lead who was rated")


def eyes_of(who: str, ava: Membership, max: Membership) -> Client | Program:
    """Return the browser of one of those who must not know."""
    if who == "max":
        return sign_in(max)
    if who == "a program":
        return Program(make_api_key(ava)[1])
    if who == "a lead who was rated":
        rated = make_member(ava.workspace, "Rod", role=rules.LEAD)
        Membership.objects.filter(pk=rated.pk).update(rated_in_confidence=True)
        return sign_in(rated)
    role = {"exe": rules.EXECUTIVE, "sal": rules.SALES}[who]
    return sign_in(make_member(ava.workspace, who.title(), role=role))


def look(eyes: Client | Program, world: Confided) -> dict[str, str]:
    """Return all that this person or program can read."""
    if isinstance(eyes, Client):
        return walk(eyes, world.paths)
    read = ["/projects", "/asks", f"/projects/{world.project.ref}"]
    read += [f"/projects/{world.project.ref}/stakeholders", f"/asks/{world.sent.ask.ref}"]
    read += [f"/asks?state={state}" for state in Ask.State.values]
    return {path: eyes.get(path).text for path in read}


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("who", MUST_NOT_KNOW)
def test_nobody_else_can_tell_what_was_answered_confidentially(
    confided: Confided, ava: Membership, max: Membership, who: str
) -> None:
    eyes = eyes_of(who, ava, max)
    soon = DEEDS if who == "max" else (said_yes, was_recovered)  # the manager has most to see
    for days, deeds in ((SOON, soon), (LATE, (was_recovered,))):
        with after(silent, confided, days=days):
            before = look(eyes, confided)
        for deed in deeds:
            with after(deed, confided, days=days):
                now = look(eyes, confided)
            for path, text in now.items():
                for secret in SECRETS:
                    assert secret not in text, f"{who} reads what {deed.__name__} at {path}"
            assert_same(before, now, f"{who}, {days} days after {deed.__name__}")


@pytest.mark.slow
@pytest.mark.django_db
def test_who_runs_the_pmo_reads_it_with_the_name(confided: Confided, lea: Membership) -> None:
    with after(said_no, confided, days=SOON):
        seen = walk(sign_in(lea), confided.paths)

    assert any(WORDS in text and NAME in text for text in seen.values())
    assert any(NOTE in text for text in seen.values())


@pytest.mark.slow
@pytest.mark.django_db
def test_walk_would_find_what_is_not_confidential(
    ava: Membership, max: Membership, clock: Clock
) -> None:
    world = make_world(ava, max, clock, mode=Ask.Mode.NAMED)
    with after(said_no, world, days=SOON):
        seen = walk(sign_in(max), world.paths)

    assert any(WORDS in text and NAME in text for text in seen.values())
    assert any("download=csv" in path and WORDS in text for path, text in seen.items())


@pytest.mark.slow
@pytest.mark.django_db
def test_no_address_leads_to_a_row_that_was_confided(
    confided: Confided, ava: Membership, max: Membership
) -> None:
    """Try the reference of every row that came of it at every address that takes one."""
    known = {pk for pk, _ref in every_ref()}
    eyes = sign_in(max)
    with after(was_recovered, confided, days=SOON):
        hidden = {ref for key, ref in every_ref() if key not in known}
        assert confided.case().ref in hidden
        for address in ADDRESSES:
            if ACCESS[address.name].door is not Door.MEMBER or "ref" not in address.parameters:
                continue
            others = set(address.parameters) - {"ref", "workspace"}
            for ref in {*hidden, confided.sent.ask.ref}:
                rest = {name: uuid.uuid4() for name in others}
                path = reverse(address.name, kwargs={"ref": ref, **rest, **_workspace(address)})
                for method in (eyes.get, eyes.post):
                    assert method(path).status_code in {403, 404, 405}, path


def _workspace(address: Address) -> dict[str, str]:
    return {"workspace": "acme"} if "workspace" in address.parameters else {}


def every_ref() -> Iterator[tuple[tuple[str, int], uuid.UUID]]:
    """Return the reference of every row that has one."""
    for model in apps.get_models():
        if "ref" in {field.name for field in model._meta.get_fields()}:  # noqa: SLF001
            for pk, ref in model._default_manager.values_list("pk", "ref"):  # noqa: SLF001
                yield (model._meta.label, pk), ref  # noqa: SLF001


@pytest.mark.django_db
@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: str(deed.__name__))
def test_no_mail_about_it_goes_to_anybody_but_who_may_know(
    confided: Confided, ava: Membership, lea: Membership, deed: Callable[[Confided], None]
) -> None:
    before = set(Message.objects.values_list("pk", flat=True))
    with after(deed, confided, days=SOON):
        to = set(Message.objects.exclude(pk__in=before).values_list("to", flat=True))

    assert to <= {lea.user.email, confided.sent.ask.contact.email}


@pytest.mark.django_db
def test_case_of_a_confidential_no_is_the_leads_and_tells_the_consent_to_a_call(
    confided: Confided, lea: Membership, clock: Clock
) -> None:
    person = Visitor(confided.sent)
    person.open("/n")
    clock.forward(seconds=5)
    assert "Only the PMO lead sees that it was you" in person.press("No").text
    form = next(fields for to, fields in person.page.forms[2:] if not to.endswith("/y"))
    clock.forward(seconds=20)
    person.post(f"/a/{confided.sent.token}", {**form, "hand": "pointer", "call": "1"})
    settle_everything(now=clock.forward(minutes=10))

    case = confided.case()
    assert case.owner == lea.user
    page = sign_in(lea).get(reverse("recovery:case", args=["acme", case.ref]))
    assert "The PMO lead may call me about this answer." in page.text
    assert "in confidence and wants to be called" in page.text
    assert [one.name for one in page.context["hand_over_form"].fields["to"].queryset] == ["Ava"]


# anonymous


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("who", ["ava", "lea", *MUST_NOT_KNOW])
def test_not_even_the_owner_can_tell_what_was_answered_anonymously(
    ava: Membership, lea: Membership, max: Membership, clock: Clock, who: str
) -> None:
    world = make_world(ava, max, clock, mode=Ask.Mode.ANONYMOUS)
    keepers = {"ava": ava, "lea": lea}
    eyes = sign_in(keepers[who]) if who in keepers else eyes_of(who, ava, max)

    def answered(button: str) -> Callable[[Confided], None]:
        return lambda world: answer_over_http(world, button)

    for days in (SOON, LATE):
        with after(answered("Yes"), world, days=days):
            yes = look(eyes, world)
        with after(answered("No"), world, days=days):
            no = look(eyes, world)
        for path, text in no.items():
            assert WORDS not in text, f"{who} reads it at {path}"
        assert_same(yes, no, f"{who}, after {days} days")


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("who", MUST_NOT_KNOW)
def test_nobody_but_the_pmo_can_tell_whether_somebody_answered_anonymously(
    ava: Membership, max: Membership, clock: Clock, who: str
) -> None:
    world = make_world(ava, max, clock, mode=Ask.Mode.ANONYMOUS)
    eyes = eyes_of(who, ava, max)
    with after(silent, world, days=SOON):
        before = look(eyes, world)
    with after(lambda world: answer_over_http(world, "No"), world, days=SOON):
        now = look(eyes, world)

    assert_same(before, now, who)


def answer_over_http(world: Confided, button: str) -> None:
    """Let the person answer on the page, with reasons and words."""
    person = Visitor(world.sent)
    world.clock.forward(minutes=5)
    person.open()
    world.clock.forward(seconds=5)
    person.press(button)
    forms = [fields for to, fields in person.page.forms if not to.endswith(("/y", "/n"))]
    words = {"comment": WORDS, "reason": "cost" if button == "No" else "result"}
    world.clock.forward(seconds=20)
    person.post(f"/a/{world.sent.token}", {**forms[1], "hand": "pointer", **words})
    assert Ask.objects.get(pk=world.sent.ask.pk).state == Ask.State.ANSWERED


# enough of them


@pytest.mark.django_db
def test_five_confidential_answers_are_shown_together_and_still_without_names(
    ava: Membership, lea: Membership, max: Membership, clock: Clock
) -> None:
    world = make_world(ava, max, clock, mode=Ask.Mode.CONFIDENTIAL)
    for number in range(4):
        one = make_ask(
            max,
            at=clock.moment,
            name=f"X{number}",
            project=world.project,
            mode=Ask.Mode.CONFIDENTIAL,
        )
        world.say("yes", one.ask, words=f"Fine {number}")
    world.say("no", words=WORDS)
    settle_everything(now=clock.forward(minutes=10))

    page = sign_in(max).get(reverse("dashboard:project", args=["acme", world.project.ref])).text
    together = sign_in(max).get(reverse("pulse:together", args=["acme"])).text
    for text in (page, together):
        assert WORDS in text
        assert "5 of 5 answered" in text
        assert not re.search(rf"{NAME}[^<]*</?[^>]*>[^<]*(No|{WORDS})", text)
    assert NAME not in together
