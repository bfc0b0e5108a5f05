"""How long does it take to build a report of 400 projects over five years, and how much memory?

    ./slice bench reports [--times 3]

Each report is built from the rows and written as one HTML page, as PDF and as slides, each of which is measured apart.
Printed is the median of several runs in one process, and the most memory the process ever held. The aim holds for what
a reader waits for: a report built and written in its slowest form.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from statistics import median

AIM_SECONDS, AIM_MB = 10.0, 400.0
TO_MB = 1_000_000 if sys.platform == "darwin" else 1_000
"""ru_maxrss counts bytes on a Mac, kB elsewhere."""


def main() -> int:
    """Fill a database of its own and measure in a process of its own; 1 when it is too slow or needs too much."""
    from bench.intake import ROOT, _database

    parser = argparse.ArgumentParser(prog="./slice bench reports")
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    with _database("sqlite") as environment:
        product = [sys.executable, "-m", "secondslice", "prepare"]
        own = [sys.executable, "-m", "bench.reports"]
        for words in (product, [*own, "--fill"]):
            subprocess.run(words, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        measured = [*own, "--measure", str(options.times)]
        return subprocess.run(measured, cwd=ROOT, env=environment, check=False).returncode


def _measure(times: int) -> int:
    import django

    django.setup()
    from secondslice.accounts.models import Workspace
    from secondslice.core import clock
    from secondslice.projects.models import Project
    from secondslice.pulse.models import Ask
    from secondslice.reports import files
    from secondslice.reports.building.reports import Wish, build
    from secondslice.reports.document import canonical
    from secondslice.reports.models import Report
    from secondslice.reports.rules import last_ended

    workspace = Workspace.objects.get(slug="large")
    today = clock.day_of(clock.now(), "UTC")
    print(f"{Project.objects.count()} projects, {Ask.objects.count():,} questions")
    endings = files.endings()
    if "pdf" not in endings:
        print("The PDF is not built in here, so nothing is measured.", file=sys.stderr)
        return 1
    print(f"| report | built s | size kB | {' | '.join(f'{one} s' for one in endings)} |")
    print("| --- | --- | --- |" + " --- |" * len(endings))
    slowest = 0.0
    for kind in (Report.Kind.EXECUTIVE, Report.Kind.DEFENCE):
        wish = Wish("executive" if kind is Report.Kind.EXECUTIVE else "defence", last_ended(today))
        built, size = [], 0.0
        written: dict[str, list[float]] = {one: [] for one in endings}
        for _time in range(times):
            start = time.perf_counter()
            document = build(workspace, wish, today=today)
            built.append(time.perf_counter() - start)
            for ending in endings:
                start = time.perf_counter()
                files.file_of(document, {}, ending=ending)
                written[ending].append(time.perf_counter() - start)
            size = len(canonical(document)) / 1000
        took = {ending: median(one) for ending, one in written.items()}
        slowest = max(slowest, median(built) + max(took.values()))
        columns = " | ".join(f"{took[one]:.2f}" for one in endings)
        print(f"| {kind} | {median(built):.2f} | {size:,.0f} | {columns} |", flush=True)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / TO_MB
    print(f"\nBuilt and written in {slowest:.1f} s at most, aim {AIM_SECONDS:.0f} s")
    print(f"memory: {memory:.0f} MB, aim {AIM_MB:.0f}")
    return int(slowest > AIM_SECONDS or memory > AIM_MB)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secondslice.config.settings")
    os.environ.setdefault("SECONDSLICE_SECRET_KEY", "bench")
    if "SECONDSLICE_DATA_DIR" not in os.environ:
        os.environ["SECONDSLICE_DATA_DIR"] = tempfile.mkdtemp(prefix="slice-bench-")
    if sys.argv[1:2] == ["--fill"]:
        from bench.fill_reports import fill

        sys.exit(fill())
    if sys.argv[1:2] == ["--measure"]:
        sys.exit(_measure(int(sys.argv[2])))
    sys.exit(main())
