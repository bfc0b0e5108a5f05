from __future__ import annotations

from django.urls import path

from secondslice.impact.benchmarks import views

app_name = "benchmarks"
urlpatterns = [
    path("impact/benchmarks/", views.benchmarks, name="benchmarks"),
    path("impact/benchmarks/several/", views.several, name="several"),
]
