from __future__ import annotations

from django.urls import path

from secondslice.impact.themes import views

app_name = "themes"
urlpatterns = [
    path("impact/themes/", views.themes, name="themes"),
    path("impact/themes/search/", views.search, name="search"),
    path("impact/themes/<uuid:ref>/", views.theme, name="theme"),
]
