"""Address cards as phones and mail programs export them, brought in as people."""

from __future__ import annotations

import pytest

from secondslice.accounts.models import Workspace
from secondslice.core.errors import RuleBroken
from secondslice.customers.cards import card_of
from secondslice.customers.models import Contact
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.projects.imports.cards import HEADERS
from secondslice.projects.imports.fates import Fate
from secondslice.projects.imports.fields import Kind
from secondslice.projects.imports.reading import ReadAs, open_table
from secondslice.projects.tests.imports.make import import_of, plan_of

OUTLOOK = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\n"
    "N;LANGUAGE=de;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg;;Dr.\r\n"
    "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Dr. J=C3=B6rg M=C3=BC=\r\nller\r\n"
    "ORG:Retail GmbH;Stores\r\nTITLE:Head of stores, north\r\n"
    "TEL;WORK;FAX:+49 30 9\r\nTEL;WORK;VOICE:+49 30 1\r\n"
    "EMAIL;INTERNET:old@retail.example\r\nEMAIL;PREF;INTERNET:joerg@retail.example\r\n"
    "PHOTO;ENCODING=BASE64;TYPE=JPEG:/9j/4AAQSkZJRg\r\n ABAQ==\r\n\r\nREV:20260306T093000Z\r\nEND:VCARD\r\n"
)
APPLE = (
    "BEGIN:VCARD\nVERSION:3.0\nN:Ortega;Ben;;;\nFN:Ben Or\n tega\n"
    "item1.EMAIL;type=INTERNET;type=pref:ben@acme.example\nitem1.X-ABLabel:_$!<Work>!$_\n"
    "ORG:Acme\\, Inc.;\nTEL;type=CELL;type=VOICE:+1 555\nNOTE:likes\\npizza\nEND:VCARD\n"
)
NEWEST = (
    "begin:vcard\nversion:4.0\nFN:Zoë Adeyemi\nEMAIL;PREF=2:z@x.example\nEMAIL;PREF=1:zoe@x.example\n"
    "TEL;VALUE=uri;TYPE=work:tel:+1-555-7\nORG:Acme\nUID:urn:uuid:4fbe8971-0bc3\nLANG;PREF=1:fr\n"
    "TZ:Europe/Berlin\nend:vcard\n"
)


def rows_of(text: str, *, encoding: str = "utf-8") -> list[tuple[int, dict[str, str]]]:
    table = open_table(text.encode(encoding), name="people.vcf", read_as=ReadAs())
    assert table.headers == HEADERS
    return [
        (
            row.number,
            {name: str(cell) for name, cell in zip(HEADERS, row.cells, strict=True) if cell},
        )
        for row in table.rows()
    ]


def test_card_of_outlook_is_read_with_its_letters_and_the_preferred_address() -> None:
    assert rows_of(OUTLOOK) == [
        (
            1,
            {
                "Full name": "Dr. Jörg Müller",
                "First name": "Jörg",
                "Last name": "Müller",
                "E-mail": "joerg@retail.example",
                "Organization": "Retail GmbH",
                "Unit": "Stores",
                "Job title": "Head of stores, north",
                "Phone": "+49 30 1",
            },
        )
    ]


def test_cards_of_all_three_versions_stand_in_one_file() -> None:
    cards = rows_of(OUTLOOK + APPLE + NEWEST)

    assert [number for number, _card in cards] == [1, 2, 3]
    apple, newest = cards[1][1], cards[2][1]
    assert (apple["Full name"], apple["Organization"]) == ("Ben Ortega", "Acme, Inc.")
    assert (apple["E-mail"], apple["Phone"]) == ("ben@acme.example", "+1 555")
    assert (newest["E-mail"], newest["Phone"]) == ("zoe@x.example", "+1-555-7")
    assert (newest["Language"], newest["Time zone"]) == ("fr", "Europe/Berlin")
    assert newest["Contact id"] == "4fbe8971-0bc3"


def test_old_letters_and_a_line_of_junk_are_borne() -> None:
    text = APPLE.replace("Ben Or\n tega", "Jürgen").replace(
        "NOTE:likes", "this is no line\nNOTE:likes"
    )

    assert rows_of(text, encoding="latin-1")[0][1]["Full name"] == "Jürgen"


@pytest.mark.parametrize(
    "junk",
    [
        "TEL" + ";TYPE=a,b" * 50 + " 123",
        "TEL" + ';TYPE="a,b"' * 50 + ' "123',
        "TEL" + ";," * 3_000,
        "EMAIL;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-17:z=40acme.example",
        "EMAIL;TYPE=pref:" + "x" * 1_000_000,
        "TITLE:Baker\n" + " x\n" * 300_000,
    ],
    ids=["no colon", "open quote", "commas", "unknown letters", "endless", "folded without end"],
)
def test_line_on_which_a_reader_could_hang_is_passed_over(junk: str) -> None:
    (card,) = rows_of(APPLE.replace("NOTE:likes", f"{junk}\nNOTE:likes"))

    assert card == rows_of(APPLE)[0]


def test_line_with_many_parameters_is_read() -> None:
    told = "EMAIL" + ";TYPE=a,b" * 50 + ';X="a:b;c";PREF=1:zoe@x.example'

    ((_number, card),) = rows_of(NEWEST.replace("EMAIL;PREF=1:zoe@x.example", told))

    assert card["E-mail"] == "zoe@x.example"


@pytest.mark.parametrize("rank", ["1" * 5_000, "-1", "²", ""])
def test_rank_that_is_none_puts_an_address_behind_those_that_have_one(rank: str) -> None:
    text = NEWEST.replace("EMAIL;PREF=1:", f"EMAIL;PREF={rank}:")

    ((_number, card),) = rows_of(text)

    assert card["E-mail"] == "z@x.example"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (APPLE.replace("END:VCARD\n", ""), "The last card of this file is torn"),
        ("BEGIN:VCARD\nVERSION:3.0\n", "The last card of this file is torn"),
    ],
)
def test_torn_file_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(RuleBroken, match=words):
        rows_of(text)


@pytest.mark.django_db
def test_cards_become_people_and_the_same_file_again_changes_nothing(pmo: Workspace) -> None:
    content = (OUTLOOK + APPLE + NEWEST).encode()

    first = import_of(pmo, content, kind=Kind.CONTACTS, name="people.vcf")

    assert [one.fate for one in first] == [Fate.NEW] * 3
    found = Contact.objects.get(email="zoe@x.example")
    assert (found.name, found.customer.name, found.language) == ("Zoë Adeyemi", "Acme", "fr")
    again = import_of(pmo, content, kind=Kind.CONTACTS, name="people.vcf")
    assert {one.fate for one in again} == {Fate.UNCHANGED}


@pytest.mark.django_db
def test_card_without_an_address_is_refused_with_its_number(pmo: Workspace) -> None:
    nobody = "BEGIN:VCARD\nVERSION:3.0\nFN:Plumber\nORG:Acme\nTEL:1\nEND:VCARD\n"

    plan = plan_of(pmo, (APPLE + nobody).encode(), kind=Kind.CONTACTS, name="people.vcf")

    assert [(one.row, one.fate) for one in plan.fates] == [(1, Fate.NEW), (2, Fate.REFUSED)]
    assert plan.fates[1].problems[0].reason.startswith("The e-mail address is missing.")


@pytest.mark.django_db
def test_own_cards_come_back_and_change_nothing(pmo: Workspace) -> None:
    retail = make_customer(pmo, "Retail, Inc.; Stores")
    ben = make_contact(retail, "Ben Ortega")
    ben.title, ben.phone, ben.time_zone = "Head, of \n stores; north", "+1 555", "Europe/Berlin"
    ben.title = "Head, of stores; north"
    ben.save()

    (fate,) = import_of(pmo, card_of(ben).encode(), kind=Kind.CONTACTS, name="people.vcf")

    assert (fate.fate, fate.changes) == (Fate.UNCHANGED, ())
