from __future__ import annotations

import io
from typing import cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from pptx import Presentation

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.reports.models import ReportTemplate
from secondslice.reports.templates_kept.selectors import template_of
from secondslice.reports.templates_kept.services import keep_template
from secondslice.reports.tests.templates import a_template, rewritten, saved

PAGE = "/w/acme/settings/slides/"
FIT = a_template()


def send(client: Client, content: bytes = FIT, name: str = "Our look.pptx") -> HttpResponse:
    return cast("HttpResponse", client.post(PAGE, {"template": SimpleUploadedFile(name, content)}))


def without_content() -> bytes:
    """Return a presentation whose layouts have a title at most."""
    deck = Presentation()
    for layout in list(deck.slide_layouts):
        if layout.name not in {"Title Slide", "Title Only", "Blank"}:
            deck.slide_layouts.remove(layout)
    return saved(deck)


def test_slides_are_made_with_the_template_once_it_is_there(
    as_lea: Client, lea: Membership
) -> None:
    ours = Presentation(io.BytesIO(as_lea.get(f"{PAGE}example.pptx").content))
    assert send(as_lea).status_code == 302

    page = as_lea.get(PAGE).content.decode()
    assert "Our look.pptx" in page
    assert template_of(lea.workspace) == FIT
    example = as_lea.get(f"{PAGE}example.pptx")
    assert example["Content-Disposition"] == 'attachment; filename="example.pptx"'
    deck = Presentation(io.BytesIO(example.content))
    assert deck.slides[0].slide_layout.name == "Asettelu 0"
    assert len(deck.slides) == len(ours.slides)


def test_another_template_takes_the_place_of_the_first_and_both_are_noted(
    as_lea: Client, lea: Membership
) -> None:
    send(as_lea)
    send(as_lea, a_template(dark=False), "Light.pptx")

    assert ReportTemplate.objects.get().name == "Light.pptx"
    assert list(AuditEntry.objects.order_by("at", "pk").values_list("verb", "subject"))[-2:] == [
        ("changed the template of slides to", "Our look.pptx"),
        ("changed the template of slides to", "Light.pptx"),
    ]


def test_template_can_be_taken_away_again(as_lea: Client, lea: Membership) -> None:
    send(as_lea)
    as_lea.post(f"{PAGE}drop/")

    assert template_of(lea.workspace) is None
    assert "in our own look" in as_lea.get(PAGE).content.decode()
    as_lea.post(f"{PAGE}drop/")  # nothing is left to take away
    assert AuditEntry.objects.filter(verb="took away the template of slides").count() == 1


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (FIT, "ours.pptm", "Save it as .pptx or .potx"),
        (b"nothing", "ours.pptx", "This is no presentation."),
        (without_content(), "ours.pptx", "no layout with a title and a large place for content"),
        (rewritten(FIT, {"ppt/presentation.xml": b"<broken"}), "ours.pptx", "cannot be read to its end"),
        (rewritten(FIT, {"ppt/theme/theme1.xml": None}), "ours.pptx", "cannot be read to its end"),
        (b"PK" + b"0" * 10_000_001, "ours.pptx", "more than 10 MB"),
    ],
    ids=["macros", "no file", "no layout", "broken", "no theme", "too large"],
)  # fmt: skip
def test_file_that_cannot_be_the_template_is_refused_in_words_and_the_old_one_stays(
    as_lea: Client, lea: Membership, content: bytes, name: str, words: str
) -> None:
    send(as_lea)

    refused = send(as_lea, content, name)

    assert (refused.status_code, words in refused.content.decode()) == (422, True)
    assert template_of(lea.workspace) == FIT


def test_template_of_another_pmo_is_neither_shown_nor_used(
    as_lea: Client, cleo: Membership, clock: Clock
) -> None:
    keep_template(by=cleo, name="Theirs.pptx", content=FIT, at=clock.moment)

    assert "Theirs.pptx" not in as_lea.get(PAGE).content.decode()
    deck = Presentation(io.BytesIO(as_lea.get(f"{PAGE}example.pptx").content))
    assert deck.slides[0].slide_layout.name != "Asettelu 0"


def test_page_reads_what_is_known_of_the_template_without_the_template(
    as_lea: Client, django_assert_max_num_queries: object
) -> None:
    send(as_lea)
    as_lea.get(PAGE)
    with django_assert_max_num_queries(8) as counted:  # type: ignore[operator]
        as_lea.get(PAGE)
    assert not any('"content"' in one["sql"] for one in counted.captured_queries)


def test_refused_template_leaves_no_trace(lea: Membership, clock: Clock) -> None:
    with pytest.raises(RuleBroken, match="password"):
        keep_template(by=lea, name="x.pptx", content=b"\xd0\xcf\x11\xe0", at=clock.moment)
    assert not ReportTemplate.objects.exists()
