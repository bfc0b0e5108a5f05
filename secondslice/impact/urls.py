from __future__ import annotations

from django.urls import path

from secondslice.impact import views

app_name = "impact"
urlpatterns = [
    path("impact/", views.overview, name="overview"),
    path("impact/what-if/", views.what_if_page, name="what_if"),
    path("impact/<uuid:ref>/", views.customer, name="customer"),
    path("impact/parameters/", views.parameters, name="parameters"),
    path("impact/parameters/save/", views.save, name="save"),
    path("impact/parameters/preset/", views.preset, name="preset"),
]
