from __future__ import annotations

from django.urls import path

from secondslice.value import views

app_name = "value"
urlpatterns = [
    path("value/", views.overview, name="overview"),
    path("value/<uuid:ref>/publish/", views.publish, name="publish"),
]
