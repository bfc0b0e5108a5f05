from __future__ import annotations

from django.urls import path

from secondslice.reports.views import linking, pages

app_name = "reports"
urlpatterns = [
    path("reports/", pages.report_list, name="list"),
    path("reports/sending/", linking.sending, name="sending"),
    path("reports/draft/<slug:kind>/", pages.draft, name="draft"),
    path("reports/<uuid:ref>/", pages.report, name="report"),
    path("reports/<uuid:ref>/from/<str:source>/", pages.source, name="source"),
    path("reports/<uuid:ref>/report.<slug:ending>", pages.download, name="file"),
    path("reports/<uuid:ref>/share/", linking.share, name="share"),
    path("reports/links/<uuid:ref>/revoke/", linking.revoke, name="revoke"),
]
