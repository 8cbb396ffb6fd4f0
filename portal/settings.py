"""Django's settings: one file, the environment read through `portal.environment` only."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from portal import environment as env
from portal import logs

BASE_DIR = Path(__file__).resolve().parent.parent
MODE = env.mode()
LOCAL = MODE != "production"  # script/server and script/test: http, embedded servers

DEBUG = False
SECRET_KEY = env.secret_key(local=LOCAL)
PORTAL_KEYS = env.keys("PORTAL_KEYS", local=LOCAL)
PORTAL_DOMAIN = env.domain("PORTAL_DOMAIN", local=LOCAL)  # districts live below it: <slug>.<domain>
PORTAL_PORT = env.port("PORTAL_PORT", 8000) if LOCAL else 443
# Which host is a district's is the tenancy middleware's business: it refuses every unknown one.
ALLOWED_HOSTS = ["*"]
BARE_HOSTS = {PORTAL_DOMAIN, "127.0.0.1"} if LOCAL else {PORTAL_DOMAIN}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "schools",
    "roster",
    "accounts",
    "portal",
    "allauth",
    "allauth.account",
    "django_htmx",
    "django_tables2",
    "heroicons",
    "csp",
]

MIDDLEWARE = [
    "portal.middleware.headers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.RequestLogMiddleware",
    "portal.middleware.methods",
    "portal.middleware.whole_pages",
    "django.middleware.locale.LocaleMiddleware",
    "schools.middleware.DistrictMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.session_rules.SessionRulesMiddleware",
    "accounts.middleware.ScopeMiddleware",
    "accounts.traces.TracesMiddleware",
    "accounts.emulation.EmulationMiddleware",
    "accounts.middleware.SignInFirstMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.middleware.pages_of_buttons",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "portal.navigation.navigation",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# The web and the worker log in as portal_app, behind row-level security; only `migrate` and
# `createdistrict` use OWNER_DATABASE_URL (portal/owner.py).
DATABASES = {
    "default": {
        **env.database("DATABASE_URL", login=env.APP_LOGIN),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.redis_url("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    }
}

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["accounts.signing_in.backend.GateBackend"]
PASSWORD_HASHERS = ["accounts.hashers.PortalArgon2Hasher"]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "home"
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # usernames are unique within a district
]
ACCOUNT_ADAPTER = "accounts.signing_in.adapter.PortalAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"  # the gate knows pending accounts
ACCOUNT_RATE_LIMITS = False  # lockout and limits are ours: per account, never a school's shared address

SESSION_COOKIE_NAME = "portal_session" if LOCAL else "__Host-portal_session"
SESSION_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "accounts.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SEEN_COOKIE_NAME = "portal_seen" if LOCAL else "__Host-portal_seen"  # the idle clock
BROWSER_COOKIE_NAME = "portal_browser" if LOCAL else "__Host-portal_browser"
ASKED_COOKIE_NAME = "portal_asked" if LOCAL else "__Host-portal_asked"  # which request a browser made last
CSRF_COOKIE_NAME = "portal_csrf" if LOCAL else "__Host-portal_csrf"
CSRF_COOKIE_SECURE = not LOCAL
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.errors.csrf_failure"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = not LOCAL
# In a cookie: showing a message must not write to the database.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

SECURE_SSL_REDIRECT = not LOCAL
SECURE_REDIRECT_EXEMPT = [r"^live$", r"^ready$"]
BEHIND_PROXY = not LOCAL  # the visitor's address is the last one in X-Forwarded-For
SECURE_PROXY_SSL_HEADER = None if LOCAL else ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 0 if LOCAL else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = not LOCAL
SECURE_HSTS_PRELOAD = not LOCAL
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
# Rosters name children: an upload never touches the disk (64 MB, SECURITY 41).
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 96 * 1024 * 1024  # the form says a sentence from 64 MB on

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["portal.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = LOCAL

for _name, _value in env.email("EMAIL_URL").items():
    globals()[_name] = _value
EMAIL_BACKEND = "accounts.mail.backend.OutboxBackend"  # nothing is sent in a request
EMAIL_TIMEOUT = 10  # for each answer of the mail server; accounts/mail/delivery.py counts on it
MAIL_CATCHER_DIR = env.text("MAIL_CATCHER_DIR", default="mail") if LOCAL else ""  # portal/mailbox.py shows it
DEFAULT_FROM_EMAIL = f"portal@{PORTAL_DOMAIN}"

CELERY_BROKER_URL = env.broker_url(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 0.5
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker as long as it takes
# A dead broker must not hold a request: the sweep finds what was not announced.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "max_retries": 0,
    "interval_start": 0,
    "interval_step": 0,
    "socket_connect_timeout": 0.5,
    "socket_timeout": 1,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 0}
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    # One that no worker took in time is not worth taking: the next says the same.
    "sweep": {"task": "schools.tasks.sweep", "schedule": 5.0, "options": {"expires": 5}},
    "clear-uploads": {
        "task": "schools.tasks.everywhere",
        "args": ["roster.tasks.clear_uploads"],
        "schedule": 3600.0,
    },
    "last-requests": {
        "task": "schools.tasks.everywhere",
        "args": ["accounts.tasks.keep_last_requests"],
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "tidy-accounts": {
        "task": "schools.tasks.everywhere",
        "args": ["accounts.tasks.tidy_accounts"],
        "schedule": 3600.0,
    },
}

# Called with each slice of an import, inside its transaction; nothing follows the roster so far.
AFTER_ROSTER_SLICE = ""

LOGGING = logs.configured()
