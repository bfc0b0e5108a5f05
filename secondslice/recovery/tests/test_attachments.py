"""Files of a case: checked, never shown, removed with a trace."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from email.headerregistry import Address
from pathlib import Path
from typing import cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock, sign_in
from secondslice.messaging.services.receiving import MOST_BYTES, MOST_BYTES_WITH_FILES
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import Ask
from secondslice.recovery.models import Attachment, Case, CaseReply
from secondslice.recovery.tasks import sweep_files
from secondslice.recovery.tests.letters import (
    PDF,
    address_of,
    come_in,
    document,
    letter,
    make_case_of,
    write,
)

pytestmark = pytest.mark.django_db
MAILBOX = Address("", "answers", "pmo.example")
Capture = Callable[..., AbstractContextManager[object]]


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """A folder for files of this test's own, and a mailbox for replies."""
    settings.FILES_ROOT = tmp_path / "files"
    settings.REPLY_ADDRESS = settings.BOUNCE_ADDRESS = MAILBOX
    settings.EMAIL_FROM = Address("PMO", "pmo", "pmo.example")
    return tmp_path / "files"


@pytest.fixture
def case(max: Membership, clock: Clock) -> Case:
    """Ben's No about Max's project."""
    return make_case_of(max, at=clock.moment)


def on_disk(folder: Path) -> list[bytes]:
    return sorted(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def url(case: Case, then: str = "") -> str:
    return f"/w/acme/recovery/{case.ref}/files/{then}"


def upload(client: Client, case: Case, name: str, content: bytes) -> HttpResponse:
    found = client.post(url(case), {"file": SimpleUploadedFile(name, content)}, follow=True)
    return cast("HttpResponse", found)


def test_member_puts_a_file_into_a_case_and_takes_it_away_again(
    case: Case, as_max: Client, folder: Path
) -> None:
    page = upload(as_max, case, "Plan März.pdf", PDF)

    assert "Max added a file" in page.text
    assert "Plan März.pdf" in page.text
    assert on_disk(folder) == [PDF]
    found = Attachment.objects.get()
    got = as_max.get(url(case, f"{found.ref}/"))
    assert got.content == PDF
    assert got["Content-Type"] == "application/octet-stream"
    assert got["Content-Disposition"].startswith("attachment; filename*=utf-8''Plan%20M%C3%A4rz")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Cache-Control"] == "private, no-store"
    assert got["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_no_address_serves_the_folder_of_files(case: Case, as_max: Client, folder: Path) -> None:
    upload(as_max, case, "plan.pdf", PDF)
    stored = Attachment.objects.get().stored

    for path in (f"/static/{stored}", f"/files/{stored}", f"/static/files/{stored[:2]}/{stored}"):
        assert as_max.get(path).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("setup.exe", b"MZ", "setup.exe is a program."),
        ("page.html", b"<html>", "page.html is a web page or a drawing"),
        ("logo.svg", b"<svg>", "logo.svg is a web page or a drawing"),
        ("all.zip", document("a.txt"), "all.zip is an archive"),
        ("plan.pdf", b"words", "plan.pdf is not what its name says."),
        ("empty.pdf", b"", "empty.pdf is empty."),
        ("huge.pdf", PDF + b"x" * 10_000_000, "huge.pdf is larger than 10 MB."),
    ],
)
def test_unfit_file_is_refused_in_words(
    case: Case, as_max: Client, folder: Path, name: str, content: bytes, words: str
) -> None:
    page = upload(as_max, case, name, content)

    assert page.status_code == 422
    assert words in page.text
    assert not Attachment.objects.exists()
    assert on_disk(folder) == []


def test_files_of_a_case_are_fifty_megabytes_at_most_and_deleted_ones_do_not_count(
    case: Case, as_max: Client
) -> None:
    upload(as_max, case, "plan.pdf", PDF)
    Attachment.objects.update(size=50_000_000)

    assert "would be larger than 50 MB" in upload(as_max, case, "more.pdf", PDF).text
    as_max.post(url(case, f"{Attachment.objects.get().ref}/delete/"))
    assert upload(as_max, case, "more.pdf", PDF).status_code == 200


def test_file_of_a_reply_is_taken_and_unfit_ones_are_named_with_the_reason(
    case: Case, as_max: Client, max: Membership, clock: Clock, folder: Path
) -> None:
    mail = write(case, max, at=clock.moment)
    files = {"report.pdf": PDF, "virus.exe": b"MZ", "../../etc/list.csv": b"a;b"}

    come_in(letter(address_of(mail), files=files), clock)

    reply = CaseReply.objects.get()
    assert set(reply.attachments.values_list("name", flat=True)) == {"report.pdf", "list.csv"}
    assert reply.left_out == [{"name": "virus.exe", "why": "program"}]
    assert on_disk(folder) == sorted([PDF, b"a;b"])
    assert "virus.exe is a program." in as_max.get(f"/w/acme/recovery/{case.ref}/").text


def test_large_file_of_a_reply_is_kept_whole(
    case: Case, max: Membership, clock: Clock, folder: Path
) -> None:
    mail = write(case, max, at=clock.moment)
    large = PDF + bytes(range(256)) * 4000  # more than is looked at of other mails
    assert len(large) > MOST_BYTES

    come_in(letter(address_of(mail), files={"large.pdf": large}), clock)

    assert on_disk(folder) == [large]


def test_file_that_a_mail_is_too_long_for_is_left_out_and_named(
    case: Case, max: Membership, clock: Clock, folder: Path
) -> None:
    mail = write(case, max, at=clock.moment)
    large = PDF + b"x" * MOST_BYTES_WITH_FILES

    come_in(letter(address_of(mail), files={"small.pdf": PDF, "large.pdf": large}), clock)

    reply = CaseReply.objects.get()
    assert reply.left_out == [{"name": "large.pdf", "why": "too_large"}]
    assert on_disk(folder) == [PDF]


def test_owner_deletes_a_file_and_the_trace_stays(
    case: Case, as_max: Client, folder: Path, clock: Clock, django_capture_on_commit_callbacks: Capture
) -> None:  # fmt: skip
    upload(as_max, case, "plan.pdf", PDF)
    found = Attachment.objects.get()
    clock.forward(hours=1)

    with django_capture_on_commit_callbacks(execute=True):
        page = as_max.post(url(case, f"{found.ref}/delete/"), follow=True)

    assert on_disk(folder) == []
    assert "plan.pdf, deleted by Max" in page.text
    assert as_max.get(url(case, f"{found.ref}/")).status_code == 404
    assert as_max.post(url(case, f"{found.ref}/delete/")).status_code == 404


def test_only_the_owner_and_who_runs_the_pmo_delete(
    ava: Membership, lea: Membership, max: Membership, clock: Clock, as_max: Client
) -> None:
    project = make_project(ava.workspace, "New tills", manager=max.user)
    case = make_case_of(max, at=clock.moment, project=project)
    upload(as_max, case, "plan.pdf", PDF)
    Case.objects.update(owner=ava.user)
    found = Attachment.objects.get()

    page = as_max.get(f"/w/acme/recovery/{case.ref}/").text
    refused = as_max.post(url(case, f"{found.ref}/delete/"))

    assert "Delete plan.pdf" not in page
    assert refused.status_code == 409
    assert "Ava owns this case." in refused.text
    assert sign_in(lea).post(url(case, f"{found.ref}/delete/")).status_code == 302


def test_file_in_confidence_is_for_who_keeps_confidences(
    ava: Membership, max: Membership, clock: Clock, as_ava: Client, as_exe: Client
) -> None:
    project = make_project(ava.workspace, "New tills", manager=max.user)
    case = make_case_of(max, at=clock.moment, mode=Ask.Mode.CONFIDENTIAL, project=project)
    upload(as_ava, case, "plan.pdf", PDF)
    found = Attachment.objects.get()

    assert as_ava.get(url(case, f"{found.ref}/")).status_code == 200
    for client in (sign_in(max), as_exe):
        assert client.get(url(case, f"{found.ref}/")).status_code == 404


def test_file_of_another_case_is_not_here(
    case: Case, as_max: Client, max: Membership, clock: Clock
) -> None:
    upload(as_max, case, "plan.pdf", PDF)
    other = make_case_of(max, at=clock.moment, project=case.project, name="Bea")

    assert as_max.get(url(other, f"{Attachment.objects.get().ref}/")).status_code == 404


def test_file_that_is_not_in_the_folder_is_a_sentence(
    case: Case, as_max: Client, folder: Path
) -> None:
    upload(as_max, case, "plan.pdf", PDF)
    for path in folder.rglob("*"):
        if path.is_file():
            path.write_bytes(b"changed")

    page = as_max.get(url(case, f"{Attachment.objects.get().ref}/"))

    assert page.status_code == 404
    assert "Look into a backup." in page.text


def test_files_that_belong_to_nothing_are_swept_away(
    case: Case, as_max: Client, folder: Path, clock: Clock
) -> None:
    upload(as_max, case, "plan.pdf", PDF)
    upload(as_max, case, "more.pdf", PDF + b"more")
    Attachment.objects.filter(name="more.pdf").delete()
    old = (clock.moment - timedelta(days=2)).timestamp()
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (old, old))

    sweep_files(payload={}, now=clock.moment)

    assert on_disk(folder) == [PDF]
