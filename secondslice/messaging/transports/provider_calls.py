"""Understand what a mail provider tells us when it calls: a mail that came in, or what became of one of ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from importlib import import_module
from typing import TYPE_CHECKING, cast

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.views import View

from secondslice.messaging.parsing.bounces import Kind, Refusal, kind_of
from secondslice.messaging.parsing.calls import Became, CameIn

if TYPE_CHECKING:
    from anymail.signals import AnymailInboundEvent, AnymailTrackingEvent

VIEWS = {
    "brevo": "Brevo",
    "mailersend": "MailerSend",
    "mailgun": "Mailgun",
    "mailjet": "Mailjet",
    "mailtrap": "Mailtrap",
    "postal": "Postal",
    "postmark": "Postmark",
    "resend": "Resend",
    "sparkpost": "SparkPost",
}
INBOUND, TRACKING = "inbound", "tracking"
NOT_UNDERSTOOD = (ValueError, KeyError, TypeError, AttributeError, ImproperlyConfigured)
"""What django-anymail raises over a call that is not what its provider sends; JSON errors are ValueErrors."""


@dataclass(slots=True)
class Heard:
    """What a call says, and how it is answered."""

    response: HttpResponse
    mails: list[CameIn] = field(default_factory=list)
    fates: list[Became] = field(default_factory=list)


class NotOurs(Exception):  # noqa: N818
    """No such provider, or the call is not what this provider sends. The message says what."""


@dataclass(slots=True)
class _Ear:
    """Stands where django-anymail would send a signal."""

    heard: list[object] = field(default_factory=list)

    def send(self, *, sender: object, event: object, esp_name: str) -> None:  # noqa: ARG002
        """Keep the event."""
        self.heard.append(event)


def hear(request: HttpRequest, *, provider: str, what: str) -> Heard:
    """Check that the provider has signed the call, where it signs, and return what it says. Raise NotOurs."""
    ear = _Ear()
    view = _view(provider, what, ear)
    try:
        heard = Heard(view(request))
    except NOT_UNDERSTOOD as error:
        raise NotOurs(f"This is not what {provider} sends here: {type(error).__name__}.") from error
    for event in ear.heard:
        if what == INBOUND:
            heard.mails.append(_came_in(cast("AnymailInboundEvent", event)))
        elif fate := _became(cast("AnymailTrackingEvent", event)):
            heard.fates.append(fate)
    return heard


def _view(provider: str, what: str, ear: _Ear) -> Callable[[HttpRequest], HttpResponse]:
    name = VIEWS.get(provider)
    kind = {INBOUND: "Inbound", TRACKING: "Tracking"}.get(what)
    if not (name and kind):
        raise NotOurs("There is no such provider.")
    try:
        views = import_module(f"anymail.webhooks.{provider}")
    except ImportError:
        raise NotOurs("The package django-anymail is not installed.") from None
    found: type[View] = getattr(views, f"{name}{kind}WebhookView")
    # The secret in the address stands for the password that django-anymail would ask for.
    ours = cast("type[View]", type(name, (found,), {"signal": ear, "warn_if_no_basic_auth": False}))
    return cast("Callable[[HttpRequest], HttpResponse]", ours.as_view())


def _came_in(event: AnymailInboundEvent) -> CameIn:
    message = event.message
    return CameIn(message.as_bytes(), str(message.envelope_recipient or ""))


def _became(event: AnymailTrackingEvent) -> Became | None:
    """Return what became of a mail; None when it arrived, or may still do so."""
    if event.event_type not in {"bounced", "rejected", "failed", "complained", "unsubscribed"}:
        return None
    words = " ".join(str(event.mta_response or event.description or event.event_type).split())
    provider_id = str(event.message_id or "").strip("<>")
    told = f"{event.esp_event!r}" if event.event_id is None else str(event.event_id)
    return Became(
        provider_id=provider_id,
        kind=_kind(str(event.event_type), str(event.reject_reason or ""), words),
        words=words,
        key=f"{provider_id} {event.event_type} {sha256(told.encode()).hexdigest()}",
    )


def _kind(event_type: str, reason: str, words: str) -> Kind | None:
    """Return what this says about the address: a provider's own word first, else the words of the server."""
    if event_type == "unsubscribed" or reason == "unsubscribed":
        return None
    if event_type == "complained" or reason == "spam":
        return Kind.COMPLAINT
    if reason == "invalid" or (event_type == "rejected" and reason == "bounced"):
        return Kind.HARD
    if event_type != "bounced":
        return Kind.OTHER
    found = kind_of(Refusal("", words))
    return Kind.SOFT if found is Kind.OTHER and reason in {"bounced", "timed_out"} else found
