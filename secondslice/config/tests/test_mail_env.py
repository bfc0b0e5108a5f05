"""The settings by which mail comes in: what is taken, and that what is wrong is refused in words."""

from __future__ import annotations

import re
from email.headerregistry import Address

import pytest

from secondslice.config import mail_env
from secondslice.config.bad_setting import BadSetting

REPLY = "SECONDSLICE_REPLY_ADDRESS"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("answers", "is not one address"),
        ("PMO <answers@pmo.example>", "is not one address"),
        ("a@pmo.example, b@pmo.example", "is not one address"),
        ("answers+pmo@pmo.example", "without a plus"),
        ("answers-to-all-our-questions@pmo.example", "at most 20 characters"),
    ],
)
def test_reply_address_without_room_for_a_secret_is_refused(
    monkeypatch: pytest.MonkeyPatch, value: str, words: str
) -> None:
    monkeypatch.setenv(REPLY, value)

    with pytest.raises(BadSetting, match=re.escape(words)):
        mail_env.mailbox(REPLY)


def test_reply_address_is_none_until_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert mail_env.mailbox(REPLY) is None

    monkeypatch.setenv(REPLY, "answers@pmo.example")

    assert mail_env.mailbox(REPLY) == Address("", "answers", "pmo.example")


def test_mails_that_come_back_go_where_the_replies_go_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    replies = Address("", "answers", "pmo.example")
    assert mail_env.mailbox("SECONDSLICE_BOUNCE_ADDRESS", replies) == replies

    monkeypatch.setenv("SECONDSLICE_BOUNCE_ADDRESS", "bounces@pmo.example")

    assert mail_env.mailbox("SECONDSLICE_BOUNCE_ADDRESS", replies) == Address(
        "", "bounces", "pmo.example"
    )
