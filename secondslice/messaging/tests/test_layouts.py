"""A mail that is laid out once says to each person exactly what a mail of his own would say."""

from __future__ import annotations

import pytest

from secondslice.accounts.models import Workspace
from secondslice.messaging.layouts import clear_layouts
from secondslice.messaging.models import Message
from secondslice.messaging.services import Envelope, compose
from secondslice.pulse.models import Wording

pytestmark = pytest.mark.django_db


def mail_to(pmo: Workspace, name: str, *, question: str = "Good?", kept: bool = True) -> Message:
    """Compose a question; `kept`: from the layout that is kept."""
    wording = Wording(question=question, intro="")
    return compose(
        kind="pulse.ask",
        envelope=Envelope(to="ben@example.com"),
        language="en-us",
        context={"workspace": pmo, "wording": wording, "ask": {}, "note": ""},
        secrets={"yes": "https://x/y", "no": "https://x/n", "hidden": "https://x/x", "code": "1"},
        words={"contact.name": name, "project.name": "Tills", "owner.name": "Max", "asker": "Ava"},
        key=(pmo.pk, question) if kept else None,
    )


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    clear_layouts()


@pytest.mark.parametrize("name", ["Ben", "Zoë <b>O'Hara</b> & Co", "[[yes]]", "{{ workspace }}"])
def test_kept_layout_gives_the_same_mail_as_one_rendered_alone(pmo: Workspace, name: str) -> None:
    mail_to(pmo, "Somebody else")

    kept, alone = mail_to(pmo, name), mail_to(pmo, name, kept=False)

    assert (kept.subject, kept.text, kept.html) == (alone.subject, alone.text, alone.html)


def test_name_is_escaped_in_html_and_stands_as_it_is_in_text(pmo: Workspace) -> None:
    mail = mail_to(pmo, "Zoë <b>")

    assert "Hello Zoë <b>," in mail.text
    assert "Hello Zoë &lt;b&gt;," in mail.html


def test_other_words_of_the_question_are_another_layout(pmo: Workspace) -> None:
    mail_to(pmo, "Ben")

    assert "Still good?" in mail_to(pmo, "Ben", question="Still good?").text
