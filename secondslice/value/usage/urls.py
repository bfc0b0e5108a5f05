from __future__ import annotations

from django.urls import path

from secondslice.value.usage import views

app_name = "usage"
urlpatterns = [
    path("value/in-use/", views.in_use, name="list"),
    path("value/in-use/<uuid:ref>/", views.project, name="project"),
    path("value/in-use/<uuid:ref>/owner/", views.owner, name="owner"),
    path("value/in-use/<uuid:ref>/ask/", views.ask, name="ask"),
    path("value/in-use/<uuid:ref>/mend/", views.mend, name="mend"),
]
