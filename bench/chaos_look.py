"""Look into the database of a chaos run, in a process of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ["DJANGO_SETTINGS_MODULE"] = "secondslice.config.settings"

import django

django.setup()

from django.db.models import Count, Sum

from secondslice.jobs.models import Job
from secondslice.messaging.models import Message
from secondslice.pulse.models import AnswerRevision, Ask, DailyTaste
from secondslice.recovery.models import Case


def waiting() -> int:
    """Return how much is still to be done."""
    jobs = Job.objects.filter(name="pulse.settle_answer", dead_at=None).count()
    return jobs + Message.objects.filter(state__in=["waiting", "sending"]).count()


def look(acknowledged: dict[int, str]) -> dict[str, int]:
    """Compare what was acknowledged with what is there."""
    stored = dict(Ask.objects.exclude(taste="").values_list("pk", "taste"))
    noes = {pk for pk, taste in stored.items() if taste == "no"}
    cases = list(Case.objects.values_list("ask_id", flat=True))
    mails = Message.objects.filter(kind="recovery.case_opened").count()
    counts = DailyTaste.objects.filter(scope="w").aggregate(yes=Sum("yes"), no=Sum("no"))
    counted = (counts["yes"], counts["no"])
    return {
        "stored": len(stored),
        "lost": sum(stored.get(pk) != taste for pk, taste in acknowledged.items()),
        "cases": len(cases),
        "doubled_cases": len(cases) - len(set(cases)),
        "missing": len(noes - set(cases)) + len(set(cases) - noes),
        "doubled_mails": abs(mails - len(cases)),
        "jobs_left": waiting(),
        "wrong_counts": int(counted != (len(stored) - len(noes), len(noes))),
    }


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        from bench.fill import fill
        from bench.intake import token

        fill(int(sys.argv[2]), token)
    elif sys.argv[1] == "waiting":
        print(waiting())
    elif sys.argv[1] == "winners":
        counted = AnswerRevision.objects.filter(counted=True).values("ask").annotate(n=Count("pk"))
        print(" ".join(str(row["n"]) for row in counted.order_by("ask")))
    else:
        pairs = dict(word.split(":") for word in sys.argv[2:])
        for name, value in look({int(pk): taste for pk, taste in pairs.items()}).items():
            print(name, value)
