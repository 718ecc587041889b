"""``make run``: real servers, demo city, simulators of the outside systems, plain HTTP."""

from ._env import DATA_DIR, env, local_secrets
from .base import *  # noqa: F403
from .base import MIDDLEWARE, OAUTH2_PROVIDER, STORAGES

ENVIRONMENT = "demo"
SANDBOX_ENABLED = True
TEST_HOOKS_ALLOWED = True
DEFAULT_TENANT_CODE = "demo"
# Vendors ask for faults with a header of their test calls.
MIDDLEWARE = [*MIDDLEWARE, "yibao.sandbox.faults.FaultMiddleware"]

_secrets = local_secrets()
SECRET_KEY = _secrets["SECRET_KEY"]
FIELD_KEYS = _secrets["FIELD_KEYS"]
INDEX_KEY = _secrets["INDEX_KEY"]
CODE_KEY = _secrets["CODE_KEY"]

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
INTERNAL_BASE_URL = env.str(
    "INTERNAL_BASE_URL", default=f"http://127.0.0.1:{env.str('PORT', default='8000')}"
)
# Vendors try their receivers on this machine, over plain HTTP and on any port.
WEBHOOK_ALLOW_NETS = env.list("WEBHOOK_ALLOW_NETS", default=["127.0.0.0/8"])

# All visitors of a demonstration come from one address.
OTP_SENDS_PER_SOURCE_HOUR = 600
# The same few people are scanned all day and at night.
SCAN_RISK_RULES = env.list("SCAN_RISK_RULES", default=["distance"])

ANTIVIRUS_GATEWAY = "family.gateways.antivirus_simulator.SimulatedAntivirusGateway"
BANK_GATEWAY = "settlement.gateways.bank_simulator.SimulatedBankGateway"
PREMIUM_GATEWAY = "settlement.gateways.premium_simulator.SimulatedPremiumRegister"
KINSHIP_GATEWAY = "family.gateways.kinship_simulator.SimulatedKinshipGateway"
SMS_GATEWAY = "yibao.notices.gateways.simulator.SimulatedSmsGateway"
VOICE_GATEWAY = "yibao.notices.gateways.voice.SimulatedVoiceGateway"
FACE_GATEWAY = "accounts.gateways.face_sandbox.SandboxFaceGateway"

STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Nothing is collected here: files are served from where they lie.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
SESSION_COOKIE_NAME = "yibao_session"
CSRF_COOKIE_NAME = "yibao_csrf"
# Two copies on one host with different ports must not share cookies.
_port = env.str("PORT", default="8000")
if _port != "8000":
    SESSION_COOKIE_NAME = f"yibao_session_{_port}"
    CSRF_COOKIE_NAME = f"yibao_csrf_{_port}"
    DEVICE_COOKIE_NAME = f"yibao_device_{_port}"
# The demo bank lives on this host, on whatever port.
OAUTH2_PROVIDER = {
    **OAUTH2_PROVIDER,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["http", "https"],
    "ALLOW_LOCALHOST_LOOPBACK": True,
}
LOG_DIR = DATA_DIR / "logs"
