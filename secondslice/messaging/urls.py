from __future__ import annotations

from django.urls import path

from secondslice.messaging.views import outbox as views

app_name = "messaging"
urlpatterns = [
    path("", views.outbox, name="outbox"),
    path("<uuid:ref>/", views.mail, name="mail"),
    path("<uuid:ref>/html", views.mail_html, name="mail_html"),
    path("<uuid:ref>/send-again", views.send_again, name="send_again"),
]
