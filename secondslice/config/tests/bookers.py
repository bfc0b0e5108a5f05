"""A host with twenty free times on a data folder: `python -m ... WORD`. `world` makes it, `look` counts."""

# ruff: noqa: PLC0415, T201  (a script: Django is set up first, and what is found is printed)
from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secondslice.config.settings")


def world() -> None:
    """Make a PMO with an open storefront, and a host who has twenty sessions on one weekday."""
    from secondslice.accounts.models import Membership
    from secondslice.accounts.tests.make import make_member, make_workspace
    from secondslice.core import clock
    from secondslice.funnel.booking.models import BookingHost, OpenHours
    from secondslice.storefront.services import Terms, set_storefront

    pmo = make_workspace("Acme PMO", slug="acme")
    lea = make_member(pmo, "Lea", role=Membership.Role.OWNER)
    now = clock.now()
    set_storefront(by=lea, terms=Terms("public"), at=now)
    host = BookingHost.objects.create(
        workspace=pmo, user=lea.user, zone="UTC", minutes=30, notice=24, ahead=7
    )
    day = (now.weekday() + 3) % 7
    OpenHours.objects.create(workspace=pmo, host=host, weekday=day, begins=time(10), ends=time(20))


def look() -> None:
    """Print how many times are held, how many different ones, and how many mails ask for a confirmation."""
    from secondslice.funnel.booking.models import Booking
    from secondslice.messaging.models import Message

    held = Booking.objects.filter(state="held")
    begins = set(held.values_list("begins_at", flat=True))
    mails = Message.objects.filter(kind="funnel.confirm_session").count()
    print(held.count(), len(begins), mails)


ACTS: dict[str, Callable[[], None]] = {"world": world, "look": look}


if __name__ == "__main__":
    import django

    django.setup()
    ACTS[sys.argv[1]]()
