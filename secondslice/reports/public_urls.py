from __future__ import annotations

from django.urls import path

from secondslice.reports.views import public

app_name = "reports_public"
urlpatterns = [
    path("<str:token>", public.shared, name="report"),
    path("<str:token>/report.<slug:ending>", public.shared_file, name="file"),
]
