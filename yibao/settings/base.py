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
    "yibao.webhooks",
    "yibao.portal",
    "yibao.conformance",
    "yibao.gateway",
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
    "yibao.portal.middleware.RequestLogMiddleware",
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
    "yibao.web.middleware.RequestSizeMiddleware",
    "accounts.web.middleware.SignInMiddleware",
    "yibao.web.middleware.PageFaultMiddleware",
    "yibao.kernel.http.RequestLogMiddleware",
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
                "yibao.portal.context.portal",
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
    # Nor do pictures of papers.
    "yibao.kernel.uploads.DocumentsInMemory",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# Copies of people's own data, sealed; gone after seven days.
EXPORT_DIR = DATA_DIR / "exports"
# Pictures of papers, sealed one by one (settled 21): limits in bytes, days they are kept after the
# end of their request, and after a draft that was never handed in (P71).
DOCUMENT_DIR = DATA_DIR / "documents"
UPLOAD_FILE_BYTES = 15 * 1024 * 1024
UPLOAD_CASE_FILES = 12
UPLOAD_PERSON_BYTES = 100 * 1024 * 1024
UPLOAD_REQUEST_BYTES = 16 * 1024 * 1024
UPLOAD_PDF_PAGES = 10
DOCUMENT_KEPT_DAYS = env.int("DOCUMENT_KEPT_DAYS", default=1095)
DOCUMENT_UNSENT_DAYS = 30
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
# What looks through uploads for malware; without an answer nothing is taken (T53).
ANTIVIRUS_GATEWAY = "family.gateways.antivirus_clamd.ClamdGateway"
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", default="")
BANK_GATEWAY = "settlement.gateways.bank_http.HttpBankGateway"
BANK_HTTP_URL = env.str("BANK_HTTP_URL", default="")
BANK_HTTP_TOKEN = env.str("BANK_HTTP_TOKEN", default="")
# The register of premiums of resident insurance (P172).
PREMIUM_GATEWAY = "settlement.gateways.premium_http.HttpPremiumRegister"
PREMIUM_HTTP_URL = env.str("PREMIUM_HTTP_URL", default="")
PREMIUM_HTTP_TOKEN = env.str("PREMIUM_HTTP_TOKEN", default="")
# The registers of kinship and births (P63, P67).
KINSHIP_GATEWAY = "family.gateways.kinship_http.HttpKinshipGateway"
KINSHIP_HTTP_URL = env.str("KINSHIP_HTTP_URL", default="")
KINSHIP_HTTP_TOKEN = env.str("KINSHIP_HTTP_TOKEN", default="")

# Messages to partners (T80): ports that they may name, networks that are allowed although they are
# not public (only where the bureau's own partners sit in them), seconds for one try.
WEBHOOK_PORTS = env.list("WEBHOOK_PORTS", cast=int, default=[443, 8443])
WEBHOOK_ALLOW_NETS = env.list("WEBHOOK_ALLOW_NETS", default=[])
WEBHOOK_SECONDS = 10

# The national interface also without "/gateway/" before its addresses, for systems that cannot name
# a path; how many days its log is kept.
GATEWAY_AT_ROOT = env.bool("GATEWAY_AT_ROOT", default=False)
GATEWAY_LOG_DAYS = env.int("GATEWAY_LOG_DAYS", default=90)
# How many days the portal shows what partners called.
REQUEST_LOG_DAYS = env.int("REQUEST_LOG_DAYS", default=30)

# Risk signals of family accounts (P91, feature 44): from how many on a person looks at it.
FAMILY_RISK_PHARMACY_MEMBERS = env.int("FAMILY_RISK_PHARMACY_MEMBERS", default=3)
FAMILY_RISK_MONTH_BINDERS = env.int("FAMILY_RISK_MONTH_BINDERS", default=4)
FAMILY_RISK_DEVICE_HOLDERS = env.int("FAMILY_RISK_DEVICE_HOLDERS", default=3)

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
