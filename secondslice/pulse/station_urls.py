from __future__ import annotations

from django.urls import path

from secondslice.pulse.views import at_station, widget

app_name = "pulse_station"
urlpatterns = [
    path("q/<str:token>", at_station.station, name="question"),
    path("q/<str:token>/call", at_station.call, name="call"),
    path("widget/<str:token>.js", widget.widget, name="widget"),
]
