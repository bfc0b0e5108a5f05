"""Links to reports: who has one reads the report, until it is over; nobody else finds it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.core.logs import without_tokens
from secondslice.reports.models import Report, ReportShare, ShareViews
from secondslice.reports.rules import MOST_TRIES
from secondslice.reports.services import sharing
from secondslice.reports.tests.made import make_report

RIGHT = "a slice of report"


@pytest.fixture
def report(lea: Membership, clock: Clock) -> Report:
    return make_report(lea, at=clock.moment)


def shared(report: Report, clock: Clock, **terms: object) -> tuple[ReportShare, str]:
    made = sharing.share(report=report, by=None, at=clock.moment, **terms)  # type: ignore[arg-type]
    return made, f"/report/{sharing.token_of(share=made)}"


def test_whoever_has_the_link_reads_the_report_and_no_search_engine_does(
    report: Report, clock: Clock
) -> None:
    _made, link = shared(report, clock)

    seen = Client().get(link)

    assert seen.status_code == 200
    assert report.title in seen.content.decode()
    assert "noindex" in seen.headers["X-Robots-Tag"]
    assert seen.headers["Referrer-Policy"] == "no-referrer"
    assert seen.headers["Cache-Control"] == "no-store"
    assert not seen.cookies
    assert "<script" not in seen.content.decode()
    assert "/w/acme/" not in seen.content.decode()


def test_secret_is_not_stored_and_not_logged(report: Report, clock: Clock) -> None:
    made, link = shared(report, clock)

    secret = link.rpartition("/")[2]
    assert secret not in {made.token_digest, str(made.ref)}
    assert secret not in without_tokens(f"GET {link}/report.pdf 200")


def test_link_is_over_after_its_days(report: Report, clock: Clock) -> None:
    _made, link = shared(report, clock, days=3)

    clock.forward(days=2, hours=23)
    assert Client().get(link).status_code == 200
    clock.forward(hours=1)
    gone = Client().get(link)

    assert gone.status_code == 410
    assert "has expired" in gone.content.decode()
    assert Client().get(f"{link}/report.html").status_code == 410


def test_link_that_was_taken_back_says_so(
    report: Report, clock: Clock, as_lea: Client, as_exe: Client
) -> None:
    made, link = shared(report, clock)
    address = f"/w/acme/reports/links/{made.ref}/revoke/"

    assert as_exe.post(address).status_code == 403
    as_lea.post(address)

    gone = Client().get(link)
    assert gone.status_code == 410
    assert "taken back" in gone.content.decode()


def test_later_report_takes_the_links_of_the_former_one(
    report: Report, clock: Clock, lea: Membership
) -> None:
    _made, link = shared(report, clock)
    Report.objects.filter(pk=report.pk).update(fingerprint="0" * 64)

    make_report(lea, at=clock.moment)

    assert Client().get(link).status_code == 410
    with pytest.raises(RuleBroken, match="later report"):
        sharing.share(report=Report.objects.get(pk=report.pk), by=None, at=clock.moment)


def test_unknown_link_is_not_here(report: Report) -> None:
    assert Client().get(f"/report/{'x' * 22}").status_code == 404
    assert Client().get("/report/nonsense").status_code == 404


def test_password_opens_the_page_and_its_files(report: Report, clock: Clock) -> None:
    made, link = shared(report, clock, password=RIGHT)
    visitor = Client()

    asked = visitor.get(link)
    assert report.title not in asked.content.decode()
    assert visitor.get(f"{link}/report.html").status_code == 403
    assert visitor.post(link, {"password": "wrong"}).status_code == 403
    assert ShareViews.objects.count() == 0

    assert visitor.post(link, {"password": RIGHT}).status_code == 303
    assert report.title in visitor.get(link).content.decode()
    assert visitor.get(f"{link}/report.html").status_code == 200
    assert RIGHT not in made.password
    assert Client().get(link).content.decode().count(report.title) == 0
    clock.forward(days=31)
    assert visitor.get(link).status_code == 410


def test_key_of_one_link_opens_no_other(report: Report, clock: Clock) -> None:
    _one, first = shared(report, clock, password=RIGHT)
    _two, second = shared(report, clock, password="another slice")
    visitor = Client()
    visitor.post(first, {"password": RIGHT})
    visitor.cookies["report"]["path"] = "/"

    assert report.title not in visitor.get(second).content.decode()


def test_passwords_cannot_be_tried_for_ever(report: Report, clock: Clock) -> None:
    _made, link = shared(report, clock, password=RIGHT)

    for _try in range(MOST_TRIES):
        assert Client().post(link, {"password": "wrong"}).status_code == 403
    locked = Client().post(link, {"password": RIGHT})

    assert locked.status_code == 429
    assert "too many" in locked.content.decode()
    clock.forward(minutes=15)
    assert Client().post(link, {"password": RIGHT}).status_code == 303


def test_views_are_counted_by_day_and_nothing_is_kept_of_who_looked(
    report: Report, clock: Clock
) -> None:
    made, link = shared(report, clock)

    Client().get(link)
    Client().get(link)
    Client().head(link)
    clock.forward(days=1)
    Client().get(link)

    assert list(ShareViews.objects.filter(share=made).values_list("count", flat=True)) == [2, 1]
    assert {one.name for one in ShareViews._meta.get_fields()} == {  # noqa: SLF001
        "id", "workspace", "ref", "created_at", "share", "day", "count",
    }  # fmt: skip


@pytest.mark.parametrize(
    "told",
    [
        {"user-agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"},
        {"user-agent": "python-requests/2.32"},
        {"sec-purpose": "prefetch;prerender", "user-agent": "Mozilla/5.0 Firefox/140.0"},
    ],
)
def test_program_that_looks_at_a_link_is_not_counted_as_a_reader(
    report: Report, clock: Clock, told: dict[str, str]
) -> None:
    made, link = shared(report, clock)

    assert Client(headers=told).get(link).status_code == 200
    assert not ShareViews.objects.exists()
    Client(headers={"user-agent": "Mozilla/5.0 Firefox/140.0"}).get(link)

    assert ShareViews.objects.get(share=made).count == 1


def test_member_makes_a_link_by_the_form(report: Report, as_lea: Client, clock: Clock) -> None:
    address = f"/w/acme/reports/{report.ref}/share/"

    wrong = as_lea.post(address, {"days": 9999})
    assert wrong.status_code == 422
    as_lea.post(address, {"days": 7, "note": "Board", "password": ""})

    made = ReportShare.objects.get()
    assert made.expires_at == clock.moment + timedelta(days=7)
    assert (
        sharing.link_of(share=made) in as_lea.get(f"/w/acme/reports/{report.ref}/").content.decode()
    )
    assert sharing.link_of(share=made) not in repr(ReportShare.objects.values().get())


def test_executive_reads_and_makes_no_links(
    report: Report, as_exe: Client, as_sal: Client, as_max: Client
) -> None:
    page = as_exe.get(f"/w/acme/reports/{report.ref}/")

    assert page.status_code == 200
    assert "Make a link" not in page.content.decode()
    assert "Reports" in as_exe.get("/w/acme/reports/").content.decode()
    assert as_exe.post(f"/w/acme/reports/{report.ref}/share/", {"days": 3}).status_code == 403
    assert as_sal.get("/w/acme/reports/").status_code == 403
    assert as_max.get("/w/acme/reports/").status_code == 403
