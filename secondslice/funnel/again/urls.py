from __future__ import annotations

from django.urls import path

from secondslice.funnel.again import views

app_name = "again"
urlpatterns = [
    path("funnel/ready/", views.ready, name="ready"),
    path("funnel/times/", views.times, name="times"),
    path("funnel/ready/<uuid:ref>/", views.take_up, name="take_up"),
]
