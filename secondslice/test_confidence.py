"""What is told in confidence stays there: every page, file and API answer is the same, whatever the people answered.

The product is walked from every address and along every link with each of those who must not know, twice: where nobody
who was asked in confidence has done anything, and where each of them has done something else - a Yes, a No and all
that follows from it - lately or long ago. If anything differs, somebody could tell. A new address, a new filter or a
new file is walked by itself.
"""

from __future__ import annotations

import gc
import io
import re
import uuid
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from itertools import count
from typing import Any
from urllib.parse import urljoin

import pytest
from django.apps import apps
from django.db import transaction
from django.http.response import HttpResponseBase
from django.template.base import Template
from django.urls import resolve, reverse

from secondslice.accounts import rules
from secondslice.accounts.models import Membership
from secondslice.accounts.rules import ACCESS, Door, may_pass
from secondslice.accounts.tests.make import make_api_key, make_member
from secondslice.api.tests.make import Program
from secondslice.config.clockwork import settle_everything
from secondslice.conftest import Clock, sign_in
from secondslice.customers.models import Customer
from secondslice.journeys.asks_planned import asks_planned, hour_lived
from secondslice.journeys.case_adjusted import case_adjusted
from secondslice.journeys.case_mailed import case_mailed
from secondslice.journeys.clocks_watched import clocks_watched
from secondslice.messaging.models import Message
from secondslice.messaging.parsing.files import FileInMail
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import AnswerRevision, Ask, Verdict
from secondslice.pulse.plan_models import AskRules
from secondslice.pulse.services.counting import count_answer
from secondslice.pulse.services.settling import expire_asks
from secondslice.pulse.services.wording import seed_reasons
from secondslice.pulse.tests.make import Sent, Visitor, make_ask, plain
from secondslice.recovery import services as recovery
from secondslice.recovery.models import Case
from secondslice.recovery.services.hearing import Heard
from secondslice.recovery.services.writing import Draft
from secondslice.recovery.tests.make import give
from secondslice.test_access import ADDRESSES, MAKERS, Address, World, keys_of, value_of

NAME = "Xaverine Unverkennbar"
WORDS = "Qwertzuiop was promised by Easter."
WISH = "Zyxwvut for the warehouse"
NOTE = "Plugh agreed by telephone"
SECRETS = (WORDS, WISH, NOTE)
BY_NAME = "Nothing to hide."
LATER = timedelta(days=31)
"""After so many days the second half is asked: by then what the first half did not answer has expired."""
SEEN_AFTER = timedelta(days=40)
ENOUGH = 40
"""People behind each figure, more than are asked: no group is sealed, so nothing at all may be told."""
MOST_PAGES, MOST_OF_A_KIND = 700, 5
WHEN_MADE = re.compile(
    r"D:\d{14}Z?|\d{4}-\d\d-\d\dT[\d:.+Z]+|/ID ?\[[^\]]*\]|<xmpMM:(\w+)>[^<]*</xmpMM:\1>"
)
"""What a PDF says of when it was made."""
REF = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
NOT_BY_GET = 405
LINK = re.compile(r'(?:href|hx-get|src)="([^"]+)"')
NOT_WALKED = {
    "pulse:leave_out",  # its maker changes the plan
    "pulse:take_back",
    "accounts:invite_again",  # its maker makes what that of accounts:withdraw has made
}
LEAVES = ("/sign-out/", "/static/", "/outbox/")


@dataclass
class Confided:
    """Max's project with people who were asked about it in confidence, and with Nan, who was asked by name."""

    ava: Membership
    project: Project
    clock: Clock
    paths: list[str] = field(default_factory=list)
    early: dict[str, Sent] = field(default_factory=dict)
    late: dict[str, Sent] = field(default_factory=dict)
    """Those who were asked first, and weeks later, by what they are about to do."""
    refs: set[str] = field(default_factory=set)
    """What there was before anybody did anything."""

    @property
    def program(self) -> list[str]:
        """Return what a program reads of it."""
        read = ["/projects", "/asks", f"/projects/{self.project.ref}"]
        read += [f"/projects/{self.project.ref}/stakeholders"]
        read += [f"/impact/{name}" for name in ("numbers", "calibration", "scenarios")]
        read += [f"/asks?state={state}" for state in Ask.State.values]
        return read + [f"/asks/{sent.ask.ref}" for sent in self.late.values()]


@dataclass
class Person:
    """Somebody who was asked in confidence, and now does something."""

    sent: Sent
    world: Confided

    def say(self, taste: str, *, again: bool = False, **added: Any) -> Ask:  # noqa: ANN401
        """Answer the question, or the one that was asked `again`, and let follow what follows."""
        ask = Ask.objects.get(pk=self.sent.ask.pk)
        if again:
            ask = Ask.objects.get(kind=Ask.Kind.RE_ASK, contact=ask.contact)
        at = self.world.clock.forward(hours=1)
        answered = give(ask, taste, at=at, **added)
        count_answer(ask=answered, was=ask.taste, now=taste)
        return answered

    def case(self) -> Case:
        """Return the case that the No opened."""
        return Case.objects.select_related("workspace", "ask", "project", "contact", "owner").get(
            ask=self.sent.ask
        )


Deed = Callable[[Person], object]


def said_yes(person: Person) -> None:
    """Say Yes, with words that may be quoted, but not by name, and a wish for the next slice."""
    person.say("yes", words=WORDS, wants_next=WISH, quote="anonymous")


def said_no(person: Person) -> None:
    """Say No, and nobody has done anything about it yet."""
    person.say("no", words=WORDS, reasons=["cadence", "cost"])


def was_written_to(person: Person) -> None:
    """Say No, and the PMO lead answers it by mail, gets a reply with a file, and keeps another one."""
    said_no(person)
    case, at, lead = person.case(), person.world.clock.forward(hours=1), person.world.ava.user
    draft = Draft(NOTE, NOTE, uuid.uuid4(), answers_no=True)
    mail = case_mailed(case=case, draft=draft, by=lead, now=at)
    came = [FileInMail("plugh.txt", NOTE.encode())]
    heard = Heard(
        case.contact.email,
        is_forged=False,
        subject=NOTE,
        words=WORDS,
        message_id="",
        at=at,
        files=came,
    )
    recovery.take_reply(mail=mail, heard=heard)
    recovery.add_file(case=case, name="plugh.txt", content=NOTE.encode(), by=lead, at=at)


def was_asked_again(person: Person) -> None:
    """Say No, and the PMO lead mends it and asks again."""
    said_no(person)
    case, at, lead = person.case(), person.world.clock.forward(hours=1), person.world.ava.user
    recovery.acknowledge(case=case, words=NOTE, by=lead, at=at)
    case_adjusted(case=case, what=NOTE, starts_on=at.date(), by=lead, now=at, ask_now=True)


def was_recovered(person: Person) -> None:
    """And say Yes to the second question."""
    was_asked_again(person)
    person.say("yes", again=True, words=WORDS)


def was_promised(person: Person) -> None:
    """Say No, and the PMO lead promises updates, puts a risk on watch and keeps both."""
    said_no(person)
    case, at, lead = person.case(), person.world.clock.forward(hours=1), person.world.ava.user
    today = at.date()
    terms = recovery.Terms(
        kind="agreement", rhythm="daily", format=NOTE, channel="mail", for_whom="all"
    )
    agreed = recovery.adjust(case=case, what="", starts_on=today, by=lead, at=at, terms=terms)
    watch = recovery.Terms(kind="watch", trigger=NOTE, review_on=today)
    risk = recovery.adjust(case=case, what=NOTE, starts_on=today, by=lead, at=at, terms=watch)
    recovery.deliver(adjustment=agreed, day=today, by=lead, at=at)
    look = recovery.Look(outcome="issue", words=NOTE)
    recovery.review(adjustment=risk, look=look, by=lead, at=at)


def took_it_back(person: Person) -> None:
    """Take the No back."""
    person.say("no", words=WORDS)
    person.say("")


def tried_in_vain(person: Person) -> None:
    """Something presses No, and it is not counted."""
    ask, at = person.sent.ask, person.world.clock.moment
    Ask.objects.filter(pk=ask.pk).update(version=1)
    AnswerRevision.objects.create(
        workspace=ask.workspace,
        ask=ask,
        number=1,
        taste="no",
        verdict=Verdict.SUSPECT,
        counted=False,
        at=at,
    )


ANONYMOUS = "anonymous"


def answer_over_http(button: str) -> Deed:
    """Return the deed of answering an anonymous question on its page, with reasons and words."""

    def answer(person: Person) -> None:
        visitor, clock = Visitor(person.sent), person.world.clock
        clock.forward(minutes=5)
        visitor.open()
        clock.forward(seconds=5)
        visitor.press(button)
        forms = [fields for to, fields in visitor.page.forms if not to.endswith(("/y", "/n"))]
        words = {"comment": WORDS, "reason": "cost" if button == "No" else "result"}
        clock.forward(seconds=20)
        visitor.post(f"/a/{person.sent.token}", {**forms[1], "hand": "pointer", **words})
        assert Ask.objects.get(pk=person.sent.ask.pk).state == Ask.State.ANSWERED

    return answer


@dataclass(frozen=True)
class Story:
    """What people do who are asked first, and those who are asked weeks later: by what is done, how."""

    early: Mapping[str, Deed] = field(default_factory=dict)
    late: Mapping[str, Deed] = field(default_factory=dict)


def named(*deeds: Deed) -> dict[str, Deed]:
    """Return deeds by their names."""
    return {str(getattr(deed, "__name__", "")): deed for deed in deeds}


NOBODY = Story()
EVERYBODY = Story(
    early={
        **named(said_no, was_written_to, was_asked_again, was_promised, was_recovered),
        ANONYMOUS: answer_over_http("No"),
    },
    late={
        **named(said_yes, said_no, was_written_to, was_asked_again, was_promised, was_recovered),
        **named(took_it_back, tried_in_vain),
        ANONYMOUS: answer_over_http("No"),
    },
)


def anonymously(button: str) -> Story:
    """Return the story in which only the anonymous questions are answered, all in the same way."""
    answer: dict[str, Deed] = {ANONYMOUS: answer_over_http(button)}
    return Story(answer, answer)


@contextmanager
def after(story: Story, world: Confided) -> Iterator[None]:
    """Show the product some weeks after people have done this, each in his own time, and undo all of it."""
    began = world.clock.moment
    with transaction.atomic():
        for asked, deeds, by in (
            (world.early, story.early, timedelta()),
            (world.late, story.late, LATER),
        ):
            for name, deed in deeds.items():
                world.clock.moment = began + by
                deed(Person(asked[name], world))
        for days in (36, SEEN_AFTER.days):
            world.clock.moment = began + timedelta(days=days)
            live(world)
        yield
        transaction.set_rollback(True)
    world.clock.moment = began


def live(world: Confided) -> None:
    """Do what a day brings: close what has run out, plan, send, remind, deliver."""
    now, workspace = world.clock.moment, world.ava.workspace
    settle_everything(now=now)
    expire_asks(at=now)
    asks_planned(workspace=workspace, now=now)
    hour_lived(workspace=workspace, now=now)
    clocks_watched(workspace=workspace, now=now)
    settle_everything(now=now)


@pytest.fixture
def refs_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let references grow: rows of one moment then stand in the order in which they came, not in one of chance."""
    numbers = count(1)

    def next_ref() -> uuid.UUID:
        return uuid.UUID(int=next(numbers) << 80, version=4)

    monkeypatch.setattr(uuid, "uuid4", next_ref)
    for model in apps.get_models():
        for one in model._meta.fields:  # noqa: SLF001
            if one.name == "ref":
                monkeypatch.setitem(one.__dict__, "_get_default", next_ref)


@pytest.fixture
def confided(
    refs_in_order: None, ava: Membership, lea: Membership, max: Membership, clock: Clock
) -> Confided:
    """Ask people in confidence about Max's project, and make a row for every address there is."""
    workspace, began = ava.workspace, clock.moment
    seed_reasons(workspace=workspace)
    AskRules.objects.create(
        workspace=workspace, least_together=ENOUGH, least_spread=ENOUGH, sends_itself=True
    )
    project = make_project(workspace, "New tills", manager=max.user, starts_on=began.date())
    Project.objects.filter(pk=project.pk).update(ends_on=began.date() + timedelta(days=200))
    by_name = World(ava=ava, now=began, visitor=ava, manager=max)
    by_name.__dict__["sent"] = make_ask(max, at=began, name="Nan", project=project)
    world = Confided(ava, project, clock)
    made: dict[str, object] = {}
    for one in ADDRESSES:
        if ACCESS[one.name].door in {Door.MEMBER, Door.SIGNED_IN} and one.name not in NOT_WALKED:
            parts = {part: value_once(one.name, part, by_name, made) for part in one.parameters}
            world.paths.append(reverse(one.name, kwargs=parts))
    give(by_name.sent.ask, "no", at=began, words=BY_NAME)
    for asked, deeds, by in (
        (world.early, EVERYBODY.early, timedelta()),
        (world.late, EVERYBODY.late, LATER),
    ):
        for name in deeds:
            mode = Ask.Mode.ANONYMOUS if name == ANONYMOUS else Ask.Mode.CONFIDENTIAL
            who = f"{NAME} {name}"
            asked[name] = make_ask(max, at=began + by, name=who, project=project, mode=mode)
    world.paths += [
        reverse("dashboard:person", args=["acme", sent.ask.contact.ref])
        for sent in (*world.early.values(), *world.late.values())
    ]
    asks_planned(workspace=workspace, now=began)
    world.refs = {str(ref) for _key, ref in every_ref()}
    return world


def value_once(name: str, parameter: str, world: World, made: dict[str, object]) -> object:
    """Return the argument for a parameter, out of a row that is made once."""
    key = next((key for key in keys_of(name, parameter) if key in MAKERS), parameter)
    if key not in made:
        made[key] = value_of(name, parameter, world)
    return made[key]


# walking

Seen = dict[str, list[str]]
"""What stands at each address. What a row is called that came since counts for nothing: it is new each time."""


def walk(membership: Membership, world: Confided) -> Seen:
    """Return what this person sees at each address that is his, and wherever the links on it lead."""
    with swiftly():
        return _walk(membership, world)


@contextmanager
def swiftly() -> Iterator[None]:
    """Draw pages as the product does: Django's tests keep what each part of a template knew, and we look at none."""
    tested = Template.__dict__["_render"]
    setattr(Template, "_render", lambda page, context: page.nodelist.render(context))  # noqa: B010
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        setattr(Template, "_render", tested)  # noqa: B010


def _walk(membership: Membership, world: Confided) -> Seen:
    client, role = sign_in(membership), membership.role
    seen: Seen = {}
    known: set[str] = set()
    rows: dict[str, set[str]] = {}
    waiting = [path for path in world.paths if may_pass(ACCESS[resolve(path).view_name], role)]
    while waiting and len(known) < MOST_PAGES:
        path = waiting.pop()
        if path in known or is_one_more(path, rows):
            continue
        known.add(path)
        response = client.get(path)
        text = content_of(response)
        told = f"{response.status_code} {response.headers.get('Location', '')}\n{text}"
        seen.setdefault(without_new(path, world), []).append(without_new(told, world))
        if response.headers.get("Content-Type", "").startswith("text/html"):
            waiting += links_in(text, path, both_files=role == rules.MANAGER)
    assert len(known) < MOST_PAGES, "The walk does not end: is there a link that is new each time?"
    return {path: sorted(texts) for path, texts in seen.items()}


def is_one_more(path: str, rows: dict[str, set[str]]) -> bool:
    """Tell whether enough rows were looked at by the same page; each of our people stands on the page of a person."""
    name = resolve(path.partition("?")[0]).view_name
    if name == "dashboard:person" or not (ref := REF.search(path)):
        return False
    known = rows.setdefault(name, set())
    if len(known) >= MOST_OF_A_KIND and ref[0] not in known:
        return True
    known.add(ref[0])
    return False


def read(program: Program, world: Confided) -> Seen:
    """Return what a program reads."""
    return {path: [without_new(program.get(path).text, world)] for path in world.program}


def without_new(text: str, world: Confided) -> str:
    """Return a text without the references of rows that came since."""
    return REF.sub(lambda ref: ref[0] if ref[0] in world.refs else "new", text)


def content_of(response: HttpResponseBase) -> str:
    """Return the text of a page or a file, without what is new each time."""
    body = b"".join(response)
    if "spreadsheetml" in response.headers.get("Content-Type", ""):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            parts = [name for name in book.namelist() if not name.startswith("docProps")]
            return "\n".join(book.read(name).decode() for name in sorted(parts))
    text = body.decode(errors="replace")
    return WHEN_MADE.sub("", text) if text.startswith("%PDF") else plain(text)


def links_in(text: str, here: str, *, both_files: bool) -> Iterator[str]:
    """Return the addresses within the product to which a page links, but not every pair of filters.

    One file is written from the same rows as the other, so spreadsheets are opened by one reader, of whole lists.
    """
    narrowed = "?" in here
    for link in dict.fromkeys(LINK.findall(text)):
        path = urljoin(here, unescape(link).partition("#")[0])
        if not path.startswith("/") or path.startswith(LEAVES):
            continue
        pairs = path.partition("?")[2].count("=")
        if "download=xlsx" in path and (pairs > 1 or not both_files):
            continue
        if narrowed and pairs and "download=csv" not in path:
            continue
        yield path


def assert_same(before: Seen, now: Seen, who: str) -> None:
    """Say where a difference is, and which."""
    other = set(before) ^ set(now)
    assert not other, f"{who}: other links: {sorted(other)}"
    for path in before:
        if before[path] != now[path]:
            lines = zip(
                "\n".join(before[path]).splitlines(),
                "\n".join(now[path]).splitlines(),
                strict=False,
            )
            first = next((pair for pair in lines if pair[0] != pair[1]), ("", "more or less of it"))
            pytest.fail(f"{who} could tell at {path}:\n- {first[0].strip()}\n+ {first[1].strip()}")


# who must not know

MUST_NOT_KNOW = ("max", "exe", "sal", "an owner who was rated")


def somebody(who: str, ava: Membership, max: Membership) -> Membership:
    """Return one of those who must not know."""
    if who == "max":
        return max
    role = {"exe": rules.EXECUTIVE, "sal": rules.SALES, "a lead who was rated": rules.LEAD}
    made = make_member(ava.workspace, "Rod", role=role.get(who, rules.OWNER))
    Membership.objects.filter(pk=made.pk).update(rated_in_confidence="rated" in who)
    return made


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("who", MUST_NOT_KNOW)
def test_nobody_else_can_tell_who_answered_in_confidence_and_what(
    confided: Confided, ava: Membership, max: Membership, who: str
) -> None:
    reader = somebody(who, ava, max)
    with after(NOBODY, confided):
        before = walk(reader, confided)
    with after(EVERYBODY, confided):
        now = walk(reader, confided)

    for path, texts in now.items():
        for secret in SECRETS:
            assert not any(secret in text for text in texts), f"{who} reads it at {path}"
    assert_same(before, now, who)
    if who == "max":  # and the walk would have found it
        assert any(BY_NAME in text and "Nan" in text for text in now[_page_of(confided)])
        assert any("download=csv" in path and BY_NAME in texts[0] for path, texts in now.items())


def _page_of(world: Confided) -> str:
    return reverse("dashboard:project", args=["acme", world.project.ref])


@pytest.mark.django_db
def test_program_cannot_tell_who_answered_in_confidence_and_what(
    confided: Confided, ava: Membership
) -> None:
    program = Program(make_api_key(ava)[1])
    with after(NOBODY, confided):
        before = read(program, confided)
    with after(EVERYBODY, confided):
        now = read(program, confided)

    assert BY_NAME in now["/asks"][0]
    assert_same(before, now, "a program")


@pytest.mark.django_db
def test_manager_cannot_tell_it_by_asking_again_by_hand(
    confided: Confided, max: Membership
) -> None:
    eyes = sign_in(max)
    address = reverse("pulse:ask_project", args=["acme", confided.project.ref])
    people = [sent.ask.contact for sent in (*confided.early.values(), *confided.late.values())]

    def refusals() -> list[str]:
        told = []
        for contact in people:
            part = confided.project.stakeholders.get(contact=contact)
            page = eyes.post(address, {"people": [str(part.ref)]})
            told.append(f"{page.status_code} {page.context['form'].errors['people'][0]}")
        return told

    with after(NOBODY, confided):
        before = refusals()
    with after(EVERYBODY, confided):
        assert refusals() == before
    assert all("was asked in confidence" in one for one in before)


@pytest.mark.slow
@pytest.mark.django_db
def test_who_runs_the_pmo_reads_confidences_with_the_name_but_no_anonymous_answer(
    confided: Confided, ava: Membership, lea: Membership
) -> None:
    with after(anonymously("Yes"), confided):
        yes = walk(ava, confided)
    with after(anonymously("No"), confided):
        no = walk(ava, confided)
        answered = Ask.objects.get(pk=confided.late[ANONYMOUS].ask.pk)
    assert not any(WORDS in text for texts in no.values() for text in texts)
    assert answered.state == Ask.State.ANSWERED
    assert_same(yes, no, "the owner")

    with after(Story(late=named(was_asked_again)), confided):
        page = sign_in(lea).get(_page_of(confided)).text
        case = Person(confided.late["was_asked_again"], confided).case()
        thread = sign_in(lea).get(reverse("recovery:case", args=["acme", case.ref])).text
    assert WORDS in page
    assert NAME in page
    assert NOTE in thread


@pytest.mark.slow
@pytest.mark.django_db
def test_no_address_leads_to_a_row_that_was_confided(confided: Confided, max: Membership) -> None:
    """Try the reference of a row of each kind that came of it at every address that takes one."""
    eyes = sign_in(max)
    confided.clock.forward(days=LATER.days)
    person = Person(confided.late["was_recovered"], confided)
    was_recovered(person)
    settle_everything(now=confided.clock.forward(hours=1))
    hidden = {kind: ref for (kind, _pk), ref in every_ref() if str(ref) not in confided.refs}
    assert person.case().ref in hidden.values()
    for address in ADDRESSES:
        gate = ACCESS[address.name]
        is_members = gate.door is Door.MEMBER and may_pass(gate, max.role)  # else see test_access
        if "ref" not in address.parameters or not is_members:
            continue
        others = set(address.parameters) - {"ref", "workspace"}
        for ref in {*hidden.values(), person.sent.ask.ref}:
            rest = {name: uuid.uuid4() for name in others}
            path = reverse(address.name, kwargs={"ref": ref, **rest, **_workspace(address)})
            said = eyes.get(path).status_code
            if said == NOT_BY_GET:
                said = eyes.post(path).status_code
            assert said in {403, 404}, path


def _workspace(address: Address) -> dict[str, str]:
    return {"workspace": "acme"} if "workspace" in address.parameters else {}


def every_ref() -> Iterator[tuple[tuple[str, int], uuid.UUID]]:
    """Return the reference of every row that has one."""
    for model in apps.get_models():
        if "ref" in {field.name for field in model._meta.get_fields()}:  # noqa: SLF001
            for pk, ref in model._default_manager.values_list("pk", "ref"):  # noqa: SLF001
                yield (model._meta.label, pk), ref  # noqa: SLF001


@pytest.mark.django_db
def test_no_mail_about_it_goes_to_anybody_but_who_may_know(
    confided: Confided, lea: Membership
) -> None:
    people = {
        sent.ask.contact.email for sent in (*confided.early.values(), *confided.late.values())
    }

    knowing = {lea.user.email, confided.ava.user.email}

    def others() -> Counter[tuple[str, str]]:
        mails = Message.objects.exclude(to__in={*people, *knowing})
        return Counter(mails.values_list("to", "kind"))

    with after(NOBODY, confided):
        before = others()
    with after(EVERYBODY, confided):
        assert Message.objects.filter(to=lea.user.email, kind="recovery.case_opened").exists()
        assert others() == before


@pytest.mark.django_db
def test_no_warning_and_no_digest_tells_it_to_anybody_but_who_may_know(
    confided: Confided, ava: Membership, lea: Membership, max: Membership
) -> None:
    """The rated manager, an owner who was rated and the executive of the customer read the same, whatever was said."""
    rod = somebody("an owner who was rated", ava, max)
    exe = somebody("exe", ava, max)
    Customer.objects.filter(workspace=ava.workspace).update(executive=exe.user)
    Membership.objects.filter(pk__in=[rod.pk, ava.pk, lea.pk]).update(
        digest="daily", digest_at=confided.clock.moment
    )
    knowing = {ava.user.email, lea.user.email}
    people = {
        sent.ask.contact.email for sent in (*confided.early.values(), *confided.late.values())
    }

    def read() -> list[tuple[str, str, str]]:
        mails = Message.objects.filter(kind__startswith="recovery.")
        others = mails.exclude(to__in={*people, *knowing}).order_by("kind", "to", "pk")
        return [(one.kind, one.to, without_new(one.text, confided)) for one in others]

    with after(NOBODY, confided):
        before = read()
    with after(EVERYBODY, confided):
        assert read() == before
        kinds = set(Message.objects.filter(to__in=knowing).values_list("kind", flat=True))
        assert kinds >= {"recovery.steps_due", "recovery.digest"}
    told = {(kind, to) for kind, to, _text in before}  # of Nan, who said No by name
    assert told >= {
        ("recovery.step_due", max.user.email),
        ("recovery.step_due", exe.user.email),
        ("recovery.digest", rod.user.email),
    }


@pytest.mark.django_db
def test_case_of_a_confidential_no_is_the_leads_and_tells_the_consent_to_a_call(
    confided: Confided, lea: Membership, clock: Clock
) -> None:
    sent = confided.early["said_no"]
    person = Visitor(sent)
    person.open("/n")
    clock.forward(seconds=5)
    assert "Only the PMO lead sees that it was you" in person.press("No").text
    form = next(fields for to, fields in person.page.forms[2:] if not to.endswith("/y"))
    clock.forward(seconds=20)
    person.post(f"/a/{sent.token}", {**form, "hand": "pointer", "call": "1"})
    settle_everything(now=clock.forward(minutes=10))

    case = Person(sent, confided).case()
    assert case.owner == lea.user
    page = sign_in(lea).get(reverse("recovery:case", args=["acme", case.ref]))
    assert "The PMO lead may call me about this answer." in page.text
    assert "in confidence and wants to be called" in page.text
    assert [one.name for one in page.context["hand_over_form"].fields["to"].queryset] == ["Ava"]


# enough of them


@pytest.mark.django_db
def test_five_confidential_answers_are_shown_together_and_still_without_names(
    ava: Membership, lea: Membership, max: Membership, clock: Clock
) -> None:
    project = make_project(ava.workspace, "New tills", manager=max.user)
    world = Confided(ava, project, clock)
    for number in range(5):
        name = NAME if number == 4 else f"X{number}"
        sent = make_ask(
            max, at=clock.moment, name=name, project=project, mode=Ask.Mode.CONFIDENTIAL
        )
        taste, words = ("no", WORDS) if name == NAME else ("yes", f"Fine {number}")
        Person(sent, world).say(taste, words=words)
    settle_everything(now=clock.forward(minutes=10))

    page = sign_in(max).get(reverse("dashboard:project", args=["acme", project.ref])).text
    together = sign_in(max).get(reverse("pulse:together", args=["acme"])).text
    for text in (page, together):
        assert WORDS in text
        assert "5 of 5 answered" in text
        assert not re.search(rf"{NAME}[^<]*</?[^>]*>[^<]*(No|{WORDS})", text)
    assert NAME not in together
