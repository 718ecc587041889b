"""Sessions, headers, logins, content security policy (threat rows T13–T28, T82, T98)."""

from csp.constants import NONE, SELF

from ._env import env

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "web:home"
LOGOUT_REDIRECT_URL = "accounts:start"

# Sessions live in the database: losing Redis must not log anyone out, and they can be ended.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_SAVE_EVERY_REQUEST = False
# By this a device is known again after signing out (T16).
DEVICE_COOKIE_NAME = "yibao_device"
DEVICE_COOKIE_AGE = 30 * 24 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "yibao.web.errors.csrf_failure"

# How long a proof of presence counts, in seconds.
UNLOCK_SECONDS = 5 * 60
# Changes of phone, cards and factors; then the reading of other personal pages.
PROOF_SECONDS = 5 * 60
PROOF_SECONDS_READING = 15 * 60
PROOF_PAGE = "vouchers:unlock"
# Where the QR code of a face check leads, on another phone.
FACE_PHONE_PAGE = "accounts:face-phone"
# Domain of passkeys; empty: the host of the request.
PASSKEY_RP_ID = ""
RECHECK_SECONDS = 15 * 60
# Which scans surprise (T02): two far places in too short a time, a pharmacy at night, too many.
SCAN_RISK_RULES = env.list("SCAN_RISK_RULES", default=["distance", "night", "frequency"])
SCAN_RISK_FREQUENCY = env.int("SCAN_RISK_FREQUENCY", default=30)
CONSOLE_IDLE_SECONDS = 15 * 60
CONSOLE_TOTAL_SECONDS = 8 * 3600

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
PERMISSIONS_POLICY = {"camera": ["self"], "geolocation": [], "microphone": [], "payment": []}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = 5

# How many of our own proxies stand before the application; X-Forwarded-For counts from there.
TRUSTED_PROXY_COUNT = 0
# Codes by text message that one address may ask for in an hour (T15).
OTP_SENDS_PER_SOURCE_HOUR = 30

AXES_FAILURE_LIMIT = 5
AXES_HANDLER = "yibao.web.console_lock.GrowingLockHandler"
AXES_LOCKOUT_CALLABLE = "yibao.web.console_lock.refusal"
# Hours for which failures are remembered; the lock itself grows from 30 seconds to an hour.
AXES_COOLOFF_TIME = 24
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# By account and source together, so that nobody can lock a reviewer out from elsewhere (T26).
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_IPWARE_PROXY_COUNT = 0
AXES_ONLY_ADMIN_SITE = False
AXES_SENSITIVE_PARAMETERS = ["username", "password", "phone", "code"]
OTP_TOTP_ISSUER = "yibao"
