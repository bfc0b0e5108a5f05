"""Makers of asks, and somebody (or something) that opens the links of one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from typing import cast

from django.http import HttpResponse
from django.test import Client

from secondslice.accounts.models import Membership, User
from secondslice.customers.tests.make import make_contact
from secondslice.messaging.models import Message
from secondslice.messaging.services import opened
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.channels import Way
from secondslice.pulse.letters import Round, draft_ask, owner_of
from secondslice.pulse.models import Ask
from secondslice.pulse.services.posting import Letter, store
from secondslice.pulse.services.turns import Permit
from secondslice.pulse.services.wording import seed_reasons, wording_for

HOME = "203.0.113.7"
ELSEWHERE = "198.51.100.20"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@dataclass(frozen=True)
class Sent:
    """An ask with the secrets of its mail."""

    ask: Ask
    token: str
    code: str
    me: str = ""
    """The secret of the person's own page."""

    def fresh(self) -> Ask:
        """Return the ask as it stands in the database now."""
        return Ask.objects.get(pk=self.ask.pk)


def send_asks(
    *,
    project: Project,
    stakeholders: Sequence[Stakeholder],
    asked_by: User | None,
    at: datetime,
    note: str = "",
    mode: str = Ask.Mode.NAMED,
) -> list[Ask]:
    """Ask these people now, whatever their budget says: tests need questions on days of their own."""
    this = Round(project, asked_by, at, owner_of(project), note)
    letters = []
    for one in stakeholders:
        wording = wording_for(workspace=project.workspace, language=this.language_of(one))
        draft = draft_ask(this, one, wording, mode=mode)
        letters.append(Letter(Permit(one.contact_id, at), [(this, draft)]))
    return store(letters=letters)


def make_ask(
    by: Membership,
    *,
    at: datetime,
    name: str = "Ben",
    project: Project | None = None,
    accepted_at: datetime | None = None,
    mode: str = Ask.Mode.NAMED,
    way: str = Way.MAIL,
) -> Sent:
    """Ask Ben, the sponsor of New tills, at a moment; `accepted_at`: when a mail server took the mail.

    `way`: how he wants to be asked; a chat must be connected (pulse/tests/slack.py).
    """
    seed_reasons(workspace=by.workspace)
    project = project or make_project(by.workspace, "New tills", manager=by.user)
    stakeholder = make_stakeholder(project, make_contact(project.customer, name, way=way))
    (ask,) = send_asks(
        project=project, stakeholders=[stakeholder], asked_by=by.user, at=at, mode=mode
    )
    assert ask.message is not None
    if accepted_at is not None:
        Message.objects.filter(pk=ask.message.pk).update(
            state=Message.State.SENT, sent_at=accepted_at
        )
    letter = opened(ask.message)
    if ask.way == Way.SLACK:  # its message holds no link
        return Sent(ask, "", "")
    text = letter.text if ask.way == Way.MAIL else letter.payload
    token = cast("re.Match[str]", re.search(r"/a/([\w-]{22})/y", text)).group(1)
    code = re.search(r"(\d{3}\s\d{3})", text)
    me = re.search(r"/me/([\w-]{22})", text)
    return Sent(ask, token, code.group(1) if code else "", me.group(1) if me else "")


class _Forms(HTMLParser):
    """The forms of a page: address -> fields, and the values of its buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.buttons: list[dict[str, str]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((values["action"], {}))
        if tag == "input" and values.get("type") == "hidden":
            self.forms[-1][1][values["name"]] = values.get("value", "")
        if tag == "button":
            self.buttons.append({"form": str(len(self.forms) - 1), "text": "", **values})

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.buttons:
            self.buttons[-1]["text"] += data


@dataclass
class Visitor:
    """Somebody in front of the question page. `hand`: what the page's script reports; empty: no script runs."""

    sent: Sent
    address: str = HOME
    agent: str = FIREFOX
    hand: str = "pointer"
    driven: bool = False
    keeps_cookies: bool = True
    root: str = ""
    """Where the page is; empty: the question."""
    client: Client = field(default_factory=Client)
    page: _Forms = field(default_factory=_Forms)

    def open(self, path: str = "") -> HttpResponse:
        """Open /a/<token><path>, or a page below `root`."""
        return self._seen(self._call("get", f"{self._root}{path}"))

    def head(self, path: str = "") -> HttpResponse:
        """Ask only for the head of a page."""
        return self._call("head", f"{self._root}{path}")

    def press(self, text: str, **extra: str | list[str]) -> HttpResponse:
        """Press the button whose words contain `text`, on the page that is open."""
        button = next(one for one in self.page.buttons if text in one["text"])
        action, fields = self.page.forms[int(button["form"])]
        values: dict[str, str | list[str]] = {**fields, **self._script(), **extra}
        if button.get("name"):
            values[button["name"]] = button["value"]
        return self.post(action, values)

    def post(self, path: str, values: Mapping[str, str | list[str]]) -> HttpResponse:
        """Send a form as it is."""
        if not self.keeps_cookies:
            self.client.cookies.clear()
        return self._seen(self._call("post", path, values))

    def last_form(self, action: str) -> dict[str, str]:
        """Return the fields of the form with this end of its address, as the script would send them."""
        fields = next(fields for to, fields in self.page.forms if to.endswith(action))
        return {**fields, **self._script()}

    @property
    def _root(self) -> str:
        return self.root or f"/a/{self.sent.token}"

    def _script(self) -> dict[str, str]:
        return {"hand": self.hand, "driven": str(int(self.driven))} if self.hand else {}

    def _call(
        self, method: str, path: str, values: Mapping[str, str | list[str]] | None = None
    ) -> HttpResponse:
        call = getattr(self.client, method)
        found = call(path, values or {}, REMOTE_ADDR=self.address, HTTP_USER_AGENT=self.agent)
        return cast("HttpResponse", found)

    def _seen(self, response: HttpResponse) -> HttpResponse:
        self.page = _Forms()
        self.page.feed(response.text)
        return response


def plain(html: str) -> str:
    """Return a page without what is new each time: tokens against forgery, keys of forms, nonces."""
    return re.sub(
        r'(name="(?:csrfmiddlewaretoken|key|nonce)" value=)"[^"]*"|"X-CSRFToken": ?"[^"]*"',
        r"\1",
        html,
    )
