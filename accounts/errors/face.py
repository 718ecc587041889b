"""What can go wrong with a face check."""

from yibao.kernel.errors import DomainError


class FaceRefusal(DomainError):
    """Every reason why a face check leads nowhere now; catch this one."""


class FaceConsentMissing(FaceRefusal):
    """Separate consent comes before any face check (T21)."""

    code = "accounts.face.consent_missing"
    status = 403
    title = "请先看刷脸说明"
    detail = "刷脸要单独征得您的同意。"


class FacePaused(FaceRefusal):
    """Five failed face checks in 24 hours (P35)."""

    code = "accounts.face.paused"
    status = 429
    title = "今天刷脸次数用完了"
    detail = "24 小时内最多试 5 次。"
    next_step = "可以带身份证去窗口办。"
    retry = True


class FaceNotValid(FaceRefusal):
    """No passed, fresh, unused check of this person for this purpose (T20)."""

    code = "accounts.face.not_valid"
    title = "请重新刷脸"
    detail = "刷脸结果 5 分钟内有效，只能用一次。"


class FacePhotoUnusable(FaceRefusal):
    """Nothing was sent, or it is no photo; it does not count as a failure."""

    code = "accounts.face.photo_unusable"
    status = 422
    title = "没有收到照片"
    detail = "请拍一张正面照片（JPG 或 PNG，不超过 5 MB）。这次不算失败。"


class FaceAway(FaceRefusal):
    """The comparing service does not answer; it does not count as a failure (F-faults)."""

    code = "accounts.face.away"
    status = 503
    title = "现在刷不了脸"
    detail = "比对服务没有应答，这次不算您失败，您填的内容都还在。"
    next_step = "请过几分钟再试，也可以带身份证去窗口办。"
    retry = True


class FaceUnclear(FaceRefusal):
    """The picture is not good enough to compare; it does not count as a failure."""

    code = "accounts.face.unclear"
    status = 422
    title = "这张看不清，请重拍"
    detail = "{said}这次不算失败。"
    next_step = "{todo}"


class FaceNoReference(FaceRefusal):
    """The register holds no photo to compare with; it does not count as a failure."""

    code = "accounts.face.no_reference"
    title = "库里没有您的照片"
    detail = "库里没有您的照片，没法比对，这次不算失败。"
    next_step = "请带身份证到窗口，工作人员当面核实。"


class FaceLinkGone(FaceRefusal):
    """The link to another phone was used, claimed by another phone, or is over (T20)."""

    code = "accounts.face.link_gone"
    status = 410
    title = "这个二维码不能用了"
    detail = "二维码 5 分钟内有效，只能一部手机用一次。"
    next_step = "请在原来的设备上按“换一台手机”，再扫新的二维码。"


class FaceLinkNumberWrong(FaceRefusal):
    """The number is not the one on the waiting page; the third wrong one ends the link."""

    code = "accounts.face.link_number_wrong"
    status = 422
    title = "数字不对"
    detail = "和原来设备上显示的不一样，还能再输 {left} 次。"


class FaceLinkTooMany(FaceRefusal):
    """Too many links to other phones in an hour."""

    code = "accounts.face.link_too_many"
    status = 429
    title = "二维码换得太多了"
    detail = "1 小时内最多生成 10 个。"
    next_step = "请过 1 小时再试，也可以带身份证去窗口办。"
    retry = True
