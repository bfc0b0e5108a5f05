"""The ways on which a question goes out, and the channels through which an answer comes in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """How an answer came in. Whoever pressed a link is judged by its signs; in the others somebody vouches for him."""

    LINK = "link", _("Personal link")
    REPLY = "reply", _("Reply to the mail")
    SLACK = "slack", _("Slack")
    TEAMS = "teams", _("Microsoft Teams")
    API = "api", _("API")
    QR = "qr", _("QR code")
    KIOSK = "kiosk", _("Kiosk")
    WIDGET = "widget", _("Widget")
    RELEASED = "released", _("Counted by a member")


class Way(models.TextChoices):
    """How a question went out."""

    MAIL = "mail", _("Mail")
    SLACK = "slack", _("Slack")
    TEAMS = "teams", _("Microsoft Teams")
    LINK = "link", _("Link given by hand")
