"""The mail that asks, as a phone shows it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from secondslice.accounts.models import User, Workspace
from secondslice.customers.models import Contact
from secondslice.messaging.services import opened
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse.letters import Draft, Round, draft_ask, mail_for, mail_for_several
from secondslice.pulse.models import Wording
from secondslice.pulse.ways_out import ways_out

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NARROW, SMALLEST, FINGER = 320, 13, 44
TOKEN = "tS1wHB9k5OBlLfPhK4w0RQ"
PROJECTS = (
    "Neue Kassen für 240 Filialen Nord und Süd", "Donaudampfschifffahrtsgesellschaftsumzug", "Tills"
)  # fmt: skip
MEASURE = """() => {
  const seen = [...document.body.querySelectorAll('*')].filter(one => one.getClientRects().length);
  const texts = seen.filter(one => [...one.childNodes].some(it => it.nodeType === 3 && it.data.trim()));
  const taps = [...document.querySelectorAll('a')].filter(one => new RegExp('/[yn]$').test(one.href));
  return {
    wide: document.documentElement.scrollWidth,
    small: Math.min(...texts.map(one => parseFloat(getComputedStyle(one).fontSize))),
    low: Math.min(...taps.map(one => one.getBoundingClientRect().height)),
    taps: taps.length,
    direction: getComputedStyle(texts[0]).direction,
  };
}"""


def lines_in(language: str) -> list[tuple[Round, Draft]]:
    """Return the questions about three projects to one person; nothing is stored."""
    workspace = Workspace(
        name="Margherita Manufacturing Group", language=language, slug="margherita"
    )
    owner = User(name="Maximiliane Mustermann-Oberhuber", email="max@example.org")
    wording = Wording(
        question="Does your project taste good?", intro="A word before.", language=language
    )
    contact = Contact(pk=1, name="Zoë", email="zoe@example.com", language=language)
    lines = []
    for number, name in enumerate(PROJECTS, start=1):
        project = Project(pk=number, workspace=workspace, name=name, manager=owner, customer_id=1)
        this = Round(project, owner, datetime(2026, 3, 6, 9, 30, tzinfo=UTC), owner)
        draft = draft_ask(this, Stakeholder(project=project, contact=contact), wording)
        draft.ask.pk = number
        lines.append((this, draft))
    return lines


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_mail_fits_a_phone_and_a_finger_in_every_language(browser: Browser, language: str) -> None:
    lines, out = lines_in(language), ways_out(TOKEN)
    this, draft = lines[0]
    one = mail_for(this, draft, root=draft.root, code="123456", out=out)
    several = mail_for_several(lines, out=out)
    context = browser.new_context(viewport={"width": NARROW, "height": 640})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    for mail, projects in ((one, 1), (several, len(PROJECTS))):
        page.set_content(opened(mail).html)
        found = page.evaluate(MEASURE)

        assert found["wide"] <= NARROW
        assert found["small"] >= SMALLEST
        assert found["low"] >= FINGER
        assert found["taps"] == 2 * projects
        assert found["direction"] == ("rtl" if language == "ar" else "ltr")
        assert not re.search(r"{{|{%|%\(|\[\[", page.inner_text("body"))
    assert not asked, "a mail that loads something tells who opened it, and many programs block it"
    context.close()
