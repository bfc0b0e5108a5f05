"""How long does it take to find the themes of 5,000 short comments, on one core and without network?

    ./slice bench themes [--comments 5000] [--times 5]

The comments are drawn from sentences of twelve causes with words exchanged, so that it is known what each is about.
Printed are the median time of several runs in one process, and the purity: the share of comments whose cause is the
commonest one of their theme. The sentences are ours, so only the time says something about yours.
"""

# ruff: noqa: E501  (sentences)
from __future__ import annotations

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import argparse
import random
import resource
import sys
import time
from collections import Counter
from statistics import median

from secondslice.analytics.stop_words import stop_words
from secondslice.analytics.themes import Found, Said, themes

AIM_SECONDS = 5.0
TO_MB = 1_000_000 if sys.platform == "darwin" else 1_000
THINGS = (
    "project",
    "rollout",
    "migration",
    "portal",
    "warehouse",
    "payroll",
    "system",
    "line",
    "site",
    "team",
)
WHEN = (
    "in June",
    "since spring",
    "last week",
    "this quarter",
    "again",
    "on Monday",
    "before the holidays",
    "so far",
)
CAUSES = {
    "rhythm": ("{often} status mails about the {thing} {when}, then silence for a month", "no updates on the {thing} unless I ask, {when}"),
    "form": ("twelve slides about the {thing} where one page would do", "the report on the {thing} hides date and money {when}"),
    "surprise": ("nobody warned us of the risk in the {thing} {when}", "we learned of the supplier problem by accident {when}"),
    "dates": ("the milestone of the {thing} moved {when}", "another go-live date, the {thing} is late {when}"),
    "money": ("I do not know what the {thing} has spent of its budget", "change requests cost more than the {thing} {when}"),
    "scope": ("this is not what we agreed in the kick-off of the {thing}", "the export has gone missing from the scope {when}"),
    "quality": ("the scanner loses its connection {when}", "the {thing} crashes and the errors stay open {when}"),
    "use": ("the {thing} went live and nobody owns it {when}", "my people still use the old list, no training {when}"),
    "answers": ("I wait a week for a simple answer about the {thing}", "calls are not returned {when}, no reply about the {thing}"),
    "forms": ("four forms and three meetings for one change of the {thing}", "too much paper and too many signatures {when}"),
    "people": ("the third project manager of the {thing} {when}", "staff leaves, the new consultant starts from zero {when}"),
    "decisions": ("the steering group decided, discussed and decided again {when}", "nobody decides about the {thing} {when}"),
}  # fmt: skip


def drawn(count: int) -> tuple[list[Said], list[str]]:
    """Return comments and what each is about."""
    dice = random.Random(7)
    said, about = [], []
    for number in range(count):
        cause = dice.choice(list(CAUSES))
        often = dice.choice(("three", "ten", "daily", "many"))
        text = dice.choice(CAUSES[cause]).format(
            thing=dice.choice(THINGS), when=dice.choice(WHEN), often=often
        )
        if dice.random() < 0.15:
            place = dice.randrange(len(text) - 1)
            text = f"{text[:place]}{text[place + 1]}{text[place]}{text[place + 2 :]}"
        said.append(Said(number % max(1, count // 3), text))
        about.append(cause)
    return said, about


def main() -> int:
    """Measure and print; 1 when it is too slow."""
    parser = argparse.ArgumentParser(prog="./slice bench themes")
    parser.add_argument("--comments", type=int, default=5_000)
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    said, about = drawn(options.comments)
    stop = stop_words("en")
    found, took = Found(), []
    for _time in range(options.times):
        start = time.perf_counter()
        found = themes(said, stop=stop)
        took.append(time.perf_counter() - start)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / TO_MB
    placed = [place for theme in found.themes for place in theme.places]
    right = sum(
        Counter(about[place] for place in theme.places).most_common(1)[0][1]
        for theme in found.themes
    )
    print(f"{options.comments:,} comments, {len(found.themes)} themes, one core, no network")
    for theme in found.themes:
        print(f"  {len(theme.places):5}  {', '.join(theme.words)}")
    print(f"in a theme: {len(placed) / len(said):.0%}, of these purely: {right / len(placed):.0%}")
    print(f"seconds: {median(took):.2f} (slowest {max(took):.2f}), aim {AIM_SECONDS}")
    print(f"memory: {memory:.0f} MB")
    return int(median(took) > AIM_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
