"""Ask somebody new in the demo, by name and whatever the hour, and print the way to the question.

How many questions of the demo are open depends on the day on which it is made; a test wants one of its own.
"""

# ruff: noqa: PLC0415, T201  (a script: Django is set up first, and what is made is printed)
from __future__ import annotations

import os
import re

NAMES = (
    "Ben Adler",
    "Bea Lind",
    "Bo Santos",
    "Bina Rao",
    "Bela Nagy",
    "Bas Vermeer",
    "Bahar Aydin",
)


def main() -> None:
    """Let a manager of a running project ask its new sponsor."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secondslice.config.settings")
    import django

    django.setup()
    from secondslice.core import clock
    from secondslice.customers.models import Contact
    from secondslice.customers.tests.make import make_contact
    from secondslice.messaging.services import opened
    from secondslice.projects.models import Project
    from secondslice.projects.tests.make import make_stakeholder
    from secondslice.pulse.tests.make import send_asks

    running = Project.objects.filter(phase=Project.Phase.EXECUTION, manager__isnull=False)
    project = running.order_by("pk")[0]
    number = Contact.objects.count()
    name = f"{NAMES[number % len(NAMES)]} {number}"
    address = f"somebody{number}@customer.example"
    contact = make_contact(project.customer, name, email=address)
    part = make_stakeholder(project, contact)
    (ask,) = send_asks(
        project=project, stakeholders=[part], asked_by=project.manager, at=clock.now()
    )
    assert ask.message is not None
    found = re.search(r"/a/[\w-]{22}", opened(ask.message).text)
    assert found
    print(found.group(0))


if __name__ == "__main__":
    main()
