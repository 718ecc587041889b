"""What cannot be done with the books: proofs and files of account money (划入)."""

from yibao.kernel.errors import DomainError


class ProofUnderWay(DomainError):
    """One proof at a time."""

    code = "books.proof_under_way"
    title = "正在核对"
    detail = "总账核对已经在做，不用再点。"
    next_step = "请过几分钟刷新看结果。"


class ProofNotBroken(DomainError):
    """Only an open incident is explained, and once."""

    code = "books.proof_not_broken"
    title = "没有要查明的事故"
    detail = "这次核对现在是“{state}”。"


class AllotmentFileRefused(DomainError):
    """The file as a whole cannot be read."""

    code = "allotment.file"
    status = 422
    title = "文件读不懂"
    detail = "第 {line} 行：{reason}"
    next_step = "什么也没有保存。请改好文件再传。"


class AllotmentKnown(DomainError):
    """The same bytes were uploaded before (SHA-256)."""

    code = "allotment.known"
    title = "这个文件传过了"
    detail = "同样的文件已是批次 {ref}。"
    next_step = "请打开那个批次；要更正请传更正文件。"


class AllotmentStateRefused(DomainError):
    """It was decided meanwhile, or is still being checked."""

    code = "allotment.state"
    title = "现在不能办"
    detail = "这个批次现在是“{state}”。"


class AllotmentSamePerson(DomainError):
    """Who uploaded does not approve (four eyes)."""

    code = "allotment.same_person"
    status = 403
    title = "要换一个人办"
    detail = "上传人不能自己批准。"
    next_step = "请让另一位财务人员批准。"


class AllotmentEmpty(DomainError):
    """Nothing in the file can be posted."""

    code = "allotment.empty"
    status = 422
    title = "没有可以入账的行"
    detail = "检查以后没有一行可以入账。"
    next_step = "请选“不用”，改好文件再传。"
