"""How long does it take to simulate what becomes of 200 customers, and how much memory?

    ./slice bench impact [--paths 1000000] [--customers 200] [--times 5]

Each path decides for every customer whether it is unhappy, mended, gone. Printed is the median of several runs in one
process, the most memory the process ever held, and how far the simulated mean is from the closed form.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from statistics import median

from secondslice.analytics.portfolio import Customer, Run, expected_kept, simulate
from secondslice.analytics.retention import TARP, Mix, Severity

AIM_SECONDS, AIM_MB = 2.0, 500.0
MIX = Mix(voiced=0.25, slowly=0.3, quickly=0.1)
PEOPLE, TELLERS = 400, 12
TO_MB = 1_000_000 if sys.platform == "darwin" else 1_000
"""ru_maxrss counts bytes on a Mac, kB elsewhere."""


def main() -> int:
    """Measure and print; 1 when it is too slow or needs too much."""
    parser = argparse.ArgumentParser(prog="./slice bench impact")
    parser.add_argument("--paths", type=int, default=1_000_000)
    parser.add_argument("--customers", type=int, default=200)
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    severities = list(Severity)
    customers = [
        Customer(0.1 + 0.03 * (n % 8), TARP[severities[n % 2]], 10_000.0 * (1 + n % 13))
        for n in range(options.customers)
    ]
    run = Run(PEOPLE, TELLERS, paths=options.paths)
    took = []
    for _time in range(options.times):
        start = time.perf_counter()
        simulate(customers, MIX, run)
        took.append(time.perf_counter() - start)
    found = simulate(customers, MIX, run)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / TO_MB
    off = found.kept.mean - expected_kept(customers, MIX)
    print(f"{options.customers} customers, {options.paths:,} paths")
    print(f"seconds: {median(took):.2f} (slowest {max(took):.2f}), aim {AIM_SECONDS}")
    print(f"memory: {memory:.0f} MB, aim {AIM_MB:.0f}")
    print(
        f"kept: {found.kept.mean:.3f} +- {found.kept.mean_error:.3f}, {off:+.4f} off the exact mean"
    )
    return int(median(took) > AIM_SECONDS or memory > AIM_MB)


if __name__ == "__main__":
    sys.exit(main())
