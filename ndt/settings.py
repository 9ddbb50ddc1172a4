"""All settings, all of them from the environment. Production refuses to start with an unsafe value.

`ENVIRONMENT` is `production` (the default), `demo` or `test`. `ndt/demo/` sets the values for the
demo and the tests; `docs/operating.md` lists every variable.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import django_stubs_ext
import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from ndt.health.production import refuse_unsafe

# Makes ModelAdmin[User] and kin, which the type checker wants, work when running too.
django_stubs_ext.monkeypatch()

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

ENVIRONMENT = env.str("ENVIRONMENT", default="production")
if ENVIRONMENT not in {"production", "demo", "test"}:
    raise ImproperlyConfigured(f"ENVIRONMENT is {ENVIRONMENT!r}; use production, demo or test.")
PRODUCTION = ENVIRONMENT == "production"
DEMO = env.bool("DEMO", default=False)
DEBUG = False

# --- Keys ------------------------------------------------------------------------------------
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# Keys for keyed hashes of addresses and passes: the first one hashes, the others are still known.
HASH_KEYS = env.list("HASH_KEYS")
# The key of each pass scheme, as its municipality made it: "stadspas=9f0c...,rotterdampas=71ab...".
PASS_KEYS = env.dict("PASS_KEYS", default={})
# Where the list of a scheme's passes can be fetched, and with which token; others come as a file.
PASS_APIS = env.dict("PASS_APIS", default={})
PASS_API_TOKENS = env.dict("PASS_API_TOKENS", default={})

# --- Where we are ----------------------------------------------------------------------------
HOST = env.str("HOST", default="127.0.0.1")
PORT = env.int("PORT", default=8000)
SITE_URL = env.str("SITE_URL", default=f"http://{HOST}:{PORT}").rstrip("/")
SITE_NAME = "Onderwijsheid"
# Where the source code of this very installation can be had; the colophon links to it.
SOURCE_URL = env.str("SOURCE_URL", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", HOST])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL] if SITE_URL.startswith("https") else [])
# How many proxies of ours stand in front and append to X-Forwarded-For; 0 means none is trusted.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

# --- The house -------------------------------------------------------------------------------
SOLUTIONS = ["campaigns", "bijles", "opleiding", "wisselkracht", "beraad", "inspectie"]
PLATFORM = [
    "ndt.web",
    "ndt.people",
    "ndt.mail",
    "ndt.jobs",
    "ndt.pdf",
    "ndt.history",
    "ndt.privacy",
    "ndt.health",
    "ndt.limits",
    "ndt.reports",
    "ndt.allies",
    "ndt.schools",
    *(["ndt.demo"] if DEMO else []),
]
INSTALLED_APPS = [
    *PLATFORM,
    *SOLUTIONS,
    "ndt.people.apps.HouseAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",  # the house's renderer finds Django's own widgets here
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "django_htmx",
    "template_partials",
    "csp",
    "pgtrigger",
    "pghistory",
    "rules",
]
MIDDLEWARE = [
    "ndt.health.middleware.RequestMiddleware",
    "ndt.health.middleware.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "ndt.health.middleware.HealthMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "ndt.mail.middleware.OneClickMiddleware",
    "ndt.web.csrf.HouseCsrfMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ndt.people.middleware.SecondFactorMiddleware",
    "ndt.history.middleware.ActorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "ndt.urls"
WSGI_APPLICATION = "ndt.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "ndt.web.context.house",
            ],
        },
    }
]
FORM_RENDERER = "ndt.web.forms.HouseRenderer"

# --- Postgres, and only Postgres -------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {"default": env.db_url("DATABASE_URL")}
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL must be a postgresql:// address: no other database is supported.")
# The pool itself tries connections that have rested: after a restart of Postgres they are replaced.
DATABASES["default"].update(ENGINE="ndt.health.postgres", CONN_MAX_AGE=0, CONN_HEALTH_CHECKS=False)
DATABASES["default"].setdefault("OPTIONS", {}).update(
    # More than this many waiting for a connection, or longer than this, is overload: the visitor gets
    # the 503 page. A web process has more threads than MAX and WAITING together (ndt.health.processes).
    pool={
        "min_size": env.int("DB_POOL_MIN", default=4),
        "max_size": env.int("DB_POOL_MAX", default=8),
        "max_waiting": env.int("DB_POOL_WAITING", default=12),
        "timeout": env.float("DB_POOL_TIMEOUT", default=4.0),
    },
    options=f"-c statement_timeout={env.int('DB_STATEMENT_TIMEOUT_MS', default=30_000)} -c lock_timeout=10000",
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache, sessions, broker -----------------------------------------------------------------
REDIS_URL = env.str("REDIS_URL")
CACHES = {"default": {"BACKEND": "ndt.health.cache.LastingRedisCache", "LOCATION": REDIS_URL}}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SAMESITE = "Lax"

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
# Early: a task only looks at rows, so a lost message costs nothing. With late acknowledgements kombu 5.7
# ends a worker that loses its broker while it holds a message.
CELERY_TASK_ACKS_LATE = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 140
CELERY_TASK_SOFT_TIME_LIMIT = 120
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 0.5,
    "socket_timeout": 5,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Europe/Amsterdam"
# The worker waits for a broker that is away, however long.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    # The number is right without it; the fold keeps the ledger that is added up short.
    "fold": {"task": "campaigns.fold", "schedule": 5.0, "options": {"expires": 5}},
    # An offer of a seat that ends goes to the next person within a minute.
    "meetings": {"task": "opleiding.meetings", "schedule": 60.0, "options": {"expires": 60}},
    # A message that nobody took in time says nothing new: the next one is there already.
    "sweep": {"task": "ndt.jobs.tasks.sweep", "schedule": 2.0, "options": {"expires": 2}},
    "watch": {"task": "ndt.jobs.tasks.watch", "schedule": 300.0, "options": {"expires": 300}},
    "daily": {"task": "ndt.jobs.tasks.daily", "schedule": 600.0, "options": {"expires": 600}},
}

# --- Mail and text messages ------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Onderwijsheid <noreply@onderwijsheid.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Who answers for the personal data (art. 4 AVG), and where people reach them about it.
PRIVACY_CONTROLLER = env.str("PRIVACY_CONTROLLER", default=SITE_NAME)
PRIVACY_EMAIL = env.str("PRIVACY_EMAIL", default="privacy@onderwijsheid.example")
# Companies that handle personal data for the controller (art. 28), as the register names them.
PRIVACY_PROCESSORS = env.list("PRIVACY_PROCESSORS", default=[])
OPERATOR_EMAILS = env.list("OPERATOR_EMAILS", default=[])
# Where people write who meet a hurdle on this website; shown in the accessibility statement.
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default=OPERATOR_EMAILS[0] if OPERATOR_EMAILS else "")
# Where a leak is reported, for security.txt: mailto:, tel: or https: addresses.
SECURITY_CONTACTS = env.list("SECURITY_CONTACTS", default=[f"mailto:{address}" for address in OPERATOR_EMAILS])
SMS_URL = env.str("SMS_URL", default="")
# What a number must begin with to get a text message; "+316" is a Dutch mobile phone.
SMS_PREFIXES = env.list("SMS_PREFIXES", default=["+316"])
SMS_BUDGET_PER_DAY = env.int("SMS_BUDGET_PER_DAY", default=500)
SMS_LETTERS_PER_DAY = env.int("SMS_LETTERS_PER_DAY", default=500)
MAIL_DOMAIN_PER_MINUTE = env.int("MAIL_DOMAIN_PER_MINUTE", default=600)

# --- Signing in ------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "people:account"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "ndt.people.adapters.AccountAdapter"
MFA_ADAPTER = "ndt.people.adapters.MfaAdapter"
SOCIALACCOUNT_ADAPTER = "ndt.people.adapters.SocialAccountAdapter"
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 900
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
# ndt.people.limits limits in Postgres; allauth's own limits refuse everybody while the cache is down.
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
# Other organisations through which one may log in: a list of {"provider_id", "name", "client_id",
# "secret", "settings": {"server_url": ...}}; see ndt/people/README.md.
OIDC_APPS: list[dict[str, Any]] = env.json("OIDC_APPS", default=[])
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {"openid_connect": {"APPS": OIDC_APPS}}

# --- Words -----------------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Nederlands")), ("en", _("Engels"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
USE_TZ = True

# --- Files -----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_IGNORE_PATTERNS = ["licence*", "LICENSE*"]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
# Erasures are remembered outside the database and its backups, as long as the oldest backup is kept.
ERASURES_DIR = Path(env.str("ERASURES_DIR", default=str(VAR_DIR / "erasures")))
ERASURES_KEEP_DAYS = env.int("ERASURES_KEEP_DAYS", default=400)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "erasures": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": ERASURES_DIR,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if ENVIRONMENT == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Headers ---------------------------------------------------------------------------------
HTTPS = SITE_URL.startswith("https://")
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "report-uri": "/csp-rapport",
        "report-to": "csp",
        "upgrade-insecure-requests": HTTPS,
    }
}
# What no page needs. The one that reads QR codes asks for the camera itself (ndt.web.headers.with_camera).
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer", "autoplay", "bluetooth", "browsing-topics", "camera", "display-capture", "encrypted-media",
        "gamepad", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone",
        "midi", "payment", "picture-in-picture", "screen-wake-lock", "serial", "storage-access", "usb",
        "window-management", "xr-spatial-tracking",
    )
}  # fmt: skip
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = ["^livez$", "^readyz$", "^csp-rapport$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "ndt.web.views.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- Logs ------------------------------------------------------------------------------------
LOGGING_CONFIG = "ndt.health.logs.configure"
LOGGING = {"level": env.str("LOG_LEVEL", default="INFO"), "crashes": PRODUCTION}

# security.W003 looks for Django's CSRF middleware by name; ours (ndt.web.csrf) is a subclass of it.
SILENCED_SYSTEM_CHECKS: list[str] = ["security.W003"]

if PRODUCTION:
    refuse_unsafe(dict(vars()))
