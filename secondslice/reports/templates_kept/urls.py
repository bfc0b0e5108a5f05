from __future__ import annotations

from django.urls import path

from secondslice.reports.templates_kept import views

app_name = "slides"
urlpatterns = [
    path("settings/slides/", views.template, name="template"),
    path("settings/slides/drop/", views.drop, name="drop"),
    path("settings/slides/example.pptx", views.sample, name="example"),
]
