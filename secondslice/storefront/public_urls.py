from __future__ import annotations

from django.urls import path

from secondslice.storefront.views import (
    asking,
    booking,
    measuring,
    quotes,
    shop,
    signing,
    using,
    wall,
    without,
)

app_name = "storefront_public"
urlpatterns = [
    path("<slug:slug>", shop.menu, name="menu"),
    path("<slug:slug>/", shop.menu, name="menu_with_slash"),
    path("<slug:slug>/logo", shop.logo, name="logo"),
    path("<slug:slug>/ask", asking.ask, name="ask"),
    path("<slug:slug>/book", booking.book, name="book"),
    path("<slug:slug>/book/<str:token>", booking.booked, name="booked"),
    path("<slug:slug>/book/<str:token>/session.ics", booking.calendar, name="calendar"),
    path("<slug:slug>/confirm/<str:token>", asking.confirm, name="confirm"),
    path("<slug:slug>/quote/<str:token>", quotes.quote, name="quote"),
    path("<slug:slug>/said/<uuid:ref>", wall.said, name="said"),
    path("<slug:slug>/use/<str:token>", using.use, name="use"),
    path("<slug:slug>/wall", wall.wall, name="wall"),
    path("<slug:slug>/value/<str:token>", signing.sign_value, name="sign"),
    path("<slug:slug>/without/<str:token>", without.say, name="without"),
    path("<slug:slug>/measure/<str:token>", measuring.measure, name="measure"),
]
