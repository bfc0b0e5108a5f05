"""Addresses with something behind a plus sign."""

from __future__ import annotations

import doctest
import uuid
from email.headerregistry import Address

from hypothesis import given
from hypothesis import strategies as st

from secondslice.messaging.parsing import addresses
from secondslice.messaging.parsing.addresses import back_tag, is_at, mail_behind, tagged, tags

MAILBOX = Address("", "answers", "pmo.example")


def test_examples_in_the_docs_hold() -> None:
    assert doctest.testmod(addresses).failed == 0


@given(st.uuids())
def test_mail_that_comes_back_is_known_by_its_address_whatever_a_server_does_to_the_case(
    ref: uuid.UUID,
) -> None:
    address = tagged(MAILBOX, back_tag(ref, "key")).upper()

    (tag,) = tags(MAILBOX, [address])

    assert mail_behind(tag, "key") == ref


@given(st.uuids(), st.integers(0, 42), st.sampled_from("abcxyz27"))
def test_changed_mark_leads_to_no_other_mail(ref: uuid.UUID, place: int, letter: str) -> None:
    tag = back_tag(ref, "key")
    changed = tag[:place] + letter + tag[place + 1 :]

    assert mail_behind(changed, "key") in {ref, None}


def test_longest_address_stays_within_what_mail_servers_take() -> None:
    mailbox = Address("", "a" * 20, "pmo.example")

    name, _at, _domain = tagged(mailbox, back_tag(uuid.uuid4(), "key")).partition("@")

    assert len(name) <= 64, "RFC 5321, 4.5.3.1.1"


def test_address_of_the_mailbox_is_known_with_a_tag_and_without() -> None:
    assert is_at(MAILBOX, "Answers@pmo.example")
    assert is_at(MAILBOX, "answers+abc@pmo.example")
    assert not is_at(MAILBOX, "ava@pmo.example")
    assert not is_at(MAILBOX, "answers@acme.example")
