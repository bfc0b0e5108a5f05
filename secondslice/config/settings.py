"""Settings of the whole product. Everything an operator may change comes from the environment (docs/run)."""

from __future__ import annotations

from pathlib import Path

import django_stubs_ext
from csp.constants import SELF

from secondslice.config import env, mail_env
from secondslice.config.provider_env import for_anymail

django_stubs_ext.monkeypatch()

PACKAGE = Path(__file__).resolve().parents[1]
DATA_DIR = env.data_dir("SECONDSLICE_DATA_DIR", "./data")
SECRET_KEY = env.secret_key("SECONDSLICE_SECRET_KEY", DATA_DIR)
DEBUG = env.flag("SECONDSLICE_DEBUG", default=False)
BASE_URL = env.base_url("SECONDSLICE_BASE_URL", "http://127.0.0.1:8000")
BASE_HOST = env.host_of(BASE_URL)
ALLOWED_HOSTS = [
    host.strip()
    for host in env.text("SECONDSLICE_ALLOWED_HOSTS", f"{BASE_HOST},127.0.0.1,localhost").split(",")
]
# How many proxies of ours stand in front: the visitor's address is then the Nth from the right in X-Forwarded-For.
PROXIES = env.whole("SECONDSLICE_PROXIES", 0, least=0, most=5)
EMAIL = env.email("SECONDSLICE_EMAIL_URL")
EMAIL_FROM = env.sender("SECONDSLICE_EMAIL_FROM", f"pmo@{BASE_HOST}")
# Where replies to questions arrive, each with a secret behind a plus sign; None: they go to the person who asks
REPLY_ADDRESS = mail_env.mailbox("SECONDSLICE_REPLY_ADDRESS")
# Where mails that come back arrive
BOUNCE_ADDRESS = mail_env.mailbox("SECONDSLICE_BOUNCE_ADDRESS", REPLY_ADDRESS)
# The mailbox in which they arrive, when we are to fetch them; None: the mail server or the provider hands them in
INBOUND = mail_env.mailbox_to_fetch("SECONDSLICE_INBOUND_URL", replies=REPLY_ADDRESS)
# Where a mail provider calls us (/hooks/mail/<this>/...); empty: nowhere
HOOK_SECRET = mail_env.hook_secret("SECONDSLICE_HOOK_SECRET")
ANYMAIL = for_anymail(EMAIL)
# Name servers for the self-test, (address, port); none: those of this machine
DNS_SERVERS = mail_env.name_servers("SECONDSLICE_DNS_SERVERS")
# How many questions of a batch may leave a minute; 0: as fast as the mail server takes them
MAILS_PER_MINUTE = env.whole("SECONDSLICE_MAILS_PER_MINUTE", 0, least=0, most=100_000)
DATABASES = {"default": env.database("SECONDSLICE_DATABASE_URL", DATA_DIR)}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "csp",
    "secondslice.core",
    "secondslice.ui",
    "secondslice.jobs",
    "secondslice.messaging",
    "secondslice.accounts",
    "secondslice.customers",
    "secondslice.projects",
    "secondslice.pulse",
    "secondslice.recovery",
    "secondslice.funnel",
    "secondslice.value",
    "secondslice.impact",
    "secondslice.dashboard",
    "secondslice.reports",
    "secondslice.storefront",
    "secondslice.api",
    "secondslice.config",
    "allauth",  # after our rooms, so that our templates win over its own
    "allauth.account",
]
MIDDLEWARE = [
    "secondslice.ui.middleware.ShortWay",  # the public answer path skips all that follows
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "secondslice.ui.middleware.Refusals",
    "secondslice.accounts.middleware.Gatekeeper",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "secondslice.config.urls"
WSGI_APPLICATION = "secondslice.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "debug": env.flag("SECONDSLICE_TEMPLATE_DEBUG", default=DEBUG),
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "secondslice.config.shell.shell",
            ],
        },
    }
]

# People who sign in
AUTH_USER_MODEL = "accounts.User"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # addresses are unique whatever their case, by a constraint
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "secondslice.accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # members come by a link in a mail, which proves the address
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "reset_password": "20/m/ip,5/m/key"}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "secondslice.accounts.sign_in_forms.LoginForm",
    "reset_password": "secondslice.accounts.sign_in_forms.ResetPasswordForm",
    "reset_password_from_key": "secondslice.accounts.sign_in_forms.ResetPasswordKeyForm",
    "change_password": "secondslice.accounts.sign_in_forms.ChangePasswordForm",
    "reauthenticate": "secondslice.accounts.sign_in_forms.ReauthenticateForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES

# Sessions and cookies
SECURE = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_FAILURE_VIEW = "secondslice.ui.views.csrf_failure"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": [SELF],
        "base-uri": ["'none'"],
    }
}
CACHES = {  # shared by all processes, so that the limits on sign-in hold across them
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
    }
}

# Language and time
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en-us"
# each under the name its own readers know; the English texts are the messages themselves
LANGUAGES = [
    ("en-us", "English (United States)"),
    ("en-gb", "English (United Kingdom)"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("es", "Español"),
    ("it", "Italiano"),
    ("pt", "Português"),
    ("nl", "Nederlands"),
    ("ar", "العربية"),
]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["secondslice.config.formats"]

# Seconds after an answer in which a mis-tap can be undone, before a case is opened or anybody is told
ANSWER_HOLD = env.whole("SECONDSLICE_ANSWER_HOLD", 90, least=0, most=3600)
# Seconds after which opened links are written; 0: only when asked (tests)
PULSE_WRITE_VISITS_EVERY = 1

# Where chat messages may go besides Slack and the workflows of Teams; and where Slack's API is
CHAT_HOSTS = env.chat_hosts("SECONDSLICE_CHAT_HOSTS")
SLACK_URL = env.chat_url("SECONDSLICE_SLACK_URL", "https://slack.com/api")

# Hosts inside the own network from which calendars of hosts may be read; outside of it every host may be
CALENDAR_HOSTS = env.hosts("SECONDSLICE_CALENDAR_HOSTS")

# Requests of one API key in a minute
API_PER_MINUTE = env.whole("SECONDSLICE_API_PER_MINUTE", 120, least=1, most=100_000)

# Files
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
FILES_ROOT = DATA_DIR / "files"  # what people hand in (core/files.py): nothing serves it as it is
STORAGES = {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_MAX_MEMORY_SIZE = 25_000_000  # an import is read once, from memory

# Background work: name -> what does it, called with (payload=dict, now=datetime)
TASKS = {
    "pulse.settle_answer": "secondslice.pulse.tasks.settle_answer",
    "pulse.expire_asks": "secondslice.pulse.tasks.expire_asks",
    "pulse.retally": "secondslice.pulse.tasks.retally",
    "pulse.live_the_hour": "secondslice.pulse.tasks.live_the_hour",
    "pulse.lay_plans": "secondslice.pulse.tasks.lay_plans",
    "pulse.seal_answers": "secondslice.pulse.tasks.seal_answers",
    "pulse.seal_everywhere": "secondslice.pulse.tasks.seal_everywhere",
    "pulse.forget_passers": "secondslice.pulse.tasks.forget_passers",
    "recovery.run_out": "secondslice.recovery.tasks.run_out",
    "recovery.watch_clocks": "secondslice.recovery.tasks.watch_clocks",
    "recovery.lay_clocks": "secondslice.recovery.tasks.lay_clocks",
    "recovery.sweep_files": "secondslice.recovery.tasks.sweep_files",
    "funnel.forget_requests": "secondslice.funnel.tasks.forget_requests",
    "funnel.forget_bookings": "secondslice.funnel.tasks.forget_bookings",
    "funnel.read_calendars": "secondslice.funnel.tasks.read_calendars",
    "funnel.remind": "secondslice.funnel.tasks.remind",
    "value.send_bulletin": "secondslice.value.tasks.send_bulletin",
    "value.ask_usage": "secondslice.value.tasks.ask_usage",
    "value.plan_usage": "secondslice.value.tasks.plan_usage",
    "value.end_quotes": "secondslice.value.tasks.end_quotes",
    "value.ask_to_sign": "secondslice.value.tasks.ask_to_sign",
    "value.ask_executive": "secondslice.value.tasks.ask_executive",
    "value.ask_executives": "secondslice.value.tasks.ask_executives",
    "value.watch": "secondslice.value.tasks.watch",
    "impact.find_themes": "secondslice.impact.tasks.find_themes",
    "reports.send_quarters": "secondslice.reports.tasks.send_quarters",
    "reports.send_quarter": "secondslice.reports.tasks.send_quarter",
    "reports.mail_executive": "secondslice.reports.tasks.mail_executive",
    "projects.run_import": "secondslice.projects.tasks.run_import",
    "funnel.run_import": "secondslice.funnel.tasks.run_import",
    "counterfactual.run_import": "secondslice.value.tasks.run_import",
    "value.see_to_measuring_days": "secondslice.value.tasks.see_to_measuring_days",
    "ledger.run_import": "secondslice.value.tasks.run_import",
    "projects.forget_files": "secondslice.projects.tasks.forget_files",
    "accounts.forget_old": "secondslice.accounts.tasks.forget_old",
    "messaging.follow_bounces": "secondslice.messaging.tasks.follow_bounces",
    "messaging.fetch_mail": "secondslice.messaging.tasks.fetch_mail",
    "messaging.read_mail": "secondslice.messaging.tasks.read_mail",
    "messaging.forget_old": "secondslice.messaging.tasks.forget_old",
    "api.forget_calls": "secondslice.api.tasks.forget_calls",
}
# Those that follow from an answer are never given up for good: every start of a worker tries them again.
VITAL_TASKS = ["pulse.settle_answer"]
# name -> seconds between two runs
SCHEDULE = {
    "pulse.expire_asks": 3600,
    "pulse.live_the_hour": 3600,
    "pulse.lay_plans": 86_400,  # what moves in between is laid at once
    "pulse.seal_everywhere": 3600,
    "pulse.forget_passers": 86_400,
    "recovery.run_out": 3600,
    "recovery.watch_clocks": 600,  # so that a warning comes in time
    "recovery.sweep_files": 86_400,
    "value.ask_executives": 86_400,
    "funnel.forget_requests": 3600,
    "funnel.forget_bookings": 3600,
    "funnel.read_calendars": 900,
    "value.watch": 86_400,
    "value.end_quotes": 3600,
    "value.plan_usage": 3600,
    "value.see_to_measuring_days": 3600,  # once for each day, while the PMO works
    "reports.send_quarters": 86_400,
    "projects.forget_files": 86_400,
    "accounts.forget_old": 86_400,
    "messaging.follow_bounces": 60,
    "messaging.forget_old": 86_400,
    **({"messaging.fetch_mail": 60} if INBOUND else {}),
    "api.forget_calls": 86_400,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "secondslice.core.logs.WithoutTokens",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "secondslice": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
    },
}
