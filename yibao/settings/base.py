"""What every installation shares. Values that differ come from ``_env`` and the leaf modules."""

from ._env import BASE_DIR, DATA_DIR, celery_broker, database, env
from ._variables import VARIABLES
from .celery import *  # noqa: F403
from .logging import DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID, LOGGING  # noqa: F401
from .rest import *  # noqa: F403
from .security import *  # noqa: F403

ENVIRONMENT = "production"
# The list of variables for the manual.
ENVIRONMENT_VARIABLES = VARIABLES
DEBUG = False
# Simulators, the till, the message outbox: only where a leaf module says so, never production.
SANDBOX_ENABLED = False
TEST_HOOKS_ALLOWED = False
DEFAULT_TENANT_CODE = "live"

INSTALLED_APPS = [
    "yibao.kernel",
    "yibao.audit",
    "yibao.notices",
    "yibao.cases",
    "accounts",
    "vouchers",
    "family",
    "settlement",
    "yibao.web",
    "yibao.sandbox",
    "yibao.web.admin_app.YibaoAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "oauth2_provider",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
    "csp",
    "django_prometheus",
    "django_structlog",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "yibao.kernel.http.RequestIdMiddleware",
    "yibao.kernel.http.ProxyAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "yibao.kernel.http.ServiceFaultMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "yibao.web.console.ConsoleSessionMiddleware",
    "yibao.web.middleware.PageLoginMiddleware",
    "yibao.kernel.http.NoStoreMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "yibao.web.middleware.CitizenSessionMiddleware",
    "accounts.web.middleware.SignInMiddleware",
    "yibao.web.middleware.PageFaultMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "yibao.urls"
WSGI_APPLICATION = "yibao.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yibao.web.context.site",
            ],
            "builtins": ["yibao.web.templatetags.ui"],
        },
    }
]

DATABASE_OPTIONS = {
    # A waiting request gives up before the caller does; money never waits without end.
    "options": (
        "-c lock_timeout=2s -c statement_timeout=10s "
        "-c idle_in_transaction_session_timeout=15s -c synchronous_commit=on"
    ),
}


def databases(url: str, owner_url: str | None) -> dict[str, dict[str, object]]:
    """The application's connection and, where there is one, the owner's for migrations."""
    found = {"default": {**database(url), "OPTIONS": {**DATABASE_OPTIONS}}}
    if owner_url:
        found["owner"] = {**database(owner_url), "OPTIONS": {}, "TEST": {"MIRROR": "default"}}
    return found


DATABASES = databases(
    env.str("DATABASE_URL", default="postgres://yibao_app@localhost/yibao"),
    env.str("DATABASE_OWNER_URL", default=None),
)
for _connection in DATABASES.values():
    _connection["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
    _connection["CONN_HEALTH_CHECKS"] = True
# The application role that may not change entries and audit rows; named apart only in tests.
DATABASE_APP_ROLE = env.str("DATABASE_APP_ROLE", default=str(DATABASES["default"]["USER"]))
DATABASE_ROUTERS = ["yibao.kernel.dbroles.PrimaryOnlyRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="redis://localhost:6379/0")
CELERY_BROKER_URL = celery_broker(REDIS_URL)

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "yibao" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "media"
FILE_UPLOAD_HANDLERS = [
    # Pictures of faces never reach the temporary folder (T21).
    "yibao.kernel.uploads.PicturesInMemory",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# Copies of people's own data, sealed; gone after seven days.
EXPORT_DIR = DATA_DIR / "exports"
# Closed accounts, outside the database: what a restored backup must forget again (T91).
ERASURES_FILE = env.str("ERASURES_FILE", default=str(DATA_DIR / "erasures.jsonl"))

# Ports to outside systems: each has a simulator and a production adapter.
SMS_GATEWAY = "yibao.notices.gateways.http.HttpSmsGateway"
# The own engine, or the outside service that the bureau has contracted.
FACE_PROVIDERS = {
    "local": "accounts.gateways.face_local.LocalFaceGateway",
    "http": "accounts.gateways.face_http.HttpFaceGateway",
}
FACE_GATEWAY = FACE_PROVIDERS[env.str("FACE_PROVIDER", default="local")]
# The socket of `manage.py run_face_engine`, and how long its answer is waited for.
FACE_ENGINE_SOCKET = env.str("FACE_ENGINE_SOCKET", default=str(DATA_DIR / "run" / "face.sock"))
FACE_ENGINE_SECONDS = 12
# Whether a clerk can see people by video instead (P189).
FACE_VIDEO_BY_APPOINTMENT = env.bool("FACE_VIDEO_BY_APPOINTMENT", default=True)
VOICE_GATEWAY = "yibao.notices.gateways.voice.HttpVoiceGateway"
SMS_HTTP_URL = env.str("SMS_HTTP_URL", default="")
SMS_HTTP_TOKEN = env.str("SMS_HTTP_TOKEN", default="")
VOICE_HTTP_URL = env.str("VOICE_HTTP_URL", default="")
VOICE_HTTP_TOKEN = env.str("VOICE_HTTP_TOKEN", default="")
FACE_HTTP_URL = env.str("FACE_HTTP_URL", default="")
FACE_HTTP_TOKEN = env.str("FACE_HTTP_TOKEN", default="")
BANK_GATEWAY = "settlement.gateways.bank_http.HttpBankGateway"
BANK_HTTP_URL = env.str("BANK_HTTP_URL", default="")
BANK_HTTP_TOKEN = env.str("BANK_HTTP_TOKEN", default="")

# Bank cards (P171): how many, which kinds, and what they may pay, in 分.
MAX_CARDS = 5
CREDIT_CARDS_ALLOWED = False
CARD_PAYMENT_MAX_FEN, CARD_DAY_MAX_FEN = 500_000, 1_000_000
CARD_PAYMENT_START_FEN, CARD_DAY_START_FEN = 50_000, 100_000

# Who may read /metrics from another host; empty: nobody.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

SERVICE_NAME = "医保服务"
HOME_REGION_CODE = env.str("HOME_REGION_CODE", default="510600")
SUPPORT_PHONE = "12393"
