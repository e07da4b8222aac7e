"""The shop's own settings, with what tests need: plain static names, a fresh cache, no provider."""

import os

from site_config.settings import *  # noqa: F403
from site_config.settings import DATABASES, STORAGES

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 0, "max_size": 20, "timeout": 10}
# Two runs at once do not meet; tests.run sweeps away what a killed one left behind.
DATABASES["default"]["TEST"] = {
    "NAME": f"test_aisle_{os.getpid()}",
    "TEMPLATE": os.environ.get("TEST_TEMPLATE"),  # of tests.template_database
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
CHAT_MODEL = CHAT_FALLBACK_MODEL = TRACE_ENDPOINT = ""
# A story that waits for its end sets it; all others end long before, however busy the machine is.
CHAT_TIMEOUT_SECONDS = 300
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
