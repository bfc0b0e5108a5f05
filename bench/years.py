"""Three years of asking: how long do they take to play, and is every promise kept?

    ./slice bench years [--people 1000] [--projects 400] [--seed 1000]

First one sponsor of eight projects on stored rows: the worker's own jobs, mails, answers, cases (journeys/tests). Then
many people on the product's decisions without a database (pulse/tests/years.py). Both are looked through afterwards
with other means than the product's. docs/develop/years.md says what that proves.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import date

AIM = 60.0
START, DAYS = date(2025, 1, 6), 3 * 365


def main() -> int:
    """Play and print; 1 when a promise was broken or it took too long."""
    parser = argparse.ArgumentParser(prog="./slice bench years")
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--projects", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1000)
    parser.add_argument("--stored", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    _set_up()
    if options.stored:
        return _stored(options.seed)
    failed = _in_database_of_its_own(options.seed)
    return int(_many(options) or failed)


def _set_up() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secondslice.config.settings")
    django.setup()


def _in_database_of_its_own(seed: int) -> bool:
    from bench.intake import ROOT, _database

    with _database("sqlite") as environment:
        product = [sys.executable, "-m", "secondslice", "prepare"]
        subprocess.run(product, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        own = [sys.executable, "-m", "bench.years", "--stored", "--seed", str(seed)]
        return bool(subprocess.run(own, cwd=ROOT, env=environment, check=False).returncode)


def _stored(seed: int) -> int:
    """Play one sponsor on stored rows."""
    from django.conf import settings
    from django.test import override_settings

    from secondslice.accounts.tests.make import make_member, make_workspace
    from secondslice.journeys.tests.kept import faults
    from secondslice.journeys.tests.life import ALL_OF_IT
    from secondslice.journeys.tests.world import THREE_YEARS, make_world
    from secondslice.messaging.models import Message
    from secondslice.pulse.mail_kinds import ASKING
    from secondslice.pulse.plan_models import PlannedAsk

    lea = make_member(make_workspace("Acme PMO", slug="acme"), "Lea", role="lead")
    world = make_world(lea, seed=seed)
    began = time.perf_counter()
    with override_settings(SCHEDULE={name: settings.SCHEDULE[name] for name in ALL_OF_IT}):
        life = world.life(seed=seed)
        life.live(world.start + THREE_YEARS)
    seconds = time.perf_counter() - began
    found = [*faults(lea.workspace), *world.ledger.found]
    mails = Message.objects.filter(kind__in=ASKING).count()
    reasons = Counter(PlannedAsk.objects.exclude(why="").values_list("why", flat=True))
    print("stored rows: 1 sponsor, 8 projects, 3 years")
    return _told(seconds, f"{mails} mails, {life.moments:,} moments", reasons, found)


def _many(options: argparse.Namespace) -> int:
    """Play many people on the decisions alone."""
    from secondslice.pulse.tests.years import make_years
    from secondslice.pulse.tests.years_kept import broken

    dice = random.Random(options.seed)
    began = time.perf_counter()
    years = make_years(people=options.people, projects=options.projects, start=START, dice=dice)
    years.play(START, DAYS, dice=dice)
    seconds = time.perf_counter() - began
    reasons = Counter(row.why for _sponsor, row in years.rows if row.why)
    questions = sum(len(sponsor.heard) for sponsor in years.sponsors)
    reminders = sum(len(sponsor.reminded) for sponsor in years.sponsors)
    print(f"decisions: {options.people:,} people, {options.projects:,} projects, 3 years")
    told = f"{len(years.mails):,} mails with {questions:,} questions, {reminders:,} reminders"
    return _told(seconds, told, reasons, broken(years))


def _told(seconds: float, what: str, reasons: Counter[str], found: list[str]) -> int:
    """Print what came of it; return 1 when it is not well."""
    late = ", ".join(f"{why} {number:,}" for why, number in reasons.most_common())
    print(f"  {what}, in {seconds:.1f} s. Aim: less than {AIM:.0f} s.")
    print(f"  put off or given up: {late or 'none'}")
    print(f"  promises broken: {len(found)}", *found[:20], sep="\n    ", flush=True)
    return int(bool(found) or seconds > AIM)


if __name__ == "__main__":
    os.environ.setdefault("SECONDSLICE_SECRET_KEY", "bench")
    sys.exit(main())
