"""What records say about a domain, and what a receiver's headers say about a mail."""

from __future__ import annotations

import base64
import doctest
from collections.abc import Callable, Sequence

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from secondslice.messaging.parsing import sender_records
from secondslice.messaging.parsing.incoming import UnreadableMail
from secondslice.messaging.parsing.pasted import arrived_as
from secondslice.messaging.parsing.sender_records import (
    Finding,
    Grade,
    aligned,
    arrived,
    dkim,
    dmarc,
    envelope,
    spf,
    takes_mail,
)
from secondslice.messaging.words import SENTENCES, sentence

ACME = "pmo.acme.com"
HEADERS = """\
Delivered-To: ava@example.org
Authentication-Results: mx.example.org;
       dkim=pass header.i=@acme.com header.s=s1 header.b=abc;
       spf=pass (designates 192.0.2.1 (good)) smtp.mailfrom=bounces@acme.com;
       dmarc=pass (p=NONE) header.from=acme.com
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=acme.com; s=s1;
       h=from:to:subject:list-unsubscribe:
       list-unsubscribe-post; bh=x; b=y
From: PMO <pmo@acme.com>
Subject: Test
"""


def zone(**records: str | list[str]) -> Callable[[str], Sequence[str]]:
    """Return a DNS that knows these names; a double underscore stands for a full stop, `x` before an underscore."""
    known = {
        name.replace("x_", "_").replace("__", "."): [one] if isinstance(one, str) else one
        for name, one in records.items()
    }
    return lambda name: known.get(name, [])


def rsa_key(bits: int) -> str:
    """Return the record of an RSA key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits).public_key()
    raw = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; p={base64.b64encode(raw).decode()}"


def test_examples_in_the_docs_hold() -> None:
    assert doctest.testmod(sender_records).failed == 0


@pytest.mark.parametrize(
    ("records", "code", "grade"),
    [
        ([], "spf_none", Grade.BAD),
        (["some other text", "v=spf10 -all"], "spf_none", Grade.BAD),
        (["v=spf1 a -all", "v=spf1 mx -all"], "spf_many", Grade.BAD),
        (["v=spf1 ip4:192.0.2.1 pigeons -all"], "spf_wrong", Grade.BAD),
        (["v=spf1 mx +all"], "spf_open", Grade.BAD),
        (["v=spf1 mx all"], "spf_open", Grade.BAD),
        (["v=spf1 mx ?all"], "spf_vague", Grade.LOOK),
        (["v=spf1 mx"], "spf_vague", Grade.LOOK),
        (["v=spf1 mx ~all"], "spf_good", Grade.GOOD),
        (
            ["V=SPF1 ip4:192.0.2.0/24 ip6:2001:db8::/32 a:mail.acme.com -ALL"],
            "spf_good",
            Grade.GOOD,
        ),
        (["v=spf1 redirect=other.example"], "spf_good", Grade.GOOD),
    ],
)
def test_spf_record_is_judged(records: list[str], code: str, grade: Grade) -> None:
    found = spf(ACME, look=lambda name: records if name == ACME else [], sends_from="")

    assert (found.code, found.grade) == (code, grade)


def test_missing_spf_record_is_suggested_with_our_mail_server() -> None:
    found = spf(ACME, look=zone(), sends_from="mail.acme.com")

    assert (found.add_at, found.add) == (ACME, "v=spf1 a:mail.acme.com ~all")


def test_spf_record_that_leads_through_too_many_others_fails() -> None:
    records = {
        ACME: ["v=spf1 include:a.example include:b.example mx ~all"],
        "a.example": ["v=spf1 a mx include:c.example ~all"],
        "b.example": ["v=spf1 a mx ptr ~all"],
        "c.example": ["v=spf1 a mx ~all"],
    }

    found = spf(ACME, look=lambda name: records.get(name, []), sends_from="")

    assert (found.code, found.values["count"]) == ("spf_deep", "11")


def test_spf_records_that_lead_in_a_circle_come_to_an_end() -> None:
    records = {
        ACME: ["v=spf1 include:a.example ~all"],
        "a.example": [f"v=spf1 include:{ACME} ~all"],
    }

    assert spf(ACME, look=lambda name: records.get(name, []), sends_from="").code == "spf_good"


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ("v=DKIM1; p=", "dkim_revoked"),
        ("v=DKIM1; k=rsa; p=nonsense", "dkim_broken"),
        ("v=DKIM1; p=MIGf", "dkim_broken"),
    ],
)
def test_key_that_is_of_no_use_is_told(record: str, code: str) -> None:
    found = dkim("acme.com", "s1", look=lambda _name: [record])

    assert (found.code, found.grade) == (code, Grade.BAD)


@pytest.mark.parametrize(
    ("bits", "code", "grade"),
    [(1024, "dkim_short", Grade.LOOK), (2048, "dkim_good", Grade.GOOD)],
)
def test_length_of_the_key_is_told(bits: int, code: str, grade: Grade) -> None:
    record = rsa_key(bits)

    found = dkim(
        "acme.com", "s1", look=lambda name: [record] if name == "s1._domainkey.acme.com" else []
    )

    assert (found.code, found.grade, found.values["bits"]) == (code, grade, str(bits))


def test_key_that_is_only_tried_out_and_modern_and_missing_ones_are_told() -> None:
    trial = f"{rsa_key(2048)}; t=y:s"
    assert dkim("acme.com", "s1", look=lambda _name: [trial]).code == "dkim_testing"
    raw = ed25519.Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    modern = f"v=DKIM1; k=ed25519; p={base64.b64encode(raw).decode()}"
    assert dkim("acme.com", "s1", look=lambda _name: [modern]).code == "dkim_modern"
    assert dkim("acme.com", "s1", look=zone()).code == "dkim_none"
    assert dkim("acme.com", "s1", look=lambda _name: [trial, modern]).code == "dkim_many"


@pytest.mark.parametrize(
    ("at", "record", "code"),
    [
        ("_dmarc.pmo.acme.com", "v=DMARC1; p=reject; rua=mailto:d@acme.com", "dmarc_good"),
        ("_dmarc.acme.com", "v=DMARC1;p=quarantine", "dmarc_good"),
        ("_dmarc.acme.com", "v=DMARC1; p=none", "dmarc_watches"),
        ("_dmarc.acme.com", "v=DMARC1; rua=mailto:d@acme.com", "dmarc_broken"),
        ("_dmarc.com", "v=DMARC1; p=reject", "dmarc_none"),
        ("_dmarc.acme.com", "something else", "dmarc_none"),
    ],
)
def test_policy_is_found_at_the_domain_or_its_organisation(at: str, record: str, code: str) -> None:
    assert dmarc(ACME, look=lambda name: [record] if name == at else []).code == code


def test_missing_policy_is_suggested_for_the_organisation() -> None:
    found = dmarc("pmo.acme.co.uk", look=zone())

    assert found.add_at == "_dmarc.acme.co.uk"
    assert found.add == "v=DMARC1; p=none; rua=mailto:dmarc@acme.co.uk"


def test_several_policies_are_none() -> None:
    both = ["v=DMARC1; p=none", "v=DMARC1; p=reject"]

    assert dmarc("acme.com", look=lambda _name: both).code == "dmarc_many"


def test_domain_that_mails_come_back_to_must_be_of_the_same_organisation() -> None:
    assert envelope("acme.com", "bounces.acme.com") is None
    found = envelope("acme.com", "pmo.example")
    assert found is not None
    assert found.code == "not_aligned"


def test_replies_need_a_mail_server() -> None:
    assert takes_mail("answers@acme.com", []).code == "mx_none"
    assert takes_mail("answers@acme.com", ["mx.acme.com"]).code == "mx_good"


def test_good_mail_that_arrived_is_told_to_be_good() -> None:
    told, selector = arrived_as(HEADERS)

    assert selector == "s1"
    assert [(one.about, one.code) for one in arrived(told)] == [
        ("SPF", "arrived_pass"),
        ("DKIM", "arrived_pass"),
        ("DMARC", "arrived_pass"),
        ("RFC 8058", "button_signed"),
    ]


def test_what_is_wrong_with_a_mail_that_arrived_is_told() -> None:
    headers = (
        HEADERS.replace("spf=pass", "spf=softfail")
        .replace("dmarc=pass", "dmarc=fail")
        .replace(":list-unsubscribe:\n       list-unsubscribe-post", "")
    )

    found = {one.code for one in arrived(arrived_as(headers)[0])}

    assert found == {"arrived_fail", "arrived_pass", "button_not_signed"}


def test_signature_of_the_provider_is_not_ours() -> None:
    headers = HEADERS.replace("header.i=@acme.com", "header.d=provider.example").replace(
        "d=acme.com", "d=provider.example"
    )

    codes = [one.code for one in arrived(arrived_as(headers)[0])]

    assert "signed_by_another" in codes


def test_topmost_header_is_that_of_the_receiver() -> None:
    forged = HEADERS + "Authentication-Results: evil.example; dmarc=fail\n"

    assert arrived_as(forged)[0].checked.server == "mx.example.org"


def test_mail_that_nobody_has_checked_is_told_so() -> None:
    (found,) = arrived(arrived_as("From: pmo@acme.com\nSubject: x")[0])

    assert (found.code, found.grade) == ("nobody_checked", Grade.UNKNOWN)


@pytest.mark.parametrize("text", ["", "hello", "Dear Ava,\nall is well."])
def test_text_without_headers_is_refused(text: str) -> None:
    with pytest.raises(UnreadableMail):
        arrived_as(text)


@given(st.text(max_size=300))
def test_nothing_that_is_pasted_stumbles_the_reader(text: str) -> None:
    told, _selector = arrived_as(
        f"From: a@b.example\nAuthentication-Results: {text}\nDKIM-Signature: {text}"
    )

    assert all(sentence(one) for one in arrived(told))


@given(st.text(max_size=200))
def test_no_record_stumbles_the_judges(text: str) -> None:
    for prefix in ("", "v=spf1 ", "v=DKIM1; p=", "v=DMARC1; p="):
        look = lambda _name, prefix=prefix: [prefix + text]  # noqa: E731
        found = [
            spf(ACME, look=look, sends_from=""),
            dkim(ACME, "s1", look=look),
            dmarc(ACME, look=look),
        ]
        assert all(sentence(one) for one in found)


def test_every_finding_has_a_sentence() -> None:
    values = dict.fromkeys(
        [
            "domain",
            "term",
            "count",
            "name",
            "bits",
            "policy",
            "sender",
            "address",
            "why",
            "what",
            "names",
        ],
        "x",
    )
    for code in SENTENCES:
        assert "%(" not in sentence(Finding("SPF", Grade.GOOD, code, values))


def test_organisations_are_compared_not_hosts() -> None:
    assert aligned("a.b.acme.com", "acme.com")
    assert not aligned("acme.com", "acme.org")
