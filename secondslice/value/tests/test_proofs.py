"""Files that prove a benefit: checked, handed out to who may see the benefit, deleted with a trace."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.accounts.tests.make import make_member
from secondslice.conftest import sign_in
from secondslice.core.errors import RuleBroken
from secondslice.journeys.files_swept import files_swept
from secondslice.projects.tests.make import make_project
from secondslice.value.ledger.models import Benefit, Evidence
from secondslice.value.ledger.services import proving
from secondslice.value.ledger.services.proving import add_proof, drop_evidence
from secondslice.value.tests.ledger import make_benefit

PDF = b"%PDF-1.7\n1 0 obj"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """A folder of this test's own."""
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def benefit(ava: Membership, now: datetime) -> Benefit:
    """What is to be proved."""
    return make_benefit(ava, make_project(ava.workspace, "New tills"), at=now)


def stored(folder: Path) -> list[Path]:
    return [one for one in folder.glob("*/*") if one.is_file()]


def page_of(benefit: Benefit) -> str:
    return f"/w/acme/value/ledger/benefits/{benefit.ref}/"


class TestUpload:
    def test_file_is_kept_shown_and_handed_out_to_be_kept(
        self, ava: Membership, benefit: Benefit
    ) -> None:
        client = sign_in(ava)
        upload = SimpleUploadedFile("../Büro <books>.pdf", PDF)
        sent = client.post(f"{page_of(benefit)}prove/file/", {"file": upload})
        assert sent.status_code == 302
        made = Evidence.objects.get()
        assert "books&gt;.pdf" in client.get(page_of(benefit)).text
        given = client.get(f"/w/acme/value/ledger/proofs/{made.ref}/")
        assert given.content == PDF
        assert given["Content-Disposition"].startswith("attachment;")
        assert given["Content-Type"] == "application/octet-stream"
        assert given["X-Content-Type-Options"] == "nosniff"

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("run.exe", b"MZ", "Programs are not kept here"),
            ("books.pdf", b"MZ", "Programs are not kept here"),
            ("books.pdf", b"hello", "is not what its name says"),
            ("page.html", b"<html>", "is a web page"),
            ("empty.pdf", b"", "is empty"),
        ],
    )
    def test_what_cannot_be_kept_is_refused_in_words(
        self, ava: Membership, benefit: Benefit, folder: Path, name: str, content: bytes, words: str
    ) -> None:
        sent = sign_in(ava).post(
            f"{page_of(benefit)}prove/file/", {"file": SimpleUploadedFile(name, content)}
        )
        assert sent.status_code == 422
        assert words in sent.text
        assert not Evidence.objects.exists()
        assert stored(folder) == []

    def test_files_of_a_benefit_are_limited_together(
        self, ava: Membership, benefit: Benefit, now: datetime
    ) -> None:
        first = add_proof(by=ava, benefit=benefit, name="a.pdf", content=PDF, at=now)
        Evidence.objects.filter(pk=first.pk).update(size=50_000_000)
        with pytest.raises(RuleBroken, match="this benefit would be larger than 50 MB"):
            add_proof(by=ava, benefit=benefit, name="b.pdf", content=PDF, at=now)


class TestReaders:
    def test_only_who_sees_the_benefit_gets_the_file(
        self, ava: Membership, cleo: Membership, benefit: Benefit, now: datetime
    ) -> None:
        made = add_proof(by=ava, benefit=benefit, name="a.pdf", content=PDF, at=now)
        carl = make_member(ava.workspace, "Carl", role=Membership.Role.EXECUTIVE)
        mia = make_member(ava.workspace, "Mia", role=Membership.Role.MANAGER)
        path = f"/w/acme/value/ledger/proofs/{made.ref}/"
        assert sign_in(carl).get(path).status_code == 200
        assert sign_in(mia).get(path).status_code == 404
        assert sign_in(cleo).get(path).status_code == 404
        assert sign_in(cleo).get(path.replace("acme", "other")).status_code == 404

    def test_link_is_no_file(self, ava: Membership, benefit: Benefit, now: datetime) -> None:
        link = proving.add_evidence(
            by=ava, benefit=benefit, title="Books", url="https://example.org", at=now
        )
        path = f"/w/acme/value/ledger/proofs/{link.ref}/"
        assert sign_in(ava).get(path).status_code == 404


class TestDeletion:
    def test_deleted_file_is_gone_and_the_trail_names_it(
        self,
        ava: Membership,
        benefit: Benefit,
        now: datetime,
        folder: Path,
        django_capture_on_commit_callbacks: object,
    ) -> None:
        made = add_proof(by=ava, benefit=benefit, name="a.pdf", content=PDF, at=now)
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            sign_in(ava).post(f"/w/acme/value/ledger/proofs/{made.ref}/drop/")
        assert not Evidence.objects.exists()
        assert stored(folder) == []
        entry = AuditEntry.objects.latest("pk")
        assert (entry.verb, entry.detail) == ("took away a proof of the benefit", {"file": "a.pdf"})
        with pytest.raises(RuleBroken):
            drop_evidence(by=ava, evidence=made, at=now)

    def test_sweeping_leaves_what_proves_something(
        self, ava: Membership, benefit: Benefit, now: datetime, folder: Path
    ) -> None:
        made = add_proof(by=ava, benefit=benefit, name="a.pdf", content=PDF, at=now)
        later = now + timedelta(days=2)
        for path in stored(folder):
            os.utime(path, (now.timestamp(), now.timestamp()))
        assert files_swept(now=later) == 0
        Evidence.objects.filter(pk=made.pk).delete()
        assert files_swept(now=later) == 1
        assert stored(folder) == []
