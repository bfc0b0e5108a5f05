"""How long does it take to draw a report as PDF and as slides, and how much memory does that need?

    ./slice bench report_files [--times 5]

A defence pack as 400 projects in five years give it: ten sections, 40 numbers, ten charts, long tables, and 12,000 rows
behind each number. The content is made up here: what reading it from rows takes is another question. Seconds are those
of the processor, which stay the same on a busy machine.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from secondslice.reports.document import Document

AIM_SECONDS, AIM_MB = 2.0, 400.0
ROWS, PROJECTS = 12_000, 400
TO_MB = 1_000_000 if sys.platform == "darwin" else 1_000
"""ru_maxrss counts bytes on a Mac, kB elsewhere."""


def main() -> int:
    """Measure and print; 1 when it is too slow or needs too much."""
    parser = argparse.ArgumentParser(prog="./slice bench report_files")
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    _set_up()
    from secondslice.reports.document import fingerprint
    from secondslice.reports.pdf import pdf_of_report
    from secondslice.reports.slides import slides_of_report

    document = _document()
    mark = fingerprint(document)
    slow = False
    makers: dict[str, Callable[[], bytes]] = {
        "PDF": lambda: pdf_of_report(document, {}, fingerprint=mark),
        "slides": lambda: slides_of_report(document, {}, fingerprint=mark),
    }
    for name, make in makers.items():
        took, first = _times(make, options.times)
        print(
            f"{name}: {median(took):.2f} s (the first {first:.2f}, slowest {max(took):.2f}),"
            f" aim {AIM_SECONDS}; {len(make()) / 1000:.0f} kB"
        )
        slow = slow or median(took) > AIM_SECONDS
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / TO_MB
    print(f"memory: {memory:.0f} MB, aim {AIM_MB:.0f}")
    return int(slow or memory > AIM_MB)


def _set_up() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secondslice.config.settings")
    django.setup()


def _times(make: Callable[[], bytes], times: int) -> tuple[list[float], float]:
    """Return how long each time took, and the first, which loads the libraries."""
    took = []
    for _time in range(times + 1):
        start = time.process_time()
        make()
        took.append(time.process_time() - start)
    return took[1:], took[0]


def _document() -> Document:
    from secondslice.reports.document import (
        Chart,
        Document,
        Figure,
        Section,
        Series,
        Source,
        Table,
        Text,
    )

    refs = tuple(f"{number:08x}-1f2e-4000-8000-{number:012x}" for number in range(ROWS))
    rows = Source("Answers of five years", "/w/margherita/pulse/", refs)
    quarters = tuple(f"Q{1 + number % 4} {2022 + number // 4}" for number in range(20))
    shares = tuple(0.5 + 0.01 * number for number in range(20))
    line = Series(
        "Yes", shares, tuple(n - 0.1 for n in shares), tuple(n + 0.1 for n in shares), "yes"
    )
    listed = tuple(
        (f"Project {number} of the department", str(number), f"€{number * 913:,}")
        for number in range(PROJECTS // 10)
    )
    sections = tuple(
        Section(
            f"s{part}",
            f"Finding {part}: seven of ten customers say Yes, and nine ordered again",
            (
                *(
                    Figure(f"F{part * 4 + one}", "A number", "71 %", "0.71", "n = 214", rows)
                    for one in range(4)
                ),
                Chart(
                    f"C{part}", "A line over five years", "lines", quarters, (line,), "share", rows
                ),
                Table(
                    f"T{part}", "Projects", ("Project", "Asks", "Confirmed"), listed, rows, (1, 2)
                ),
                Text("Who did not answer is not counted as satisfied. " * 4),
            ),
            weak=("Finance answers least.",),
        )
        for part in range(10)
    )
    return Document(
        kind="defence",
        title="What would be missing without the PMO",
        subtitle="Five years",
        pmo="Margherita Manufacturing Group",
        language="en",
        currency="EUR",
        begins_on=date(2022, 1, 1),
        ends_on=date(2026, 12, 31),
        sections=sections,
        weak=("Finance answers least.", "No executive of Finance has been asked."),
    )


if __name__ == "__main__":
    sys.exit(main())
