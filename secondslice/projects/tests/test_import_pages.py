"""The import as a person sees it: choose a file, match its columns, see every row's fate, import."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.jobs.models import Job
from secondslice.projects.models import ImportRun, Project
from secondslice.projects.services.import_runs import forget_files
from secondslice.projects.tests.imports.make import HEADERS, TILLS, csv_bytes, workbook

pytestmark = pytest.mark.django_db
START = "/w/acme/projects/import/"
BAD = ("P-2", "=HYPERLINK(1)", "Retail", "", "soon", "", "-5", "", "")
LIST = csv_bytes(HEADERS, TILLS)


def upload(client: Client, content: bytes, *, name: str = "list.csv") -> HttpResponse:
    """Choose a file, and go where that leads."""
    file = SimpleUploadedFile(name, content)
    return cast("HttpResponse", client.post(START, {"kind": "projects", "file": file}, follow=True))


def address() -> str:
    """Return the page of the import."""
    return f"{START}{ImportRun.objects.get().ref}/"


def chosen(page: HttpResponse) -> dict[str, str]:
    """Return the columns that a page of columns shows as chosen."""
    found = {}
    for name, options in re.findall(r'name="column-(\w+)">(.*?)</select>', page.text, re.DOTALL):
        if picked := re.search(r'value="([^"]+)" selected', options):
            found[name] = picked.group(1)
    return found


def match(client: Client, page: HttpResponse, **more: str) -> HttpResponse:
    """Press "Check every row" with what the page of columns shows."""
    columns = {f"column-{name}": header for name, header in chosen(page).items()}
    return cast("HttpResponse", client.post(address(), {**columns, **more}, follow=True))


def test_list_comes_in_page_by_page(as_lea: Client, work: Callable[[], int]) -> None:
    assert "Bring your list as it is" in as_lea.get(START).text

    columns = upload(as_lea, LIST)
    assert columns.redirect_chain == [(address(), 302)]  # type: ignore[attr-defined]  # of the test client
    assert chosen(columns)["sponsor_email"] == "Sponsor e-mail"
    assert "ben@retail.example" in columns.text  # for example

    waiting = match(as_lea, columns)
    assert "It begins in a moment." in waiting.text
    work()
    fates = as_lea.get(address()).text
    assert "1 rows are new, 0 change something, 0 change nothing" in fates
    assert "Nothing is imported yet" in fates
    for words in ("New tills", "Retail", "Ben Ortega · ben@retail.example", "120,000"):
        assert words in fates
    assert not Project.objects.exists()

    assert as_lea.post(f"{address()}apply").status_code == 302
    assert "Being imported" in as_lea.get(address()).text
    work()
    assert "1 rows were new, 0 changed something, 0 changed nothing." in as_lea.get(address()).text
    assert Project.objects.get().name == "New tills"
    assert "list.csv" in as_lea.get(START).text  # among the imports so far


def test_same_list_again_says_that_there_is_nothing_to_import(
    as_lea: Client, work: Callable[[], int]
) -> None:
    page = ""
    for _time in range(2):
        ImportRun.objects.all().delete()
        match(as_lea, upload(as_lea, LIST))
        work()
        page = as_lea.get(address()).text
        as_lea.post(f"{address()}apply")
        work()

    assert "0 rows are new, 0 change something, 1 change nothing" in page
    assert Project.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("list.csv", b"", "The submitted file is empty."),
        ("list.csv", b"  \r\n", "This file is empty"),
        ("list.csv", b"Project name,Customer\r\n", "There is a header in row 1, and no row under it"),
        ("plan.mpp", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "a Microsoft Project file"),
    ],
)  # fmt: skip
def test_file_that_is_no_list_is_refused_beside_the_field(
    as_lea: Client, name: str, content: bytes, words: str
) -> None:
    page = upload(as_lea, content, name=name)

    assert words in page.text
    assert not ImportRun.objects.exists()


def test_no_file_is_asked_for(as_lea: Client) -> None:
    assert "This is needed." in as_lea.post(START, {"kind": "projects"}).text


def test_columns_stay_as_they_were_chosen_when_something_is_missing(as_lea: Client) -> None:
    columns = upload(as_lea, csv_bytes(("Foo", "Bar", "Baz"), ("Tills", "Retail", "3 May 2026")))
    assert chosen(columns) == {}

    picked = {"column-name": "Foo", "column-starts_on": "Baz", "dates": "day-first"}
    page = cast("HttpResponse", as_lea.post(address(), {**picked, "decimals": ","}))

    assert page.status_code == 409
    assert chosen(page) == {"name": "Foo", "starts_on": "Baz"}
    text = page.text
    assert "Choose the column with the customer, or name the one customer" in text
    assert "without an address nobody can be asked" in text
    assert '<option value="day-first" selected>' in text
    assert '<option value="," selected>' in text
    assert not Job.objects.exists()


def test_list_without_customers_and_sponsors_comes_in_when_one_says_so(
    as_lea: Client, work: Callable[[], int]
) -> None:
    columns = upload(as_lea, csv_bytes(("Project name", "Status"), ("Tills", "Paused")))
    assert "The phase “Paused” is" in columns.text

    match(
        as_lea,
        columns,
        **{"customer": "IT", "no_sponsors": "on", "word": "Paused", "word-0": "stopped"},
    )
    work()
    assert "1 project has nobody to ask." in as_lea.get(address()).text
    as_lea.post(f"{address()}apply")
    work()

    project = Project.objects.select_related("customer").get()
    assert (project.customer.name, project.phase) == ("IT", "stopped")


def test_check_says_how_a_date_was_read_that_can_be_read_in_two_ways(
    as_lea: Client, work: Callable[[], int]
) -> None:
    rows = [
        (*TILLS[:4], "2025-12-31", "01/02/2026", *TILLS[6:]),
        ("P-2", "Payroll", *TILLS[2:4], "2026-02-28", "2026-06-30", *TILLS[6:]),
    ]
    match(as_lea, upload(as_lea, csv_bytes(HEADERS, *rows)))
    work()

    page = as_lea.get(address()).text

    assert "End: 01/02/2026 is read as Jan. 2, 2026, as your workspace writes dates." in page
    assert "choose the order of dates beside the columns" in page
    as_lea.post(f"{address()}apply")
    work()
    assert Project.objects.get(code="P-1").ends_on == date(2026, 1, 2)


def test_refused_rows_are_told_with_row_column_value_and_reason(
    as_lea: Client, work: Callable[[], int]
) -> None:
    match(as_lea, upload(as_lea, csv_bytes(HEADERS, TILLS, BAD)))
    work()

    page = as_lea.get(address()).text
    assert "1 row is refused, so nothing is imported until you decide." in page
    assert "This is not a date. Write it like 2026-04-03." in page
    assert "An amount cannot be below zero." in page
    only = as_lea.get(f"{address()}?fate=refused").text
    assert "=HYPERLINK(1)" in only
    assert "New tills" not in only
    assert as_lea.post(f"{address()}apply").status_code == 409

    as_lea.post(f"{address()}apply", {"skip_refused": "yes"})
    work()
    assert "1 refused row was left out." in as_lea.get(address()).text
    assert [project.name for project in Project.objects.all()] == ["New tills"]


def test_refused_rows_come_as_a_file_that_no_spreadsheet_takes_for_formulas(
    as_lea: Client, work: Callable[[], int]
) -> None:
    match(as_lea, upload(as_lea, csv_bytes(HEADERS, TILLS, BAD)))
    work()

    response = cast("StreamingHttpResponse", as_lea.get(f"{address()}refused.csv"))
    text = b"".join(cast("Iterable[bytes]", response.streaming_content)).decode("utf-8-sig")

    assert response["Content-Disposition"] == 'attachment; filename="refused-rows-2026-03-06.csv"'
    assert list(csv.reader(io.StringIO(text))) == [
        ["Row", "What", "Column", "Value", "Reason"],
        ["3", "'=HYPERLINK(1) · Retail", "Start", "soon", "This is not a date. Write it like 2026-04-03."],
        ["3", "'=HYPERLINK(1) · Retail", "Budget", "'-5", "An amount cannot be below zero."],
    ]  # fmt: skip


def test_one_can_go_back_to_the_columns_and_check_again(
    as_lea: Client, work: Callable[[], int]
) -> None:
    row = (*TILLS[:4], "03/04/26", "", *TILLS[6:])
    match(as_lea, upload(as_lea, csv_bytes(HEADERS, row)))
    work()
    assert "03/04/26 can be" in as_lea.get(address()).text

    match(as_lea, cast("HttpResponse", as_lea.get(f"{address()}?columns=1")), dates="day-first")
    work()

    assert "1 rows are new" in as_lea.get(address()).text


def test_other_sheet_and_other_header_row_are_read_again(as_lea: Client) -> None:
    book = workbook(
        {"2025": [HEADERS, TILLS], "2026": [("x", "y"), ("Projekt", "Kunde"), ("a", "b")]}
    )
    columns = upload(as_lea, book, name="list.xlsx")
    assert re.search(r"<option selected>\s*2025", columns.text)

    as_lea.post(f"{address()}read-again", {"sheet": "2026", "header_row": "2"})

    page = cast("HttpResponse", as_lea.get(address()))
    assert re.search(r"<option selected>\s*2026", page.text)
    assert chosen(page) == {"name": "Projekt", "customer": "Kunde"}
    refused = as_lea.post(f"{address()}read-again", {"sheet": "2027"})
    assert (refused.status_code, "There is no sheet “2027”" in refused.text) == (409, True)


def test_number_that_nobody_can_mean_is_no_fault_of_ours(
    as_lea: Client, work: Callable[[], int]
) -> None:
    match(as_lea, upload(as_lea, LIST))
    work()
    endless = "9" * 5000

    refused = as_lea.post(f"{address()}read-again", {"header_row": endless})
    assert (refused.status_code, "Row 999999 is empty" in refused.text) == (409, True)
    assert "New tills" in as_lea.get(f"{address()}?page={endless}").text


@pytest.mark.parametrize("done", [True, False])
def test_import_whose_file_is_deleted_says_so_and_shows_no_row(
    as_lea: Client, work: Callable[[], int], clock: Clock, done: bool
) -> None:
    match(as_lea, upload(as_lea, csv_bytes(HEADERS, TILLS, BAD)))
    work()
    if done:
        as_lea.post(f"{address()}apply", {"skip_refused": "yes"})
        work()
    ImportRun.objects.update(created_at=clock.moment)
    forget_files(at=clock.moment + timedelta(days=31))

    page = as_lea.get(address()).text
    assert "The file, and what became of each row, were deleted after 30 days." in page
    assert "New tills" not in page
    assert ("Choose the file again" in page) is not done
    assert "Which column is which?" not in as_lea.get(f"{address()}?columns=1").text
    assert as_lea.get(f"{address()}refused.csv").status_code == 409


def test_text_that_came_in_the_wrong_letters_is_read_again(as_lea: Client) -> None:
    content = (
        csv_bytes(("Project name", "Customer"), ("Tills", "Büro")).decode().encode("mac-roman")
    )
    assert "Büro" not in upload(as_lea, content).text

    as_lea.post(f"{address()}read-again", {"encoding": "mac-roman"})
    assert "Büro" in as_lea.get(address()).text
    assert as_lea.post(f"{address()}read-again", {"encoding": "klingon"}).status_code == 409


def test_progress_is_shown_and_asked_for_bit_by_bit(
    as_lea: Client, work: Callable[[], int], clock: Clock
) -> None:
    match(as_lea, upload(as_lea, LIST))
    ImportRun.objects.update(done=500, total=20_000)

    page = as_lea.get(address()).text
    assert "500 of 20,000 rows checked" in page
    assert 'value="500" max="20000"' in page
    bar = as_lea.get(address(), HTTP_HX_REQUEST="true", HTTP_HX_TARGET="import-bar").text
    assert "500 of 20,000 rows checked" in bar
    assert "<html" not in bar

    clock.forward(minutes=3)
    assert "There was no news for two minutes" in as_lea.get(address()).text
    Job.objects.update(dead_at=clock.moment)
    page = as_lea.get(address()).text
    assert "This was tried several times and did not work" in page
    assert f'hx-get="{address()}"' not in page


def test_failed_import_says_why_and_offers_to_begin_again(
    as_lea: Client, work: Callable[[], int], lea: Membership
) -> None:
    match(as_lea, upload(as_lea, LIST))
    ImportRun.objects.update(state=ImportRun.State.FAILED, why="The list has no column “Start”.")

    page = as_lea.get(address()).text

    assert "This import failed" in page
    assert "The list has no column “Start”." in page
    assert "Choose the file again" in page


def test_fates_are_paged(as_lea: Client, work: Callable[[], int]) -> None:
    rows = [(f"P-{number}", f"Tills {number:03}", "Retail", *[""] * 6) for number in range(120)]
    match(as_lea, upload(as_lea, csv_bytes(HEADERS, *rows)))
    work()

    first, last = as_lea.get(address()).text, as_lea.get(f"{address()}?page=99").text

    assert "Tills 049" in first
    assert "Tills 050" not in first
    assert "Page 3 of 3" in last
    assert "Tills 119" in last


def test_somebody_else_finds_no_import(
    as_lea: Client, as_max: Client, as_cleo: Client, work: Callable[[], int]
) -> None:
    match(as_lea, upload(as_lea, csv_bytes(HEADERS, TILLS, BAD)))
    work()
    ref = ImportRun.objects.get().ref
    pages = [
        ("get", ""),
        ("post", ""),
        ("post", "read-again"),
        ("post", "apply"),
        ("get", "refused.csv"),
    ]

    for method, page in pages:
        for client, workspace in ((as_cleo, "other"), (as_cleo, "acme"), (as_max, "acme")):
            call = getattr(client, method)
            assert call(f"/w/{workspace}/projects/import/{ref}/{page}").status_code == 404
    assert "list.csv" not in as_cleo.get("/w/other/projects/import/").text
    assert not Project.objects.exists()
