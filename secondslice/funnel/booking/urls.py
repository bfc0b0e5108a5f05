from __future__ import annotations

from django.urls import path

from secondslice.funnel.booking import views

app_name = "booking"
urlpatterns = [
    path("funnel/sessions/", views.sessions, name="list"),
    path("funnel/sessions/hours/", views.hours, name="hours"),
    path("funnel/sessions/days-off/", views.add_days_off, name="add_days_off"),
    path("funnel/sessions/days-off/<uuid:ref>/end/", views.end_days_off, name="end_days_off"),
    path("funnel/sessions/<uuid:ref>/cancel/", views.cancel, name="cancel"),
]
