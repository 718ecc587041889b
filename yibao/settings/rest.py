"""REST framework, OAuth provider and OpenAPI generation."""

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.rest.authentication.PartnerTokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.rest.permissions.HasRequiredScope"],
    "DEFAULT_THROTTLE_CLASSES": ["accounts.rest.throttling.ClientThrottle"],
    "DEFAULT_PARSER_CLASSES": ["yibao.kernel.rest.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["yibao.kernel.rest.CompactJSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "yibao.kernel.openapi.ProblemAutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "yibao.kernel.rest.CursorPages",
    "PAGE_SIZE": 50,
    "EXCEPTION_HANDLER": "yibao.kernel.rest.problem_handler",
    "UNAUTHENTICATED_USER": None,
    "STRICT_JSON": True,
    "COERCE_DECIMAL_TO_STRING": True,
    "NUM_PROXIES": 0,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

API_REQUESTS_PER_MINUTE = 6000
# All systems of one vendor together, in its sandbox.
SANDBOX_REQUESTS_PER_MINUTE = 3000

SPECTACULAR_SETTINGS = {
    "TITLE": "yibao 合作方接口",
    "DESCRIPTION": "医院、药店及其信息系统使用的接口。金额一律为两位小数的字符串。",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # Choices stay where they are used; names made up for them would help nobody.
    "POSTPROCESSING_HOOKS": [
        "yibao.web.api_texts.add_texts",
    ],
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "oauth2": {
                "type": "oauth2",
                "flows": {
                    "clientCredentials": {"tokenUrl": "/oauth/token/", "scopes": {}},
                    "authorizationCode": {
                        "authorizationUrl": "/oauth/authorize/",
                        "tokenUrl": "/oauth/token/",
                        "refreshUrl": "/oauth/token/",
                        "scopes": {},
                    },
                },
            }
        }
    },
    "SECURITY": [{"oauth2": []}],
}

OAUTH2_PROVIDER_APPLICATION_MODEL = "accounts.PartnerClient"
OAUTH2_PROVIDER = {
    "SCOPES": {
        "vouchers:scan": "扫码识别参保人",
        "visits:write": "登记就诊、上传费用",
        "settlements:write": "试算、结算、冲正",
        "settlements:read": "查询结算",
        "refunds:write": "退费",
        "reconciliation": "对账、清算",
        "webhooks": "通知地址",
        "persons:identity": "取得完整姓名和证件号码",
        "sandbox": "演示环境工具",
        "me.profile": "看您的姓名（隐去中间的字）、参保地和医保码状态",
        "me.voucher": "在应用里开通、出示您的医保码",
        "me.family": "看您能替哪些家人出示医保码",
    },
    "SCOPES_BACKEND_CLASS": "accounts.rest.scopes.ClientScopes",
    "OAUTH2_VALIDATOR_CLASS": "accounts.rest.validator.ClientValidator",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
    # An app that was not opened for so long asks its user again.
    "REFRESH_TOKEN_EXPIRE_SECONDS": 90 * 24 * 3600,
    "PKCE_REQUIRED": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_PKCE_REQUIRED": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "COMPLIANT_BCP_RFC9700_REFRESH_TOKEN": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_MATCHING": True,
}
