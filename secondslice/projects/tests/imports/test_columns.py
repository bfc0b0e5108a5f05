"""Which column is which, guessed from its header."""

from __future__ import annotations

import pytest

from secondslice.core.errors import RuleBroken
from secondslice.projects.imports.columns import fingerprint, guess, plain
from secondslice.projects.imports.fields import Kind
from secondslice.projects.imports.spec import missing_in, must_fit
from secondslice.projects.imports.values import (
    customer_kind_in,
    language_in,
    phase_in,
    role_in,
    time_zone_in,
)
from secondslice.projects.tests.imports.make import spec_of


def guessed(kind: Kind, *headers: str) -> dict[str, str]:
    return {name: headers[place] for name, place in guess(headers, kind).items()}


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        (
            ("Project ID", "Project Title", "Department", "Service", "Start Date", "Finish Date", "Sponsor Email"),
            ("code", "name", "customer", "service", "starts_on", "ends_on", "sponsor_email"),
        ),
        (
            ("Projektnummer", "Projekt", "Kunde", "Leistung", "Beginn", "Ende", "Budget (T€)", "Projektleiter"),
            ("code", "name", "customer", "service", "starts_on", "ends_on", "budget", "manager"),
        ),
        (
            ("Numéro de projet", "Nom du projet", "Client", "Statut", "Début", "Fin", "Chef de projet"),
            ("code", "name", "customer", "phase", "starts_on", "ends_on", "manager"),
        ),
        (
            ("Código", "Nombre del proyecto", "Cliente", "Estado", "Patrocinador"),
            ("code", "name", "customer", "phase", "sponsor"),
        ),
        (
            ("Codice progetto", "Nome del progetto", "Cliente", "Stato", "Data di inizio", "Scadenza", "Capo progetto"),
            ("code", "name", "customer", "phase", "starts_on", "ends_on", "manager"),
        ),
        (
            ("Projectnummer", "Projectnaam", "Afdeling", "Fase", "Einddatum", "Opdrachtgever", "E-mail opdrachtgever"),
            ("code", "name", "customer", "phase", "ends_on", "sponsor", "sponsor_email"),
        ),
        (
            ("Nome do projeto", "Departamento", "Data de início", "Orçamento", "Moeda", "Gestor de projeto"),
            ("name", "customer", "starts_on", "budget", "currency", "manager"),
        ),
        (
            ("اسم المشروع", "العميل", "تاريخ البدء", "تاريخ الانتهاء", "الراعي", "بريد الراعي"),
            ("name", "customer", "starts_on", "ends_on", "sponsor", "sponsor_email"),
        ),
        (
            ("Project", "Project manager", "Project manager e-mail", "Sponsor", "Sponsor e-mail"),
            ("name", "manager", "manager_email", "sponsor", "sponsor_email"),
        ),
        (
            ("Project", "Manager", "Manager e-mail"),
            ("name", "manager", "manager_email"),
        ),
        (
            ("Issue key", "Project name", "Summary", "Status", "Assignee"),
            ("code", None, "name", "phase", "manager"),
        ),
    ],
)  # fmt: skip
def test_columns_of_project_lists_are_known_in_every_language_of_the_product(
    headers: tuple[str, ...], fields: tuple[str | None, ...]
) -> None:
    expected = {
        field: header for field, header in zip(fields, headers, strict=True) if field is not None
    }

    assert guessed(Kind.PROJECTS, *headers) == expected


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        (("Full name", "E-Mail", "Company", "Job Title"), ("name", "email", "customer", "title")),
        (("Vorname", "Nachname", "E-Mail-Adresse", "Abteilung"), ("given_name", "family_name", "email", "customer")),
        (("Nom", "Courriel", "Société"), ("name", "email", "customer")),
        (("Nombre", "Apellidos", "Correo electrónico", "Empresa"), ("given_name", "family_name", "email", "customer")),
        (("Naam", "E-mailadres", "Afdeling", "Functie"), ("name", "email", "customer", "title")),
        (("Nome", "Cognome", "Indirizzo e-mail", "Reparto"), ("given_name", "family_name", "email", "customer")),
        (("Nome completo", "Endereço de e-mail", "Telemóvel", "Cargo"), ("name", "email", "phone", "title")),
        (("الاسم الكامل", "البريد الإلكتروني", "الإدارة"), ("name", "email", "customer")),
    ],
)  # fmt: skip
def test_columns_of_lists_of_people_are_known_in_many_languages(
    headers: tuple[str, ...], fields: tuple[str, ...]
) -> None:
    assert guessed(Kind.CONTACTS, *headers) == dict(zip(fields, headers, strict=True))


def test_surest_header_wins_and_each_column_is_used_once() -> None:
    found = guessed(
        Kind.PROJECTS, "Planned start date", "Start", "Name", "Project name", "Customer id"
    )

    assert found["starts_on"] == "Start"
    assert found["name"] == "Project name"
    assert len(set(found.values())) == len(found)


@pytest.mark.parametrize(
    "header", ["Budget variance", "Project lead id", "Status comment", "Start baseline"]
)
def test_header_about_something_else_is_left_alone(header: str) -> None:
    assert guessed(Kind.PROJECTS, header) == {}


def test_header_is_compared_without_case_accents_and_signs_in_any_script() -> None:
    assert plain("  DÉBUT_prévu! ") == plain("debut prevu")
    assert plain("Проект") != plain("Клиент") != ""


def test_same_headers_in_another_order_have_the_same_mark() -> None:
    assert fingerprint(["Name", "E-Mail"], Kind.CONTACTS) == fingerprint(
        ["e mail", "name"], Kind.CONTACTS
    )
    assert fingerprint(["Name"], Kind.CONTACTS) != fingerprint(["Name"], Kind.PROJECTS)
    assert fingerprint(["Имя"], Kind.CONTACTS) != fingerprint(["Клиент"], Kind.CONTACTS)


@pytest.mark.parametrize(
    ("word", "phase"),
    [
        ("In Progress", "execution"),
        ("Abgeschlossen", "operation"),
        ("Annulé", "stopped"),
        ("en cours", "execution"),
        ("planificado", "planning"),
        ("On Deck", "planning"),
        ("EXECUTION", "execution"),
        ("Blue", None),
    ],
)
def test_phase_is_known_by_many_words(word: str, phase: str | None) -> None:
    assert phase_in(word) == phase


def test_other_words_are_known_too() -> None:
    assert (role_in("Key user"), role_in("Kunde"), role_in("Cook")) == (
        "customer",
        "customer",
        None,
    )
    assert (customer_kind_in("extern"), customer_kind_in("blue")) == ("external", None)
    assert (language_in("de_AT"), language_in("Español"), language_in("Elvish")) == (
        "de",
        "es",
        None,
    )
    assert (time_zone_in("america/new york"), time_zone_in("CEST-ish")) == (
        "America/New_York",
        None,
    )


def test_what_is_needed_is_asked_for_in_words() -> None:
    assert missing_in(spec_of(Kind.PROJECTS)) == [
        "Choose the column for “Project name”.",
        "Choose the column with the customer, or name the one customer that all rows belong to.",
        (
            "Choose the column with the sponsors' e-mail addresses, or say that this list has no"
            " sponsors: without an address nobody can be asked."
        ),
    ]
    told = spec_of(Kind.PROJECTS, columns={"name": "Title"}, customer="IT", no_sponsors=True)
    assert missing_in(told) == []


def test_column_that_is_not_in_the_list_is_refused_with_those_that_are() -> None:
    told = spec_of(Kind.CONTACTS, columns={"email": "Mail"}, customer="IT")

    with pytest.raises(RuleBroken, match=r"no column “Mail” \(for E-mail\). It has: E-Mail, Name"):
        must_fit(told, ["Name", "E-Mail"])


@pytest.mark.parametrize(
    ("choice", "value", "words"),
    [
        ("colums", {}, "The mapping has “colums”, which means nothing here"),
        ("columns", {"colour": "Blue"}, "names the field “colour”. The fields are: name, code"),
        ("columns", ["name"], "The mapping must give a text for each name"),
        ("columns", {"name": 3}, "The mapping must give a text for each name"),
        ("dates", "year-first", "The mapping says “year-first” for dates. It can be: \"\", day-first"),
        ("decimals", ";", "The mapping says “;” for decimals"),
        ("unit", 12, "The mapping says “12” for unit. It can be: 0, 1, 1000, 1000000"),
        ("phases", {"Blue": "green"}, "The mapping says “green” for phases"),
        ("header_row", "first", "The mapping says “first” for header_row. Write the number of a row"),
        ("header_row", -1, "The mapping says “-1” for header_row"),
        ("header_row", "9" * 5000, "for header_row"),
        ("customer", "x" * 201, "The name of the customer is longer than 200 characters"),
    ],
)  # fmt: skip
def test_choice_that_means_nothing_is_refused_in_words(
    choice: str, value: object, words: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        spec_of(Kind.PROJECTS, **{choice: value})

    assert words in str(refused.value)


def test_choices_are_stored_and_read_back_the_same() -> None:
    told = spec_of(
        Kind.PROJECTS,
        columns={"name": "Title", "budget": "Cost (k€)", "code": ""},
        customer=" The  IT\0 ",
        phases={"Blau": "planning", "Синий": ""},
        dates="day-first",
        decimals=",",
        unit=1000,
        sheet="2026",
        header_row=3,
    )

    assert spec_of(Kind.PROJECTS, **told.stored()) == told
    assert (told.one_customer, told.columns) == ("The IT", {"name": "Title", "budget": "Cost (k€)"})
    assert told.phases == {"blau": "planning", "синии": ""}
