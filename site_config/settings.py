"""Aisle's settings. Everything that may differ between shops is read from the environment here and
explained in docs/configuration.md.
"""

import os
from contextlib import suppress
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from site_config import devdb, env, keys, theme
from site_config.database import database

# Onnxruntime would report its use to its maker; it reads this when it is first imported.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

BASE_DIR = env.BASE_DIR
DATA_DIR = devdb.DATA_DIR
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

# -- who may see what ------------------------------------------------------------------------------
DEBUG = env.flag("DEBUG", False)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS") or LOCAL_HOSTS
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS is '*'; write the shop's own names, by which the socket knows its pages."
    )
IS_LOCAL = set(ALLOWED_HOSTS) <= set(LOCAL_HOSTS)
HTTPS_ONLY = env.flag("HTTPS_ONLY", not IS_LOCAL)


def _secret_key() -> str:
    """Returns the configured key. A machine that serves only itself creates one on first use and
    stores it beside the database.
    """
    if key := env.secret("SECRET_KEY"):
        if not IS_LOCAL and not keys.is_strong(key):
            raise ImproperlyConfigured(f"SECRET_KEY is too easy to guess; {keys.ADVICE}")
        return key
    if not IS_LOCAL:
        raise ImproperlyConfigured(f"SECRET_KEY is not set; {keys.ADVICE}")
    path = DATA_DIR / "secret_key"
    try:
        if not path.exists():
            DATA_DIR.mkdir(parents=True, exist_ok=True)
            # Whole or not at all, and the first of two processes wins.
            fresh = path.with_suffix(f".{os.getpid()}")
            fresh.touch(mode=0o600)
            fresh.write_text(token_urlsafe(48))
            with suppress(FileExistsError):
                os.link(fresh, path)
            fresh.unlink()
        return path.read_text()
    except OSError as error:
        raise ImproperlyConfigured(
            f"{path}: {error.strerror}; set SECRET_KEY, or DATA_DIR to a folder that can be "
            f"written."
        ) from error


SECRET_KEY = _secret_key()
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS_ONLY
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_ENGINE = "site_config.sessions"  # expires by the database's clock
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
# Visitors keep theirs for as long as above; whoever signs in, for a working day
# (site_config/signin.py).
STAFF_SESSION_HOURS = env.whole("STAFF_SESSION_HOURS", 12, least=1)
NEW_SESSIONS_PER_DAY = env.whole("NEW_SESSIONS_PER_DAY", 2_000)
SECURE_SSL_REDIRECT = HTTPS_ONLY
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS_ONLY else 0
# A client can send this header itself, so it is believed only where the shop says that a proxy sets
# it.
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY", False) else None
)
# How many proxies in front add the address that they see to X-Forwarded-For: so many are believed,
# from the right.
TRUSTED_PROXIES = env.whole("TRUSTED_PROXIES", 1 if SECURE_PROXY_SSL_HEADER else 0)
# What staff may upload in one form; all other requests are small (site_config/body_limit.py).
UPLOAD_MEGABYTES = env.whole("UPLOAD_MEGABYTES", 32, least=1)
# What the shop's own systems may send with a key, and how often (shop/api_keys.py). Django's limit
# is the largest of all; site_config/body_limit.py says who may send how much.
API_MEGABYTES = env.whole("API_MEGABYTES", 16, least=1)
API_REQUESTS_PER_MINUTE = env.whole("API_REQUESTS_PER_MINUTE", 600)
DATA_UPLOAD_MAX_MEMORY_SIZE = API_MEGABYTES * 1024 * 1024
X_FRAME_OPTIONS = "DENY"
# Pages of these origins may read the catalogue of the HTTP API, without cookies. The conversation
# is never open to them.
API_ORIGINS = env.origins("API_ORIGINS")
CORS_URLS_REGEX = r"^/api/(products|categories)(/|$)"
CORS_ALLOWED_ORIGINS = [origin for origin in API_ORIGINS if origin != "*"]
CORS_ALLOW_ALL_ORIGINS = API_ORIGINS == ["*"]
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_METHODS = ["GET", "HEAD"]
CORS_ALLOW_HEADERS = ["accept", "accept-language", "content-type", "if-none-match"]
CORS_EXPOSE_HEADERS = ["retry-after", "etag"]
# What other names under the shop's domain do, and whether browsers are shipped with it, is not ours
# to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# -- the application -------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "channels",
    "django_htmx",
    "corsheaders",
    "django_cotton",
    "django_tasks_db",
    "ninja",
    "storages",
    "site_config.apps.SiteConfig",
    "shop",
    "chat",
    "embed",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "site_config.static_files.StaticFilesMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "site_config.compression.TextCompressionMiddleware",
    "site_config.middleware.PrivacyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "site_config.middleware.InputMiddleware",
    "site_config.middleware.NewSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "chat.visitors.tokens.VisitorToken",
    "django_htmx.middleware.HtmxMiddleware",
    "site_config.head_method.HeadMiddleware",
    # The last, and not async: so all those above run in the view's own thread, and no request
    # changes threads for each of them.
    "site_config.errors.OutageMiddleware",
]
ROOT_URLCONF = "site_config.urls"
ASGI_APPLICATION = "site_config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "site_config.context_processors.shop",
            ]
        },
    }
]
COTTON_DIR = "components"
SHOP_NAME = env.text("SHOP_NAME", "Aisle")
SHOP_LOGO = env.text("SHOP_LOGO")
THEME_ACCENT = env.colour("THEME_ACCENT")
THEME_FONT = env.choice("THEME_FONT", "", ["", *theme.FONTS])
THEME_TEXT_FONT = env.choice("THEME_TEXT_FONT", "", ["", *theme.FONTS])
THEME_RADIUS = env.whole("THEME_RADIUS", 16) if env.text("THEME_RADIUS") else None
THEME_MODE = env.choice("THEME_MODE", "auto", theme.MODES)
DEMO_SHOP = env.flag("DEMO_SHOP", True)
CATALOGUE = env.text("CATALOGUE")
GALLERY = env.flag("GALLERY", IS_LOCAL)
FEEDS = env.flag("FEEDS", True)
FEEDS_TOKEN = env.secret("FEEDS_TOKEN")
FEED_COUNTRIES = env.countries("FEED_COUNTRIES")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
AUTHENTICATION_BACKENDS = ["site_config.signin.LimitedBackend"]
PASSWORD_HASHERS = ["site_config.passwords.BoundedHasher"]
# Names in their own language, which is how they are looked for.
TRANSLATED = {"en": "English", "de": "Deutsch"}


def _languages() -> list[tuple[str, str]]:
    codes = env.words("LANGUAGES", "en,de")
    if not codes or not set(codes) <= TRANSLATED.keys():
        raise ImproperlyConfigured(
            f"LANGUAGES is {','.join(codes)!r}; write one or more of {', '.join(TRANSLATED)}, the "
            f"first for all others."
        )
    return [(code, TRANSLATED[code]) for code in dict.fromkeys(codes)]


LANGUAGES = _languages()
LANGUAGE_CODE = LANGUAGES[0][0]
FORMAT_MODULE_PATH = "site_config.formats"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS_ONLY
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"


# -- the database ----------------------------------------------------------------------------------
DATABASES = {"default": database(env.secret("DATABASE_URL") or devdb.url())}

# -- several processes -----------------------------------------------------------------------------
REDIS_URL = env.secret("REDIS_URL")
if REDIS_URL:
    CHANNEL_LAYERS: dict[str, Any] = {
        "default": {
            "BACKEND": "site_config.channel_layer.SurvivingRedisLayer",
            "CONFIG": {"hosts": [REDIS_URL], "prefix": "aisle"},
        }
    }
    CACHES = {
        "default": {
            "BACKEND": "site_config.cache.SurvivingRedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "aisle",
        }
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "site_config.channel_layer.OneProcessLayer"}}
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# What is the same on every page is drawn once a process ({% cache %} of templates/base.html).
_fragments = "dummy.DummyCache" if DEBUG else "locmem.LocMemCache"
CACHES["template_fragments"] = {
    "BACKEND": f"django.core.cache.backends.{_fragments}",
    "LOCATION": "template_fragments",
}
# Jobs run where they arise; or, with TASKS=worker, in `manage.py db_worker`; or, with TASKS=thread,
# in a thread of `python -m site_config.serve`, which is what it does unless it is told otherwise.
_tasks = env.choice("TASKS", "immediate", ["immediate", "worker", "thread"])
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend"
        if _tasks != "immediate"
        else "django.tasks.backends.immediate.ImmediateBackend"
    },
}

# -- files -----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [
    "map",
    "png",
    "webp",
    "jpg",
    "gif",
    "ico",
    "woff",
    "woff2",
    "gz",
    "br",
]
WHITENOISE_MAX_AGE = 60 * 60 * 24 * 365 if not DEBUG else 0
MEDIA_ROOT = Path(env.text("MEDIA_ROOT") or DATA_DIR / "media")
# Fetching takes long, and would hold up an import without a worker.
FETCH_PICTURES = env.flag("FETCH_PICTURES", _tasks != "immediate")
FETCH_PRIVATE_HOSTS = [host.lower() for host in env.words("FETCH_PRIVATE_HOSTS")]
PICTURE_URL_SECONDS = env.whole("PICTURE_URL_SECONDS", 3600, least=60)
S3_BUCKET = env.text("S3_BUCKET")
S3_ENDPOINT_URL = env.text("S3_ENDPOINT_URL")
S3_PUBLIC_URL = env.text("S3_PUBLIC_URL")
_disk = {"BACKEND": "shop.pictures.SignedDisk", "OPTIONS": {"location": MEDIA_ROOT}}
_s3 = {
    "BACKEND": "shop.pictures.SignedS3",
    "OPTIONS": {
        "bucket_name": S3_BUCKET,
        "endpoint_url": S3_ENDPOINT_URL or None,
        "public_url": S3_PUBLIC_URL,
        "access_key": env.secret("S3_ACCESS_KEY") or None,
        "secret_key": env.secret("S3_SECRET_KEY") or None,
        "region_name": env.text("S3_REGION", "us-east-1"),
        "addressing_style": env.choice("S3_ADDRESSING", "path", ["path", "virtual", "auto"]),
        "signature_version": "s3v4",
        "file_overwrite": False,
        "default_acl": None,
    },
}
STORAGES: dict[str, Any] = {
    "default": _s3 if S3_BUCKET else _disk,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# -- what a page may load --------------------------------------------------------------------------
# A catalogue's pictures may live anywhere, and a picture cannot run; a shop that knows its
# hosts names them.
IMAGE_SOURCES = env.words("IMAGE_SOURCES", "https:,http:")
# As browsers reach it: the address inside is nobody else's business.
_s3_address = urlsplit(S3_PUBLIC_URL or S3_ENDPOINT_URL)
_s3_origins = [f"{_s3_address.scheme}://{_s3_address.netloc}"] if _s3_address.netloc else []
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:", *IMAGE_SOURCES, *_s3_origins],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}

# -- search ----------------------------------------------------------------------------------------
EMBEDDING_MODEL = env.text("EMBEDDING_MODEL", "local")
EMBEDDING_MODEL_DIR = Path(
    env.text("EMBEDDING_MODEL_DIR") or BASE_DIR / "models" / "all-MiniLM-L6-v2-int8"
)
# The language of the catalogue, as PostgreSQL names its stemmers; after a change of it: manage.py
# reindex.
SEARCH_LANGUAGE = env.text("SEARCH_LANGUAGE", "english").lower()
SEARCH_MULTILINGUAL = env.flag("SEARCH_MULTILINGUAL", True)
SEARCH_WEIGHT_TEXT = env.number("SEARCH_WEIGHT_TEXT", "0.55")
SEARCH_WEIGHT_VECTOR = env.number("SEARCH_WEIGHT_VECTOR", "0.45")
SEARCH_RECORDS_DAYS = env.whole("SEARCH_RECORDS_DAYS", 90)

# -- the assistant ---------------------------------------------------------------------------------
CHAT_MODEL = env.text("CHAT_MODEL")
CHAT_MODEL_URL = env.text("CHAT_MODEL_URL")
CHAT_MODEL_KEY = env.secret("CHAT_MODEL_KEY")
CHAT_FALLBACK_MODEL = env.text("CHAT_FALLBACK_MODEL")
CHAT_FALLBACK_URL = env.text("CHAT_FALLBACK_URL")
CHAT_FALLBACK_KEY = env.secret("CHAT_FALLBACK_KEY")
CHAT_TIMEOUT_SECONDS = env.whole("CHAT_TIMEOUT_SECONDS", 60, least=1)
CHAT_REQUEST_LIMIT = env.whole("CHAT_REQUEST_LIMIT", 8, least=1)
CHAT_ANSWER_TOKENS = env.whole("CHAT_ANSWER_TOKENS", 200_000)
CHAT_OUTPUT_TOKENS = env.whole("CHAT_OUTPUT_TOKENS", 8_000, least=1)
CHAT_RETENTION_DAYS = env.whole("CHAT_RETENTION_DAYS", 90)
CHAT_LEASE_SECONDS = env.whole("CHAT_LEASE_SECONDS", 15, least=2)
CHAT_GRACE_SECONDS = env.whole("CHAT_GRACE_SECONDS", 30)
# How much of it is held open, by one process, for how long; with 0, as much as comes.
CHAT_IDLE_SECONDS = env.whole("CHAT_IDLE_SECONDS", 3600)
CHAT_MAX_SOCKETS = env.whole("CHAT_MAX_SOCKETS", 20)
CHAT_MAX_SOCKETS_PER_ADDRESS = env.whole("CHAT_MAX_SOCKETS_PER_ADDRESS", 200)
# How much one visitor may ask of the model; past it the built-in assistant answers, by search
# alone. With 0, without end.
CHAT_MESSAGES_PER_MINUTE = env.whole("CHAT_MESSAGES_PER_MINUTE", 20)
CHAT_FLOOD_PER_MINUTE = env.whole("CHAT_FLOOD_PER_MINUTE", 60)
CHAT_CONVERSATIONS_PER_MINUTE = env.whole("CHAT_CONVERSATIONS_PER_MINUTE", 10)
CHAT_SHARED_ADDRESS = env.whole("CHAT_SHARED_ADDRESS", 20, least=1)
CHAT_VISITOR_TOKENS_PER_DAY = env.whole("CHAT_VISITOR_TOKENS_PER_DAY", 1_000_000)
CHAT_SITE_MESSAGES_PER_DAY = env.whole("CHAT_SITE_MESSAGES_PER_DAY", 0)
CHAT_SITE_TOKENS_PER_DAY = env.whole("CHAT_SITE_TOKENS_PER_DAY", 0)
CHAT_TOKENS_PER_DAY = env.whole("CHAT_TOKENS_PER_DAY", 0)
CHAT_VISITOR_COST_PER_DAY = env.number("CHAT_VISITOR_COST_PER_DAY", "0")
CHAT_SITE_COST_PER_DAY = env.number("CHAT_SITE_COST_PER_DAY", "0")
CHAT_COST_PER_DAY = env.number("CHAT_COST_PER_DAY", "0")

# -- the log and the traces ------------------------------------------------------------------------
# Where the spans of answers go, as OpenTelemetry's libraries name it; without one, there are none.
TRACE_ENDPOINT = env.text("OTEL_EXPORTER_OTLP_ENDPOINT")
CHAT_TRACE_CONTENT = env.flag("CHAT_TRACE_CONTENT", False)
LOG_LEVEL = env.choice("LOG_LEVEL", "WARNING", ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"])
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "site_config.text.LineFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "aisle": {"level": "INFO"},
        # A stranger's Host header is logged once, by site_config.errors, and without a traceback.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # Likewise a database that is away, which its pool would tell at every attempt.
        "psycopg.pool": {"level": "ERROR"},
    },
}
