"""What can go wrong with phones, names, faces and staff accounts, in the words of the pages."""

from yibao.kernel.errors import DomainError


class CodeWrong(DomainError):
    """The typed code is not the newest one (T13)."""

    code = "accounts.phone.code_wrong"
    status = 422
    title = "验证码不对"
    detail = "请看看短信里最新的 6 位数字。还可以再试 {tries_left} 次。"


class CodeExpired(DomainError):
    """No code is alive for this number: never sent, used, replaced or older than 10 minutes."""

    code = "accounts.phone.code_expired"
    status = 422
    title = "这个验证码已经失效"
    detail = "验证码 10 分钟内有效，只能用一次。"
    next_step = "请点“重发短信”，用最新的一条。"


class CodeSpent(DomainError):
    """Five wrong tries on one code (T13)."""

    code = "accounts.phone.code_spent"
    status = 422
    title = "这个验证码不能再试了"
    detail = "这个验证码已经试了 5 次。"
    next_step = "请点“重发短信”，用最新的一条。"


class SendTooSoon(DomainError):
    """One code a minute and number (T15)."""

    code = "accounts.phone.send_too_soon"
    status = 429
    title = "验证码刚刚发过"
    detail = "请等 {retry_after} 秒再要新的验证码。"
    retry = True


class TooManyCodes(DomainError):
    """The hourly or daily number of codes of a number or a source is used up (T15)."""

    code = "accounts.phone.too_many"
    status = 429
    title = "验证码要得太多了"
    detail = "为了安全，请等一会儿再试。"
    next_step = "着急可以带身份证去窗口办。"
    retry = True


class PhoneLocked(DomainError):
    """Twenty wrong codes a day for one number, or a hundred an hour from one source (T13, T14)."""

    code = "accounts.phone.locked"
    status = 429
    title = "暂时不能登录"
    detail = "试的次数太多，为了安全先停一会儿。"
    next_step = "着急可以带身份证去窗口。"
    retry = True


class NameMismatch(DomainError):
    """Name and number do not belong together (P3, P41)."""

    code = "accounts.real_name.mismatch"
    alias = "E-VCH-03"
    status = 422
    title = "姓名和身份证号对不上"
    detail = "请按证件上的写法填写；刚改过名字的，请先去窗口更新。还能再试 {tries_left} 次。"


class NotInRegister(DomainError):
    """The register does not hold this number, perhaps not yet (P1, P7)."""

    code = "accounts.real_name.not_in_register"
    alias = "E-VCH-02"
    status = 422
    title = "没查到您的参保信息"
    detail = "刚参保或刚转来的，信息可能还没到，最长要等 3 个月。还能再试 {tries_left} 次。"
    next_step = "请过几天再试，或拨医保局电话问一问。"


class IdentityTaken(DomainError):
    """Another account carries this identity (T22)."""

    code = "accounts.real_name.already_used"
    title = "身份证号已被使用"
    detail = "已经有一个账号用这个身份证号实名。如果是您以前的手机号，请用那个号码登录。"
    next_step = "号码不用了，请带身份证去窗口更换；不是您办的，请马上拨 12393。"


class RealNamePaused(DomainError):
    """Three wrong tries in 24 hours."""

    code = "accounts.real_name.too_many"
    status = 429
    title = "今天试的次数用完了"
    detail = "为了安全，{wait_hours} 小时以后可以再试。"
    next_step = "着急可以带身份证去窗口办。"
    retry = True


class TooYoung(DomainError):
    """Under 16 there is no own account and no own voucher: at the counter (P54)."""

    code = "accounts.real_name.too_young"
    title = "未满 16 岁请家长办"
    detail = "未满 16 周岁的孩子不用刷脸，也不能自己激活医保码。"
    next_step = "请家长带户口簿去窗口办。"


class CounterOnly(DomainError):
    """The register says something that only a clerk may look at (P39)."""

    code = "accounts.real_name.counter_only"
    title = "请到窗口核实身份"
    detail = "登记的信息需要当面核实，网上办不了。"
    next_step = "请带身份证去窗口，或拨医保局电话。"


class AlreadyRealNamed(DomainError):
    """One account, one person (T22)."""

    code = "accounts.real_name.already_done"
    title = "您已经实名了"
    detail = "这个账号已经实名，不能换成另一个人。"


class FaceConsentMissing(DomainError):
    """Separate consent comes before any face check (T21)."""

    code = "accounts.face.consent_missing"
    status = 403
    title = "请先看刷脸说明"
    detail = "刷脸要单独征得您的同意。"


class FacePaused(DomainError):
    """Five failed face checks in 24 hours (P35)."""

    code = "accounts.face.paused"
    status = 429
    title = "今天刷脸次数用完了"
    detail = "24 小时内最多试 5 次。"
    next_step = "可以带身份证去窗口办。"
    retry = True


class FaceNotValid(DomainError):
    """No passed, fresh, unused check of this person for this purpose (T20)."""

    code = "accounts.face.not_valid"
    title = "请重新刷脸"
    detail = "刷脸结果 5 分钟内有效，只能用一次。"


class FacePhotoUnusable(DomainError):
    """Nothing was sent, or it is no photo; it does not count as a failure."""

    code = "accounts.face.photo_unusable"
    status = 422
    title = "没有收到照片"
    detail = "请拍一张正面照片（JPG 或 PNG，不超过 5 MB）。这次不算失败。"


class FaceAway(DomainError):
    """The comparing service does not answer; it does not count as a failure (F-faults)."""

    code = "accounts.face.away"
    status = 503
    title = "现在刷不了脸"
    detail = "比对服务没有应答，这次不算您失败，您填的内容都还在。"
    next_step = "请过几分钟再试，也可以带身份证去窗口办。"
    retry = True


class EnrolmentUnknown(DomainError):
    """The chosen insurance relation is not the person's."""

    code = "accounts.enrolment.unknown"
    status = 422
    title = "请选一个参保地"
    detail = "请从列出的参保信息里选一个。"


class StaffNameTaken(DomainError):
    """User names are unique."""

    code = "accounts.staff.name_taken"
    title = "用户名已经有了"
    detail = "用户名 {username} 已经存在，请换一个。"


class StaffGroupUnknown(DomainError):
    """Groups are made by the installation, never by a typing error."""

    code = "accounts.staff.group_unknown"
    status = 422
    title = "没有这个角色"
    detail = "没有角色“{name}”。现有：{known}。"


class StaffPasswordWeak(DomainError):
    """The password does not meet the rules."""

    code = "accounts.staff.password_weak"
    status = 422
    title = "密码太弱"
    detail = "{reason}"


class RegisterFileUnreadable(DomainError):
    """The file cannot be read as a register at all."""

    code = "accounts.register.unreadable"
    status = 422
    title = "参保库文件读不了"
    detail = "{reason}"


class StaffOwnAccount(DomainError):
    """Nobody changes the own rights, factor or switch (T41)."""

    code = "accounts.staff.own_account"
    status = 403
    title = "不能改自己的账号"
    detail = "自己的权限、口令器和停用要由另一位管理员来做。"
