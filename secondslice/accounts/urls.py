from __future__ import annotations

from allauth.account import views as allauth
from django.urls import include, path, re_path

from secondslice.accounts.views import api_keys, away, entering, settings

SETTINGS = "w/<slug:workspace>/settings/"

own = [
    path("set-up/<str:token>/", entering.set_up, name="set_up"),
    path("join/<str:token>/", entering.join, name="join"),
    path("account/", entering.account, name="account"),
    path(SETTINGS, settings.workspace_settings, name="workspace_settings"),
    path(f"{SETTINGS}members/", settings.members, name="members"),
    path(f"{SETTINGS}members/<uuid:ref>/role", settings.change_role, name="change_role"),
    path(f"{SETTINGS}members/<uuid:ref>/remove", settings.remove, name="remove"),
    path(f"{SETTINGS}you/", away.you, name="you"),
    path(f"{SETTINGS}you/away", away.away, name="away"),
    path(f"{SETTINGS}members/<uuid:ref>/away/", away.member_away, name="member_away"),
    path(f"{SETTINGS}invitations/<uuid:ref>/again", settings.invite_again, name="invite_again"),
    path(f"{SETTINGS}invitations/<uuid:ref>/withdraw", settings.withdraw, name="withdraw"),
    path(f"{SETTINGS}api-keys/", api_keys.keys, name="api_keys"),
    path(f"{SETTINGS}api-keys/<uuid:ref>/revoke", api_keys.revoke, name="revoke_key"),
    path(f"{SETTINGS}audit/", settings.audit_list, name="audit"),
]
# Of allauth only what we use, under the names by which it finds its own pages.
urlpatterns = [
    path("", include((own, "accounts"))),
    path("sign-in/", allauth.login, name="account_login"),
    path("sign-in/again/", allauth.reauthenticate, name="account_reauthenticate"),
    path("sign-out/", allauth.logout, name="account_logout"),
    path("sign-up/", allauth.signup, name="account_signup"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("password/reset/", allauth.password_reset, name="account_reset_password"),
    path("password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(  # the key has hyphens of its own
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/ready/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
