"""Every environment variable that anything reads: name, default, meaning.

``docs/reference/env.md`` is made from it; a test compares it with the code.
"""

NEEDED = "必填（生产）"
GENERATED = "自动生成"
NONE = "–"

VARIABLES = [
    ("DJANGO_SETTINGS_MODULE", "`yibao.settings.local`", "用哪一套设置：local、test、production"),
    ("DATABASE_URL", "内置服务器", "应用角色的 PostgreSQL 地址，15 或更新"),
    ("DATABASE_OWNER_URL", NONE, "同一个库的拥有者角色，只用来迁移"),
    ("DATABASE_APP_ROLE", "地址里的用户", "应用角色的名字，只在测试里另设"),
    ("DATABASE_CONN_MAX_AGE", "60", "数据库连接保留的秒数"),
    ("REDIS_URL", "内置服务器", "Redis 或 Valkey 的地址，只用来叫醒后台任务"),
    ("DATA_DIR", "`.yibao`", "保存数据、上传文件、日志和自动生成的密钥的文件夹"),
    ("ERASURES_FILE", "`DATA_DIR/erasures.jsonl`", "已注销账号的名单，恢复备份后要重放；另外备份"),
    ("SECRET_KEY", f"{NEEDED}，本机{GENERATED}", "签名会话和链接"),
    ("SECRET_KEY_FALLBACKS", NONE, "更换 SECRET_KEY 后仍要认的旧值，逗号分隔"),
    ("FIELD_KEYS", f"{NEEDED}，本机{GENERATED}", "加密个人信息的密钥，`名字:十六进制`，新的在前"),
    ("INDEX_KEY", f"{NEEDED}，本机{GENERATED}", "等值查找用的散列密钥，64 位十六进制"),
    ("CODE_KEY", f"{NEEDED}，本机{GENERATED}", "动态码散列的密钥，64 位十六进制"),
    ("ALLOWED_HOSTS", f"{NEEDED}，本机 `*`", "网站的域名，逗号分隔"),
    ("PASSKEY_RP_ID", "访问的域名", "通行密钥绑定的域名（生产），定了就不要再改"),
    ("CSRF_TRUSTED_ORIGINS", NONE, "带协议的来源，逗号分隔"),
    ("INTERNAL_BASE_URL", "`http://127.0.0.1:PORT`", "演示收费窗口调用接口的地址"),
    ("HOME_REGION_CODE", "510600", "本地参保地的行政区划代码"),
    (
        "SCAN_RISK_RULES",
        "distance,night,frequency（本机 distance）",
        "哪些扫码要再验证一次，逗号分隔；空：都不要",
    ),
    ("SCAN_RISK_FREQUENCY", "30", "同一个人 10 分钟里扫码超过几次要再验证"),
    ("SMS_HTTP_URL", NONE, "短信网关地址（生产）"),
    ("SMS_HTTP_TOKEN", NONE, "短信网关令牌"),
    ("VOICE_HTTP_URL", NONE, "语音验证码网关地址（生产）"),
    ("VOICE_HTTP_TOKEN", NONE, "语音验证码网关令牌"),
    ("FACE_PROVIDER", "local", "人脸核验由谁做：local 自己的引擎，http 外部服务"),
    ("FACE_ENGINE_SOCKET", "`DATA_DIR/run/face.sock`", "人脸引擎进程的套接字"),
    ("FACE_VIDEO_BY_APPOINTMENT", "True", "页面上写不写“视频核实”这条办法"),
    ("FACE_HTTP_URL", NONE, "外部人脸核验的地址（FACE_PROVIDER=http）"),
    ("FACE_HTTP_TOKEN", NONE, "人脸核验令牌"),
    ("BANK_HTTP_URL", NONE, "银行卡支付处理方的地址（生产）"),
    ("BANK_HTTP_TOKEN", NONE, "银行卡支付处理方令牌"),
    ("METRICS_TOKEN", NONE, "从别的主机读 `/metrics` 的令牌；空：只有本机能读"),
    ("PROMETHEUS_MULTIPROC_DIR", NONE, "多个进程合计指标的文件夹，启动前要清空"),
    ("PORT", "8000", "`make run` 和 gunicorn 监听的端口"),
    ("WEB_WORKERS", "2", "网页进程数，每个四个线程"),
    ("TRUSTED_PROXY_COUNT", "1（生产）", "应用前面有几层自己的反向代理，按它取来访地址"),
    ("FORWARDED_ALLOW_IPS", "`127.0.0.1`", "gunicorn 相信其转发头的代理地址"),
    ("BROWSER", "1", "`make test`：0 表示不跑浏览器测试"),
    ("CHROMIUM", NONE, "`make test` 用的浏览器"),
    ("CHROMIUM_PATH", "由 `make test` 给出", "浏览器测试打开的程序"),
    ("YIBAO_FULL", NONE, "`make test-full` 设为 1"),
    ("YIBAO_TEST_HOOKS", NONE, "1：打开测试钩子；生产设置拒绝启动"),
    ("YIBAO_FAILPOINT", NONE, "`名字:动作[:次数]`，故障演练；生产设置拒绝启动"),
]
