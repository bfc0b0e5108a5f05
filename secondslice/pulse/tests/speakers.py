"""People who answer over each channel, in the way in which that channel really takes an answer.

A new channel plugs in here: a class with what `Speaker` asks for, and its name in CHANNELS. test_channels.py then holds
it to the contract that all channels keep.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import make_msgid
from enum import Enum, auto
from typing import Protocol

from django.http import HttpResponse

from secondslice.accounts.models import Membership
from secondslice.accounts.tests.make import make_api_key
from secondslice.api.tests.make import Program
from secondslice.conftest import Clock
from secondslice.journeys.mail_came_in import mail_came_in
from secondslice.journeys.mail_read import mail_read
from secondslice.messaging.models import InboundMail, Message
from secondslice.messaging.services import opened
from secondslice.messaging.services.receiving import Parcel
from secondslice.pulse.channels import Channel
from secondslice.pulse.tests.make import ELSEWHERE, HOME, Sent, Visitor
from secondslice.pulse.tests.slack import BEN, EVE, Slacker, elements, payload_of

TASTES = {"yes": "Yes", "no": "No"}


class Who(Enum):
    """Who speaks."""

    BEN = auto()
    """The person who was asked, and the channel can show it."""
    SOMEBODY_ELSE = auto()
    """Another person, or one of whom the channel knows nothing."""


class Speaker(Protocol):
    """Somebody who answers one ask over one channel."""

    def say(self, taste: str, *, wish: str = "") -> bool:
        """Answer yes or no, with a wish for what comes next. Return whether the channel said that it is too late."""

    def repeat(self, which: int = -1) -> None:
        """Let an act arrive once more, letter by letter: the last one, or 0 for the first."""


@dataclass
class OnThePage:
    """Somebody with the personal link, in a browser. Another person has another browser, and a program behind it."""

    sent: Sent
    clock: Clock
    who: Who
    visitor: Visitor = field(init=False)
    acts: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        is_ben = self.who is Who.BEN
        self.visitor = Visitor(
            self.sent, address=HOME if is_ben else ELSEWHERE, hand="touch" if is_ben else "none"
        )

    def say(self, taste: str, *, wish: str = "") -> bool:
        """Open the link, look, and press."""
        page = self.visitor.open(f"/{taste[0]}")
        self.clock.forward(seconds=5)
        if page.status_code == 404:
            return True
        words = TASTES[taste]
        if any("Change to" in button["text"] for button in self.visitor.page.buttons):
            words = f"Change to {words}"
        button = next((one for one in self.visitor.page.buttons if words in one["text"]), None)
        if button is None:  # this answer stands already: there is nothing to press
            return False
        action, fields = self.visitor.page.forms[int(button["form"])]
        self.acts.append((action, {**fields, "hand": self.visitor.hand, "driven": "0"}))
        self.visitor.post(*self.acts[-1])
        if wish:
            self.visitor.press("Send this too", next=wish)
        return False

    def repeat(self, which: int = -1) -> None:
        """Send the form again."""
        self.visitor.post(*self.acts[which])


@dataclass
class InSlack:
    """Somebody who presses the buttons of a message in Slack; another member has got it forwarded."""

    sent: Sent
    clock: Clock
    who: Who
    slacker: Slacker = field(init=False)
    acts: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        member = BEN if self.who is Who.BEN else EVE
        self.slacker = Slacker(self.sent.ask.workspace, member)

    def say(self, taste: str, *, wish: str = "") -> bool:
        """Press the button, and write the wish into the line that appears."""
        self.clock.forward(seconds=5)
        shown = elements(payload_of(Message.objects.get(kind="pulse.ask")))
        button = next(one for one in shown if one["action_id"] == taste)
        self.acts.append(self.slacker.press(button, at=self.clock.moment))
        changed = Message.objects.filter(kind="pulse.slack_change").latest("pk")
        if wish:
            line = next(one for one in elements(payload_of(changed)) if one["action_id"] == "words")
            self.acts.append(self.slacker.press(line, at=self.clock.moment, words=wish))
        return "This question is closed" in changed.text

    def repeat(self, which: int = -1) -> None:
        """Let Slack send it again."""
        self.slacker.send(self.acts[which], at=self.clock.moment)


@dataclass
class ByReply:
    """Somebody who replies to the mail; another person has got it forwarded, and so has the address with its secret."""

    sent: Sent
    clock: Clock
    who: Who
    acts: list[bytes] = field(default_factory=list)

    def say(self, taste: str, *, wish: str = "") -> bool:
        """Write the word, and the wish below it."""
        self.clock.forward(seconds=5)
        message = self.sent.ask.message
        assert message is not None
        sender = self.sent.ask.contact.email if self.who is Who.BEN else "carl@acme.example"
        mail = EmailMessage()
        mail["From"], mail["To"] = sender, opened(message).reply_to
        mail["Message-ID"] = make_msgid(domain="acme.example")
        mail.set_content(f"{TASTES[taste]}\n{wish}\n\n> Does your project taste good?\n")
        self.acts.append(mail.as_bytes())
        self.repeat()
        told = Message.objects.filter(kind="pulse.reply").order_by("-pk").first()
        return told is not None and "the question is closed" in told.text

    def repeat(self, which: int = -1) -> None:
        """Let the mail come in again, by another way."""
        parcel = Parcel(self.acts[which], InboundMail.Way.PIPE)
        mail_came_in(parcel=parcel, now=self.clock.moment)
        for mail in InboundMail.objects.filter(state=InboundMail.State.WAITING):
            mail_read(mail=mail, now=self.clock.moment)


@dataclass
class ByApi:
    """Somebody whom a portal has authenticated; the portal hands the answer in under a name of its own."""

    sent: Sent
    clock: Clock
    who: Who
    acts: list[tuple[dict[str, object], str]] = field(default_factory=list)
    program: Program = field(init=False)

    def __post_init__(self) -> None:
        owner = Membership.objects.select_related("user", "workspace").get(
            workspace=self.sent.ask.workspace, role="owner"
        )
        self.program = Program(make_api_key(owner, scopes=["answer"])[1])

    def say(self, taste: str, *, wish: str = "") -> bool:
        """Let the portal hand it in."""
        self.clock.forward(seconds=5)
        email = self.sent.ask.contact.email if self.who is Who.BEN else "eve@example.org"
        body: dict[str, object] = {"taste": taste, "respondent": {"email": email}}
        body["wants_next"] = wish
        self.acts.append((body, f"{self.who.name} at {self.clock.moment}"))
        return self._post(-1).status_code == 409

    def repeat(self, which: int = -1) -> None:
        """Send the same request again."""
        self._post(which)

    def _post(self, which: int) -> HttpResponse:
        body, name = self.acts[which]
        return self.program.post(f"/asks/{self.sent.ask.ref}/answers", body, name=name)


CHANNELS: dict[str, Callable[[Sent, Clock, Who], Speaker]] = {
    Channel.LINK: OnThePage,
    Channel.REPLY: ByReply,
    Channel.SLACK: InSlack,
    Channel.TEAMS: OnThePage,  # its buttons lead there
    Channel.API: ByApi,
}
"""Every channel by which a named person answers. Those that name nobody: test_station_contract.py."""
