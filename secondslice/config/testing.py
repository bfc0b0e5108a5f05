"""Settings of the tests: the product's own, on a folder and a key that nobody else uses, with stricter checks."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_KEPT = ("SECONDSLICE_DATABASE_URL", "SECONDSLICE_CHROMIUM", "SECONDSLICE_TEST_")
_FOLDER = tempfile.mkdtemp(prefix="secondslice-tests-")
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
for _name in [name for name in os.environ if name.startswith("SECONDSLICE_")]:
    if not _name.startswith(_KEPT):  # what the person at this machine runs must not change a test
        del os.environ[_name]
os.environ["SECONDSLICE_DATA_DIR"] = _FOLDER
os.environ["SECONDSLICE_SECRET_KEY"] = "only-for-tests-" + "x" * 40
os.environ["SECONDSLICE_TEMPLATE_DEBUG"] = "yes"  # coverage of templates needs it

from secondslice.config.settings import *  # noqa: E402, F403  (all of them; below, the few that differ)
from secondslice.config.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE, STORAGES  # noqa: E402

INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]  # a page that asks row by row fails
ZEAL_RAISE = True
ZEAL_ALLOWLIST = [{"model": "sessions.Session", "field": "get()"}]  # Django's own, at a sign-in
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast, and worth nothing
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
PULSE_WRITE_VISITS_EVERY = 0
if DATABASES["default"]["ENGINE"] == "secondslice.core.sqlite":
    # pytest-xdist numbers the databases of its processes, and knows only Django's own engine as one in memory.
    DATABASES = {"default": {**DATABASES["default"], "TEST": {"NAME": ":memory:"}}}
