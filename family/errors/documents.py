"""Why a picture was not taken: the nine messages of the upload pages, and what stands around them.

``title`` is the message itself; ``detail`` and ``next_step`` say what to do.
"""

from yibao.kernel.errors import DomainError

_REST_STANDS = "其他照片都还在。"


class UploadMissing(DomainError):
    """Nothing was chosen."""

    code = "family.upload.missing"
    status = 422
    title = "请先选一张照片"
    detail = "请先选一张照片。"
    next_step = "点“拍照”或“从相册选”。"


class UploadPlaceClosed(DomainError):
    """A returned request is mended where that was asked, and nowhere else (feature 35)."""

    code = "family.upload.place_closed"
    title = "这一处不用补"
    detail = "这一处不用补，原来的照片还在。"
    next_step = "请只补列出来的几处。"


class UploadKind(DomainError):
    """Neither a picture nor a PDF, judged by its content (T47)."""

    code = "family.upload.kind"
    status = 415
    title = "只能用照片或 PDF"
    detail = "只能用照片或 PDF。"
    next_step = "请拍一张照片，或选相册里的照片。"


class UploadTooLarge(DomainError):
    """More bytes or pixels than are read (T46, T51)."""

    code = "family.upload.too_large"
    status = 413
    title = "照片太大了"
    detail = "照片太大了（最大 {limit}）。"
    next_step = f"请在相机里选小一点的尺寸重拍，{_REST_STANDS}"


class UploadEmpty(DomainError):
    """No byte in it."""

    code = "family.upload.empty"
    status = 422
    title = "这个文件是空的"
    detail = "这个文件是空的。"
    next_step = "请重新拍一张。"


class UploadUnreadable(DomainError):
    """It says it is a picture and cannot be read as one (T48)."""

    code = "family.upload.unreadable"
    status = 422
    title = "这个文件打不开"
    detail = "这个文件打不开。"
    next_step = "请重新拍一张，或换一张照片。"


class UploadUnsafe(DomainError):
    """Known malware, or a document that wants to act (T44, T53); nothing was kept."""

    code = "family.upload.unsafe"
    status = 422
    title = "这个文件不安全，没有保存"
    detail = "这个文件不安全，没有保存。"
    next_step = "请直接用手机拍一张纸面的照片。"


class OriginalClosed(DomainError):
    """The stored file itself is opened for a reason, for ten minutes (T94)."""

    code = "family.document.original_closed"
    status = 403
    title = "要先写明原因"
    detail = "看原件要先写明原因，10 分钟内可以看。"


class UploadHasPassword(DomainError):
    """An encrypted PDF."""

    code = "family.upload.password"
    status = 422
    title = "PDF 有密码"
    detail = "PDF 有密码，请去掉密码再传。"
    next_step = "也可以直接拍纸面的照片。"


class UploadFailed(DomainError):
    """Something on our side did not work; nothing was kept and nothing was lost."""

    code = "family.upload.failed"
    status = 503
    title = "没传成功，请再试一次"
    detail = "没传成功，请再试一次。{reason}"
    next_step = f"过几分钟再传。{_REST_STANDS}"
    retry = True

    def __init__(self, *, reason: str = "", **extra: object) -> None:
        super().__init__(reason=reason, **extra)


class UploadTooManyPages(DomainError):
    """More pages than the place holds."""

    code = "family.upload.too_many_pages"
    status = 422
    title = "张数太多"
    detail = "这一项只要 {most} 张。"
    next_step = "请只留需要的那几页，重新拍。"


class UploadCaseFull(DomainError):
    """As many pictures as one request may have (settled 21)."""

    code = "family.upload.case_full"
    status = 422
    title = "这件申请的照片满了"
    detail = "一件申请最多 {most} 张照片。"
    next_step = "请先删掉不需要的，再传新的。"


class UploadRoomFull(DomainError):
    """As much as one person may store (settled 21, T51)."""

    code = "family.upload.room_full"
    status = 422
    title = "存的照片太多了"
    detail = "您各件申请的照片加起来超过了 {most} MB。"
    next_step = "请删掉不用的，或拨 12393 请工作人员帮忙。"
