from __future__ import annotations

from django.urls import path

from secondslice.dashboard.views import files as views

app_name = "dashboard"
urlpatterns = [
    path("today/", views.today, name="today"),
    path("search/", views.search, name="search"),
    path("projects/<uuid:ref>/", views.project, name="project"),
    path("customers/<uuid:ref>/", views.customer, name="customer"),
]
