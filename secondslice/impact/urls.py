from __future__ import annotations

from django.urls import path

from secondslice.impact.views import calibration, pages, scenarios

app_name = "impact"
urlpatterns = [
    path("impact/", pages.overview, name="overview"),
    path("impact/what-if/", pages.what_if_page, name="what_if"),
    path("impact/scenarios/", scenarios.listed, name="scenarios"),
    path("impact/scenarios/keep/", scenarios.keep, name="keep"),
    path("impact/scenarios/<uuid:ref>/", scenarios.scenario, name="scenario"),
    path("impact/scenarios/<uuid:ref>/delete/", scenarios.delete, name="delete"),
    path("impact/calibration/", calibration.calibration, name="calibration"),
    path("impact/calibration/cycle/", calibration.set_cycle, name="set_cycle"),
    path("impact/calibration/<slug:code>/", calibration.counted, name="counted"),
    path("impact/calibration/<slug:code>/take-up/", calibration.take_up, name="take_up"),
    path("impact/<uuid:ref>/", pages.customer, name="customer"),
    path("impact/parameters/", pages.parameters, name="parameters"),
    path("impact/parameters/save/", pages.save, name="save"),
    path("impact/parameters/preset/", pages.preset, name="preset"),
]
