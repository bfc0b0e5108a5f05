"""Cells in which a list says one of a few words: currency, role, kind of customer, language, time zone."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from secondslice.accounts.models import Workspace
from secondslice.customers.models import Contact, Customer
from secondslice.projects.imports.fates import Fate
from secondslice.projects.imports.fields import Kind
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.tests.imports.make import csv_bytes, import_of, plan_of

pytestmark = pytest.mark.django_db
HEADERS = ("Name", "Customer", "Customer kind", "Budget", "Currency", "Role", "Sponsor e-mail")


def row(**said: str) -> tuple[str, ...]:
    told = {"Name": "Tills", "Customer": "Retail", "Sponsor e-mail": "ben@retail.example", **said}
    return tuple(told.get(header, "") for header in HEADERS)


def test_words_in_the_list_become_our_choices(pmo: Workspace) -> None:
    said = row(**{"Customer kind": "extern", "Budget": "5", "Currency": "€", "Role": "Key user"})

    import_of(pmo, csv_bytes(HEADERS, said))

    assert Customer.objects.get().kind == Customer.Kind.EXTERNAL
    assert Project.objects.get().currency == "EUR"
    assert Stakeholder.objects.get().role == Stakeholder.Role.CUSTOMER


def test_currency_beside_the_amount_counts_too(pmo: Workspace) -> None:
    import_of(pmo, csv_bytes(HEADERS, row(Budget="CHF 5", Currency="chf")))

    assert Project.objects.get().currency == "CHF"


@pytest.mark.parametrize(
    ("said", "column", "reason"),
    [
        ({"Currency": "Euros"}, "Currency", "This is not a currency. Write its code, such as EUR."),
        ({"Role": "cook"}, "Role", "This is no role that we know. Write sponsor, executive"),
        (
            {"Customer kind": "blue"},
            "Customer kind",
            "This is no kind of customer. Write department",
        ),
        (
            {"Budget": "5 USD", "Currency": "EUR"},
            "Budget",
            "The amount and the currency column name different currencies: USD and EUR.",
        ),
    ],
)
def test_word_that_we_do_not_know_is_refused_with_what_to_write(
    pmo: Workspace, said: dict[str, str], column: str, reason: str
) -> None:
    (fate,) = plan_of(pmo, csv_bytes(HEADERS, row(**said))).fates

    assert fate.fate is Fate.REFUSED
    assert [(one.column, one.reason[: len(reason)]) for one in fate.problems] == [(column, reason)]


@pytest.mark.parametrize(
    ("column", "word", "reason"),
    [
        ("Language", "Elvish", "This is no language that we know. Write its code"),
        ("Language", "xx", "This is no language that we know. Write its code"),
        ("Time zone", "Mars/Olympus", "This is no time zone that we know. Write it like Europe/Berlin"),
        ("E-mail", f"b@{'c' * 60}.{'d' * 300}.example", "This is not an e-mail address"),
    ],
)  # fmt: skip
def test_people_are_refused_alike(pmo: Workspace, column: str, word: str, reason: str) -> None:
    headers = ("E-mail", "Customer", "Language", "Time zone")
    told = {"E-mail": "ben@retail.example", "Customer": "Retail", column: word}
    cells = [told.get(header, "") for header in headers]

    (fate,) = plan_of(pmo, csv_bytes(headers, cells), kind=Kind.CONTACTS).fates

    assert [(one.column, one.reason[: len(reason)]) for one in fate.problems] == [(column, reason)]


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("English", "en-us"),
        ("en", "en-us"),
        ("en_GB", "en-gb"),
        ("en-au", "en-us"),
        ("de-ch", "de"),
        ("Deutsch", "de"),
        ("fr-ca", "fr-ca"),
        ("Français", "fr"),
        ("Svenska", "sv"),
        ("-", ""),
    ],
)
def test_language_is_the_closest_that_the_product_speaks_else_kept(
    pmo: Workspace, settings: Settings, word: str, code: str
) -> None:
    settings.LANGUAGES = [("en-us", "English"), ("en-gb", "English"), ("de", "German")]
    content = csv_bytes(("E-mail", "Customer", "Language"), ("ben@retail.example", "Retail", word))

    import_of(pmo, content, kind=Kind.CONTACTS)

    assert Contact.objects.get().language == code


def test_english_is_that_of_the_workspace(pmo: Workspace) -> None:
    pmo.language = "en-gb"
    content = csv_bytes(
        ("E-mail", "Customer", "Language"), ("ben@retail.example", "Retail", "English")
    )

    import_of(pmo, content, kind=Kind.CONTACTS)

    assert Contact.objects.get().language == "en-gb"


def test_kind_of_a_customer_that_is_there_is_changed(pmo: Workspace) -> None:
    import_of(pmo, csv_bytes(HEADERS, row()))

    (fate,) = import_of(pmo, csv_bytes(HEADERS, row(**{"Customer kind": "Client"})))

    assert [(one.field, one.before, one.after) for one in fate.changes] == [
        ("customer_kind", "internal", "external")
    ]
    assert Customer.objects.get().kind == Customer.Kind.EXTERNAL


def test_role_of_a_person_who_is_in_the_project_is_changed(pmo: Workspace) -> None:
    import_of(pmo, csv_bytes(HEADERS, row()))

    import_of(pmo, csv_bytes(HEADERS, row(Role="executive")))

    assert Stakeholder.objects.get().role == Stakeholder.Role.EXECUTIVE
