from __future__ import annotations

from django.urls import path

from secondslice.recovery import views

app_name = "recovery"
urlpatterns = [
    path("recovery/", views.case_list, name="list"),
    path("settings/recovery/", views.capacity, name="capacity"),
    path("recovery/<uuid:ref>/", views.case, name="case"),
    path("recovery/<uuid:ref>/note/", views.note, name="note"),
    path("recovery/<uuid:ref>/talk/", views.talk, name="talk"),
    path("recovery/<uuid:ref>/adjust/", views.adjust, name="adjust"),
    path("recovery/<uuid:ref>/ask-again/", views.ask_again, name="ask_again"),
    path("recovery/<uuid:ref>/hand-over/", views.hand_over, name="hand_over"),
]
