"""Everything a person can open, by group; the first page shows the most used."""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Entry:
    """One way on: drawing, words, address by name, and what stands behind it."""

    icon: str
    title: str
    name: str
    note: str = ""

    @property
    def url(self) -> str:
        """The address."""
        return reverse(self.name)


#: 常用 on the first page: six, of which 长辈版 shows four and the rest under 更多.
MOST_USED = (
    Entry("family", "亲情账户", "family:index"),
    Entry("bill", "账单", "settlement:bills"),
    Entry("wallet", "个人账户", "settlement:balance"),
    Entry("card", "银行卡", "settlement:cards"),
    Entry("place", "查医院药店", "accounts:places"),
    Entry("meter", "还能报多少", "settlement:benefits"),
)

GROUPS: dict[str, tuple[Entry, ...]] = {
    "医保码": (
        Entry("code", "医保码", "vouchers:code"),
        Entry("lock", "医保码管理", "vouchers:manage", "密码、限额、停用和换发"),
        Entry("shield", "已授权的渠道", "vouchers:channels", "还在哪些应用里能出示"),
        Entry("history", "使用记录", "vouchers:history", "谁在哪里出示过、扫过"),
        Entry("warn", "医保码用不了", "web:why", "一样一样帮您查"),
    ),
    "家人": (
        Entry("family", "亲情账户", "family:index", "替家人出示医保码"),
        Entry("aid", "家庭共济", "settlement:aid-index", "让家人用您的个人账户余额"),
        Entry("info", "谁能为谁做什么", "family:graph", "出示码、用钱，一张图看清楚"),
        Entry("warn", "绑定了却用不了", "web:family-why", "一样一样帮您查"),
    ),
    "钱和账": (
        Entry("bill", "账单", "settlement:bills"),
        Entry("meter", "今年还能报多少", "settlement:benefits", "起付线、封顶线、住院次数"),
        Entry("wallet", "个人账户", "settlement:balance"),
        Entry("wallet", "医保钱包", "settlement:wallet", "家人转来的钱，也可以转给家人"),
        Entry("card", "银行卡", "settlement:cards"),
        Entry("history", "付钱的顺序", "settlement:pay-order", "自己的账户、家人的、银行卡"),
    ),
    "参保": (
        Entry("shield", "参保信息", "accounts:insured"),
        Entry("calendar", "缴费记录", "accounts:contributions", "哪个月缴了，哪个月没缴"),
        Entry("wallet", "居民医保缴费", "settlement:premiums", "给自己或家人缴一年的"),
        Entry("edit", "更正参保信息", "accounts:correct", "信息不对，申请更正"),
    ),
    "外出看病": (
        Entry("place", "异地就医备案", "settlement:remote", "到外地住院，先备案再直接结算"),
        Entry("search", "哪些地方能直接结算", "settlement:remote-areas"),
    ),
    "查一查": (
        Entry("place", "查医院和药店", "accounts:places", "哪里能扫码，现在开不开门"),
        Entry("search", "查药品能不能报", "settlement:catalogue", "甲类、乙类还是不报"),
        Entry("print", "核对打印件", "settlement:verify-start", "结算单是不是真的"),
    ),
    "登录和隐私": (
        Entry("phone", "登录和设备", "accounts:security", "在哪里登录过，退出其他设备"),
        Entry("phone", "换手机号", "accounts:phone"),
        Entry("lock", "个人信息和授权", "accounts:privacy", "您同意过什么，谁看过"),
        Entry("download", "下载我的信息", "accounts:export"),
        Entry("leave", "注销账号", "accounts:close"),
    ),
    "显示和帮助": (
        Entry("message", "消息", "notices:messages"),
        Entry("text", "大字版和显示", "web:display"),
        Entry("help", "帮助", "web:help"),
        Entry("phone", "各地医保经办机构电话", "web:contacts"),
        Entry("message", "给我们提意见", "web:feedback"),
    ),
}
