"""A report as a PMO would send it, for trying the drawings: many sections, and everything that may stand in one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from secondslice.reports.document import (
    Block,
    Chart,
    Document,
    Figure,
    Kind,
    Lack,
    Quote,
    Section,
    Series,
    Source,
    Story,
    Table,
    Text,
)
from secondslice.reports.quoting import QuoteWords


def refs(count: int, of: str) -> tuple[str, ...]:
    """Return public ids as rows have them."""
    return tuple(
        f"{of}{7919 * number % 65536:04x}-4000-8000-9000-{number:012x}" for number in range(count)
    )


def rows(what: str, count: int = 12, *, of: str = "3f0c") -> Source:
    return Source(what, "/w/margherita/value/?since=2026-07-01", refs(count, of))


QUOTES = {
    "Q1": QuoteWords(
        "For the first time somebody told us in week three that we would be late, and what it takes not to be.",
        "Head of Operations, Margherita Foods",
    ),
    "Q2": QuoteWords("I would order the same team again tomorrow.", ""),
}

VALUE = Section(
    "value",
    "Customers confirmed 1.24 million euros of benefit, 310,000 more than in spring",
    (
        Figure(
            "F1",
            "Confirmed by customers or finance",
            "€1,240,000",
            "1240000.00",
            "From 38 benefits; €212,000 of it verified by finance",
            rows("Benefits co-signed or verified", 38),
            is_headline=True,
        ),
        Figure(
            "F2",
            "Promised so far",
            "€2,910,000",
            "2910000.00",
            "91 benefits, not added to the headline",
            rows("Benefits planned", 91),
        ),
        Figure(
            "F3",
            "Cost of the PMO",
            "€384,000",
            "384000.00",
            "July to September",
            rows("Costs of the PMO", 3),
        ),
        Figure(
            "F4",
            "Return",
            "3.2 times",
            "3.229",
            "Confirmed benefit for each euro spent",
            rows("Benefits and costs", 41),
            "ours",
        ),
        Chart(
            "C1",
            "Four of ten promised euros are confirmed",
            "falls",
            ("Promised", "Claimed", "Co-signed", "Verified"),
            (
                Series("Not confirmed", (2_910_000, 1_730_000, None, None), tone="unknown"),
                Series("Confirmed", (None, None, 1_240_000, 212_000), tone="yes"),
            ),
            "money",
            rows("Benefits", 91),
            currency="EUR",
            note="What is only claimed or promised is never added to what is confirmed.",
        ),
        Table(
            "T1",
            "Confirmed benefit by customer",
            ("Customer", "Projects", "Confirmed", "Claimed", "Share of the PMO"),
            (
                ("Margherita Foods, Operations", "6", "€512,000", "€84,000", "70 %"),
                ("Finance & Controlling", "3", "€231,000", "€190,000", "55 %"),
                ("Logistics North", "5", "€204,000", "€41,000", "80 %"),
                ("Human Resources", "2", "€118,000", "€0", "40 %"),
                ("=SUM(A1:A9) Ltd <script>", "4", "€101,000", "€66,500", "60 %"),
                ("Customers with less than €50,000 each (9)", "14", "€74,000", "€108,500", "52 %"),
            ),
            rows("Benefits by customer", 77),
            (1, 2, 3, 4),
            "Each benefit counts once, for one project.",
        ),
    ),
    weak=("Half of the confirmed money stands on two benefits of one customer.",),
)
TASTE = Section(
    "taste",
    "Seven of ten customers say that their project tastes good; Finance answers least",
    (
        Figure(
            "F5",
            "Say Yes",
            "71 %",
            "0.71",
            "n = 214 of 332 asked, 65 % to 77 %",
            rows("Answers", 214),
        ),
        Figure("F6", "Answered", "64 %", "0.6446", "214 of 332 asks", rows("Asks", 332)),
        Figure(
            "F7",
            "Silent sponsors",
            "9",
            "9",
            "Asked three times, never answered",
            rows("Sponsors", 9),
        ),
        Chart(
            "C2",
            "The share of Yes stayed within the noise since autumn 2025",
            "lines",
            ("Q3 2025", "Q4 2025", "Q1 2026", "Q2 2026", "Q3 2026"),
            (
                Series(
                    "Yes",
                    (0.66, 0.69, 0.68, 0.73, 0.71),
                    (0.58, 0.61, 0.61, 0.66, 0.65),
                    (0.73, 0.76, 0.74, 0.79, 0.77),
                    "yes",
                ),
                Series("Response rate", (0.48, 0.55, None, 0.61, 0.64), tone="waiting"),
            ),
            "share",
            rows("Answers by quarter", 612),
        ),
        Chart(
            "C3",
            "Late or missing news is the first reason for a No",
            "bars",
            (
                "Late or missing news",
                "Dates moved without a word",
                "Not what was ordered",
                "Too dear for what it is",
                "The team changed",
                "Nobody uses it",
            ),
            (Series("No answers", (21, 14, 11, 7, 5, 4), tone="no"),),
            "count",
            rows("Reasons under a No", 62),
        ),
        Text(
            "Who did not answer is not counted as satisfied. The interval says how far off the share could be by "
            "chance alone; a change inside of it is called no change."
        ),
    ),
    weak=("Finance answers least: 3 of 14.", "A third of those asked did not answer."),
)
RECOVERY = Section(
    "recovery",
    "Of 62 customers who said No, 41 said Yes after something was changed",
    (
        Figure(
            "F8",
            "Recovered",
            "41 of 62",
            "41",
            "66 %, 53 % to 77 %; by the same person's later Yes",
            rows("Recovery cases", 62),
        ),
        Figure(
            "F9",
            "Median time to the first change",
            "9 days",
            "9",
            "Working days",
            rows("Adjustments", 58),
        ),
        Figure("F10", "Still open", "12", "12", "3 of them overdue", rows("Open cases", 12)),
        Figure(
            "F11",
            "Unhappy customers who tell nobody",
            "96 %",
            "0.96",
            "TARP for the White House, 1979; not measured here",
            Source("Published study", "/w/margherita/impact/folklore/", ()),
            "folklore",
        ),
        Figure(
            "F12",
            "Worth of a customer kept",
            "€148,000",
            "148000.00",
            "Over five years at 8 % a year",
            rows("Projects of the last five years", 180),
            "published",
        ),
        Story(
            "S1",
            "Warehouse move: from No to Yes in 23 days",
            (
                "March: the sponsor said No; news came late, and by three ways.",
                "April: one page every Friday was agreed, and kept eight times of eight.",
                "April 23rd: the same sponsor said Yes.",
                "June: the customer ordered the second warehouse.",
            ),
            rows("Thread of the case", 5),
        ),
        Story(
            "S2",
            "Payroll: the dates were told again",
            (
                "The lead user said No: dates had moved without a word.",
                "The plan was gone through together each Monday.",
                "Six weeks later: Yes.",
            ),
            rows("Thread of the case", 4),
        ),
        Quote("Q1", "3f0c", "d1"),
        Quote("Q3", "3f0d", "d3"),
    ),
)
OUTLOOK = Section(
    "outlook",
    "Two customers could well manage without the PMO",
    (
        Table(
            "T2",
            "Outlook by customer",
            ("Customer", "Word", "Deed", "What would move it"),
            (
                (
                    "Margherita Foods",
                    "Nobody else can (2 of 2)",
                    "Ordered again twice",
                    "Keep the Friday page",
                ),
                (
                    "Finance & Controlling",
                    "Could manage (1 of 3)",
                    "No order for 14 months",
                    "Talk to the new controller",
                ),
                (
                    "Logistics North",
                    "Nobody else can (1 of 1)",
                    "Ordered again",
                    "Measure the second warehouse",
                ),
            ),
            rows("Answers and orders", 31),
            (),
            "No validated predictor of a PMO's survival exists.",
        ),
        Chart(
            "C4",
            "PMO-run projects came closer to their dates than others",
            "bars",
            ("On time", "On budget", "Used after 90 days"),
            (
                Series("PMO", (0.72, 0.64, 0.81), (0.63, 0.55, 0.7), (0.8, 0.73, 0.89), "yes"),
                Series(
                    "Others", (0.58, 0.61, 0.7), (0.47, 0.5, 0.57), (0.69, 0.71, 0.81), "unknown"
                ),
            ),
            "share",
            rows("Projects that are alike", 143),
            note="143 projects in 11 strata; who chooses the PMO may differ in other ways.",
        ),
        Figure(
            "F13",
            "Executives asked",
            "11 of 14",
            "11",
            "within the last year",
            rows("Executives", 14),
        ),
        Figure(
            "F14",
            "Would not have finished",
            "5 of 11",
            "5",
            "without the PMO, in their own words",
            rows("Answers of executives", 11),
        ),
        Quote("Q2", "3f0e", "d2"),
    ),
    weak=("No executive of Finance has been asked.",),
)
AGAIN = Section(
    "again",
    "Nine customers ordered a second slice",
    (
        Figure("F15", "Repeat buyers", "9 of 21", "9", "43 %, 24 % to 63 %", rows("Customers", 21)),
        Figure(
            "F16",
            "Second orders",
            "€1,020,000",
            "1020000.00",
            "14 orders",
            rows("Opportunities won", 14),
        ),
        Figure(
            "F17",
            "Lead time of an order",
            "31 days",
            "31",
            "Median, 14 orders",
            rows("Opportunities won", 14),
        ),
        Chart(
            "C5",
            "Second orders grew from 4 to 14 in two years",
            "bars",
            ("2025 H1", "2025 H2", "2026 H1", "2026 H2"),
            (Series("Second orders", (4, 7, 11, 14)),),
            "count",
            rows("Opportunities won", 36),
        ),
    ),
)
USED = Section(
    "used",
    "Whether what was delivered is used is known for 17 of 26 projects",
    (
        Figure(
            "F18",
            "In use",
            "14 of 17",
            "14",
            "82 %, 59 % to 94 %",
            rows("Answers after go-live", 17),
        ),
        Figure("F19", "Delivered, not used", "3", "3", "a case is open for each", rows("Cases", 3)),
        Chart(
            "C6",
            "Money is confirmed 5 months after go-live on average",
            "lines",
            tuple(f"M{number}" for number in range(1, 13)),
            (
                Series(
                    "Confirmed",
                    (
                        0,
                        0,
                        12_000,
                        60_000,
                        130_000,
                        260_000,
                        410_000,
                        480_000,
                        720_000,
                        910_000,
                        1_120_000,
                        1_240_000,
                    ),
                    tone="yes",
                ),
                Series(
                    "Promised",
                    (
                        60_000,
                        180_000,
                        320_000,
                        520_000,
                        800_000,
                        1_100_000,
                        1_400_000,
                        1_700_000,
                        2_000_000,
                        2_300_000,
                        2_600_000,
                        2_910_000,
                    ),
                ),
            ),
            "money",
            rows("Readings", 120),
            currency="EUR",
        ),
    ),
    weak=("For 9 projects nobody has told whether they are used.",),
)
SERVICES = Section(
    "services",
    "Project delivery brings most; the health check is hardly known",
    (
        Table(
            "T3",
            "Services",
            ("Service", "Orders", "Yes", "Confirmed"),
            tuple(
                (
                    f"Service {number}: {'a rather long name of a service' if number % 3 else 'short'}",
                    str(40 - number),
                    f"{90 - 2 * number} %",
                    f"€{310 - 13 * number},000",
                )
                for number in range(1, 17)
            ),
            rows("Orders by service", 161),
            (1, 2, 3),
        ),
        Figure(
            "F20",
            "Services with no order",
            "2 of 18",
            "2",
            "in twelve months",
            rows("Services", 18),
        ),
    ),
)
NETWORK = Section(
    "nps",
    "Whether projects were worth the effort cannot be said yet",
    (Lack("Only 4 people have given a score from 0 to 10; from 20 on it is shown here."),),
    weak=("The net success score is missing.",),
)
WEAK = (
    "Half of the confirmed money stands on two benefits of one customer.",
    "Finance answers least: 3 of 14.",
    "No executive of Finance has been asked.",
    "For 9 projects nobody has told whether they are used.",
)
EXECUTIVE = Document(
    kind="executive",
    title="What the PMO was worth",
    subtitle="Third quarter 2026",
    pmo="Margherita Manufacturing Group PMO",
    language="en",
    currency="EUR",
    begins_on=date(2026, 7, 1),
    ends_on=date(2026, 9, 30),
    sections=(VALUE, TASTE, RECOVERY, OUTLOOK, AGAIN, USED, SERVICES, NETWORK),
    weak=WEAK,
)
DEFENCE = replace(
    EXECUTIVE,
    kind="defence",
    title="What would be missing without the PMO",
    subtitle="For the board",
)


def _some(section: Section, *kinds: type[Block], most: int) -> Section:
    kept = [one for one in section.blocks if isinstance(one, kinds)][:most]
    return replace(section, blocks=tuple(kept))


ONE_PAGER = replace(
    EXECUTIVE,
    kind="one-pager",
    title="Margherita Foods: what we did for you",
    subtitle="One page for one customer",
    sections=(
        _some(VALUE, Figure, Chart, most=5),
        _some(TASTE, Figure, Chart, most=4),
        replace(RECOVERY, blocks=RECOVERY.blocks[5:6] + RECOVERY.blocks[7:8]),
    ),
    weak=WEAK[:2],
)


def of_kind(kind: Kind) -> Document:
    """Return the sample of a kind."""
    return {"executive": EXECUTIVE, "defence": DEFENCE, "one-pager": ONE_PAGER}[kind]
