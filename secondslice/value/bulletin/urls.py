from __future__ import annotations

from django.urls import path

from secondslice.value.bulletin import views

app_name = "bulletin"
urlpatterns = [
    path("funnel/bulletins/", views.bulletins, name="list"),
    path("funnel/bulletins/begin/", views.begin, name="begin"),
    path("funnel/bulletins/<uuid:ref>/", views.bulletin, name="bulletin"),
    path("funnel/bulletins/<uuid:ref>/write/", views.write, name="write"),
    path("funnel/bulletins/<uuid:ref>/mail/", views.mail, name="mail"),
    path("funnel/bulletins/<uuid:ref>/send/", views.send, name="send"),
    path("funnel/bulletins/<uuid:ref>/stop/", views.stop, name="stop"),
    path("funnel/bulletins/<uuid:ref>/drop/", views.drop, name="drop"),
]
