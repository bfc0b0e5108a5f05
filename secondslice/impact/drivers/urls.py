from __future__ import annotations

from django.urls import path

from secondslice.impact.drivers import views

app_name = "drivers"
urlpatterns = [path("impact/drivers/", views.drivers, name="drivers")]
