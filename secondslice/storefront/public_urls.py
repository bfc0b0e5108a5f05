from __future__ import annotations

from django.urls import path

from secondslice.storefront import views

app_name = "storefront_public"
urlpatterns = [path("<slug:slug>", views.menu, name="menu")]
