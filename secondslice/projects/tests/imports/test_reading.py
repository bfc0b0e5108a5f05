"""Text files -> rows, whatever wrote them."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from secondslice.core.errors import RuleBroken
from secondslice.projects.imports.cells import text_of
from secondslice.projects.imports.reading import ReadAs
from secondslice.projects.tests.imports.make import csv_bytes, csv_text, table_of

LIST = [("Project name", "Customer"), ("Müller „Tills“", "Straße"), ("Café", "Zürich")]
PLAIN = [("Project name", "Customer"), ("Müller tills", "Straße")]


def cells_of(content: bytes, read_as: ReadAs | None = None) -> list[list[str]]:
    table = table_of(content, read_as=read_as)
    return [list(table.headers), *([text_of(cell) for cell in row.cells] for row in table.rows())]


def as_lists(rows: list[tuple[str, str]]) -> list[list[str]]:
    return [list(row) for row in rows]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_list_reads_the_same_in_each_encoding_with_each_separator(
    encoding: str, separator: str
) -> None:
    assert cells_of(csv_text(LIST, separator).encode(encoding)) == as_lists(LIST)


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_utf_16_is_known_by_its_mark(mark: bytes) -> None:
    encoding = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"

    assert cells_of(mark + csv_text(LIST).encode(encoding)) == as_lists(LIST)


@pytest.mark.parametrize("encoding", ["iso8859-15", "cp1250", "mac-roman"])
def test_rarer_encoding_is_read_when_it_is_chosen(encoding: str) -> None:
    content = csv_text(PLAIN).encode(encoding)

    assert cells_of(content, ReadAs(encoding=encoding)) == as_lists(PLAIN)


def test_encoding_that_does_not_fit_is_refused_in_words() -> None:
    with pytest.raises(RuleBroken, match="Some letters of this file are not UTF-8"):
        table_of(csv_text(LIST).encode("cp1252"), read_as=ReadAs(encoding="utf-8"))


@pytest.mark.parametrize("encoding", ["klingon", "hex", "rot13", "idna"])
def test_encoding_that_nobody_knows_is_refused_in_words(encoding: str) -> None:
    with pytest.raises(
        RuleBroken, match=f"There is no encoding “{encoding}” here. It can be: utf-8"
    ):
        table_of(csv_text(LIST).encode(), read_as=ReadAs(encoding=encoding))


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_on_any_machine(ending: str) -> None:
    content = csv_text(LIST).replace("\r\n", ending).encode()

    assert cells_of(content) == as_lists(LIST)


def test_quoted_cell_may_hold_line_breaks_separators_and_marks() -> None:
    rows = [("Project name", "Customer"), ('New\ntills, "phase 2"', "Retail"), ("Next", "Retail")]

    assert cells_of(csv_text(rows).encode()) == [
        ["Project name", "Customer"],
        ['New tills, "phase 2"', "Retail"],
        ["Next", "Retail"],
    ]


def test_separator_that_stands_in_every_cell_is_not_taken_for_the_lists_own() -> None:
    rows = [("Project name", "Customer"), *[("Tills; North; South", "Retail")] * 30]

    assert table_of(csv_text(rows).encode()).headers == ("Project name", "Customer")


def test_first_line_with_which_excel_tells_the_separator_is_no_row() -> None:
    table = table_of(b"sep=;\r\nProject name;Customer\r\nTills, new;Retail\r\n")

    assert (table.headers, table.header_row) == (("Project name", "Customer"), 1)
    assert [(row.number, row.cells[0]) for row in table.rows()] == [(2, "Tills, new")]


def test_header_is_found_under_a_title_and_rows_keep_the_numbers_of_the_spreadsheet() -> None:
    content = csv_bytes(
        ("Portfolio 2026", "", ""),
        ("as of", "2026-03-06", ""),
        ("", "", ""),
        ("Project name", "Customer", "Start"),
        ("Tills", "Retail", ""),
        (" ", "", ""),
        ("Payroll", "Finance", ""),
    )

    table = table_of(content)

    assert table.header_row == 4
    assert [(row.number, row.cells[0]) for row in table.rows()] == [(5, "Tills"), (7, "Payroll")]


def test_header_that_we_know_no_word_of_is_the_first_full_row_of_texts() -> None:
    table = table_of(csv_bytes(("Our work", "", ""), ("Foo", "Bar", "Baz"), ("a", "b", "c")))

    assert (table.headers, table.header_row) == (("Foo", "Bar", "Baz"), 2)


def test_header_row_can_be_chosen() -> None:
    content = csv_bytes(("Project name", "Customer"), ("Tills", "Retail"), ("Payroll", "Finance"))

    assert table_of(content, read_as=ReadAs(header_row=2)).headers == ("Tills", "Retail")


@pytest.mark.parametrize("row", [9, 10**9, 10**30])
def test_header_row_that_is_not_there_is_refused_in_words(row: int) -> None:
    with pytest.raises(RuleBroken, match="Give the number of the row that names the columns"):
        table_of(csv_text(LIST).encode(), read_as=ReadAs(header_row=row))


def test_each_column_gets_a_name_of_its_own() -> None:
    table = table_of(csv_bytes(("Name", "Name (2)", "Name", "", "Name"), ("a", "b", "c", "d", "e")))

    assert table.headers == ("Name", "Name (2)", "Name (3)", "Column D", "Name (4)")


def test_short_row_is_filled_up_and_a_long_one_cut() -> None:
    table = table_of(b"Project name,Customer\r\nTills\r\nPayroll,Finance,left over\r\n")

    assert [list(row.cells) for row in table.rows()] == [["Tills", None], ["Payroll", "Finance"]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty"),
        (b"\r\n \t\r\n", "This file is empty"),
        (codecs.BOM_UTF8, "There is nothing in this list"),
        (codecs.BOM_UTF16_LE + "\r\n".encode("utf-16-le"), "There is nothing in this list"),
        (b",,,\r\n,,,\r\n", "There is nothing in this list"),
        (b"Project name,Customer\r\n", "There is a header in row 1, and no row under it"),
        (
            b'Project name,Customer\r\nTills,Retail\r\n"Payroll,Finance\r\nMore,Finance\r\n',
            "In row 3 a quotation mark is opened and not closed again",
        ),
        (
            b'Project name,Customer\r\n"Payroll,Finance\r\n' + b"More,Finance\r\n" * 400,
            "In row 2 a quotation mark is opened and not closed again",
        ),
    ],
)
def test_text_without_a_list_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(RuleBroken, match=words):
        list(table_of(content).rows())


def test_list_that_is_too_wide_is_refused_in_words() -> None:
    row = [f"Column {number}" for number in range(501)]

    with pytest.raises(RuleBroken, match="more than 500 columns"):
        table_of(csv_bytes(row, row))


def test_list_that_is_too_long_is_refused_in_words() -> None:
    table = table_of(b"Project name,Customer\r\n" + b"Tills,Retail\r\n" * 100_001)

    with pytest.raises(RuleBroken, match="more than 100,000 rows"):
        sum(1 for _row in table.rows())


def test_look_shows_three_values_of_each_column_and_all_where_they_are_few() -> None:
    rows = [(f"Project {number}", ("open", "closed")[number % 2]) for number in range(50)]
    samples, words = table_of(csv_bytes(("Project name", "Status"), *rows)).look()

    assert samples == [["Project 0", "Project 1", "Project 2"], ["open", "closed"]]
    assert words == [[], ["open", "closed"]]


# What is no text is not expected back: a file cannot hold half a character, and calls it another encoding with a zero.
letters = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
lists = st.lists(st.tuples(letters, letters), min_size=1, max_size=8)


@example([("\ufeff\x01", ""), ("Payroll", "")], ",", "utf-8")
@given(
    lists,
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_any_list_written_as_csv_reads_back_the_same(
    rows: list[tuple[str, str]], separator: str, encoding: str
) -> None:
    written = [("Project name", "Customer"), ("Tills", "Retail"), *rows]
    read = cells_of(csv_text(written, separator).encode(encoding), ReadAs(header_row=1))

    clean = [[text_of(cell) for cell in row] for row in written]
    assert read == [row for row in clean if any(row)]
