"""Send through a mail provider's own interface, by django-anymail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.module_loading import import_string

from secondslice.core.logs import without_tokens
from secondslice.messaging.journal import Journal
from secondslice.messaging.parsing.bounces import Refusal
from secondslice.messaging.transports.base import DeliveryError, Letter, OneByOne, ServerAway
from secondslice.messaging.transports.writing import written

if TYPE_CHECKING:
    from anymail.exceptions import AnymailError
    from anymail.message import AnymailStatus

WRONG_MAIL = {400, 413, 422}
"""Answers that mean this very mail; all others mean us (no such key, too many at once) or the provider."""
WORDS, MOST_ID = 200, 200


class Provider(OneByOne):
    """One connection to a provider, kept open from letter to letter."""

    keeps = False

    def __init__(self, options: dict[str, object], *, journal: Journal | None = None) -> None:
        self._journal, self._name = journal, str(options["provider"])
        kind = import_string(f"anymail.backends.{self._name}.EmailBackend")
        given = options["options"]
        self._backend: BaseEmailBackend = kind(**(given if isinstance(given, dict) else {}))

    def deliver(self, letter: Letter) -> str:
        """Send one letter; return by what the provider knows it."""
        mail = written(letter)
        if self._journal:
            self._journal.handing(letter.id)
        try:
            self._hand_over(mail)
        except DeliveryError:
            if self._journal:
                self._journal.kept_back(letter.id)
            raise
        if self._journal:
            self._journal.handed(letter.id)
        return _receipt(mail)

    def _hand_over(self, mail: EmailMultiAlternatives) -> None:
        from anymail.exceptions import AnymailError  # noqa: PLC0415  (an extra: not everybody has it)

        try:
            self._backend.open()
            self._backend.send_messages([mail])
        except AnymailError as error:
            self.close()
            raise self._refusal(error, mail) from error

    def close(self) -> None:
        """End the connection."""
        self._backend.close()

    def _refusal(self, error: AnymailError, mail: EmailMultiAlternatives) -> DeliveryError:
        """Tell a refusal of this recipient or this mail from a provider that takes none now."""
        from anymail.exceptions import (  # noqa: PLC0415
            AnymailAPIError,
            AnymailInvalidAddress,
            AnymailRecipientsRefused,
        )

        words = without_tokens(" ".join(_said(error, mail).split()))[:WORDS]
        if isinstance(error, AnymailRecipientsRefused | AnymailInvalidAddress):
            # "Rejected" means that the provider has heard before that mail to this address is in vain.
            is_invalid = isinstance(error, AnymailInvalidAddress) or "invalid" in _states(mail)
            refusal = Refusal("5.1.3" if is_invalid else "5.2.1", words)
            what = f"{self._name} refused {mail.to[0]}: {words}"
            return DeliveryError(what, permanent=True, refusal=refusal)
        if isinstance(error, AnymailAPIError) and error.status_code not in WRONG_MAIL:
            return ServerAway(f"{self._name} takes no mail: {words}")
        return DeliveryError(f"{self._name} refused this mail: {words}", permanent=True)


def _said(error: AnymailError, mail: EmailMultiAlternatives) -> str:
    """Return what the provider said, without the request, which holds the mail."""
    response = getattr(_status(mail), "esp_response", None)
    said = getattr(response, "text", "") if error.status_code is None else ""
    return said or str(error)


def _status(mail: EmailMultiAlternatives) -> AnymailStatus | None:
    return getattr(mail, "anymail_status", None)


def _states(mail: EmailMultiAlternatives) -> set[str]:
    status = _status(mail)
    return set(status.status or ()) if status else set()


def _receipt(mail: EmailMultiAlternatives) -> str:
    status = _status(mail)
    found = status.message_id if status else None
    if isinstance(found, set):
        found = next(iter(found), None)
    return str(found or "").strip("<>")[:MOST_ID]
