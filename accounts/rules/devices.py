"""How a device is called in the list of devices: kind and browser, nothing finer."""

# First match wins; the more special name stands before the general one.
_KINDS = (
    ("iPad", "苹果平板"),
    ("iPhone", "苹果手机"),
    ("HarmonyOS", "华为手机"),
    ("OpenHarmony", "华为手机"),
    ("Android", "安卓手机"),
    ("Windows", "Windows 电脑"),
    ("Macintosh", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("AlipayClient", "支付宝"),
    ("Edg", "Edge 浏览器"),
    ("HuaweiBrowser", "华为浏览器"),
    ("MiuiBrowser", "小米浏览器"),
    ("UCBrowser", "UC 浏览器"),
    ("QQBrowser", "QQ 浏览器"),
    ("Firefox", "火狐浏览器"),
    ("Chrome", "Chrome 浏览器"),
    ("Safari", "Safari 浏览器"),
)


def label_of(agent: str) -> str:
    """Words such as 安卓手机，微信; an unknown program is 其他设备."""
    kind = _first(_KINDS, agent) or "其他设备"
    browser = _first(_BROWSERS, agent)
    return f"{kind}，{browser}" if browser else kind


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((word for mark, word in names if mark in agent), "")
