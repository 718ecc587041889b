"""The manual on what comes beside the proofs: photo, letter, signature, appeal, flaws of photos."""

from yibao.cases.manual import FLAWS, PAPERS, Chapter, Drawing

from .manual_papers import CASE_TYPE

PORTRAIT = Chapter(
    anchor="PORTRAIT",
    title="近期免冠照片",
    group=PAPERS,
    lead="当地开了这一项才有。满 16 岁的家人，和登记的照片比一比；未满 16 岁只存档，不比对。",
    steps=(
        "看是一个人的正面照，没有帽子和墨镜，脸没有被挡。",
        "看预检的“近期照片”：不相符就多看一眼，也可能是换了发型、长大了。",
        "拿不准是不是同一个人：退回请重拍，或转第二个人看，不要凭照片说材料是假的。",
    ),
    drawings=(
        Drawing("portrait", "正面，脸清楚，没有遮挡。", is_good=True),
        Drawing("portrait", "戴着帽子和墨镜。", facts={"hidden": "1"}),
        Drawing("portrait", "翻拍了一张旧照片。", flaw="screen"),
    ),
    mistakes=("要求未满 16 岁的孩子补照片做比对。",),
    reasons=("BLURRED", "WRONG_PAPER", "SCREEN_PHOTO", "NOT_SAME_PERSON"),
    rules="P64、P65",
    case_type=CASE_TYPE,
)
LETTER = Chapter(
    anchor="LETTER",
    title="签好的承诺书",
    group=PAPERS,
    lead="申请人签的个人承诺书。看文字版本、两个人的姓名和签名。",
    steps=(
        "看文字：是系统出的那一份，没有添字、划字。",
        "看姓名：承诺人是申请人，家人姓名和申请里填的一样。新生儿还没有姓名的，写母亲。",
        "看签名：签了，是申请人的名字，不是家人的名字，也不是打印的。",
        "多页的：每页都在，签名在最后一页。",
    ),
    drawings=(
        Drawing("letter", "文字完整，签名是申请人本人的名字。", is_good=True),
        Drawing("letter", "没有签名。", facts={"signature": ""}),
        Drawing("letter", "签的是孩子的名字。", facts={"signature": "王小宝"}),
    ),
    mistakes=(
        "嫌字写得不好看。认得出是这个名字就行。",
        "要求盖章或按手印。个人承诺书不用。",
    ),
    reasons=("UNSIGNED", "BLURRED", "CUT_OFF", "PAGE_MISSING"),
    rules="P62、P176",
    case_type=CASE_TYPE,
)
SIGNATURE = Chapter(
    anchor="SIGNATURE",
    title="屏幕上的手写签名",
    group=PAPERS,
    lead="在手机上写的签名，和承诺书存在一起。",
    steps=(
        "看写的是不是申请人的姓名，认得出就行。",
        "只有一道线、一个点，或是别人的名字：退回，请打印承诺书签好再拍。退回时选“签好的承诺书”这一处。",
    ),
    drawings=(
        Drawing("signature", "写的是申请人的姓名。", is_good=True),
        Drawing("signature", "只有一道线。", facts={"signature": ""}),
    ),
    mistakes=("拿签名和身份证上的字比笔迹。我们不做笔迹鉴定。",),
    reasons=("UNSIGNED",),
    rules="P62",
    case_type=CASE_TYPE,
)
APPEAL = Chapter(
    anchor="APPEAL",
    title="复核材料",
    group=PAPERS,
    lead="申请人对结果有疑问时交的话和材料。由没办过这件申请的人看。",
    steps=(
        "先看申请人的话，再看新材料，最后才看上一次的决定和理由。",
        "新材料能补上缺的：通过。还是不行的：说明哪一点仍然不行，换一个更准的理由。",
        "要两个人都同意才能维持不通过。",
        "告诉申请人还能怎么办：带原件到窗口，或依法申请行政复议、提起诉讼。",
    ),
    drawings=(
        Drawing("pages", "新交的材料正好补上缺的那一页。", is_good=True),
        Drawing("pages", "还是上次那张模糊的照片。", flaw="blur"),
    ),
    mistakes=("因为上一位同事已经说了不通过，就跟着说不通过。",),
    reasons=("NO_RELATION", "NOT_SAME_PERSON", "FALSE_PAPERS", "NOT_GUARDIAN"),
    rules="P181、P184",
    case_type=CASE_TYPE,
)


def _flaw(anchor: str, title: str, lead: str, reason: str, *drawings: Drawing) -> Chapter:
    return Chapter(
        anchor=anchor,
        title=title,
        group=FLAWS,
        lead=lead,
        steps=(
            "先放大再判断：用放大、旋转、加对比，看要紧的字认不认得出。",
            "要紧的字（姓名、号码、日期、关系、印章）都认得出，就收下，不要为了好看退回。",
            "认不出：选那一处材料，给这个理由。只有这一处会重新打开。",
        ),
        drawings=drawings,
        reasons=(reason,),
        rules="P71、P176、P177",
        case_type=CASE_TYPE,
    )


_GOOD = Drawing("register_page", "四个角都在，字清楚，没有反光。", is_good=True)
FLAW_CHAPTERS = (
    _flaw("BLURRED", "模糊或太暗", "手抖、没对上焦，或者光不够。", "BLURRED", _GOOD,
          Drawing("register_page", "字糊成一片，号码认不准。", flaw="blur"),
          Drawing("register_page", "太暗，看不出字。", flaw="dark")),
    _flaw("GLARE", "反光", "塑料膜、灯光在纸上留下一块白。", "GLARE", _GOOD,
          Drawing("register_page", "白的一块正好盖住号码。", flaw="glare")),
    _flaw("CUT_OFF", "没拍全", "缺了边，或手指挡住了字。", "CUT_OFF", _GOOD,
          Drawing("register_page", "右边和下边没拍进来。", flaw="cut"),
          Drawing("register_page", "手指挡住了号码。", flaw="finger")),
    _flaw("SCREEN_PHOTO", "翻拍屏幕", "拍的不是纸，是电脑或手机屏幕。看横纹、边框、鼠标和状态栏。",
          "SCREEN_PHOTO", _GOOD,
          Drawing("register_page", "有屏幕边框和横纹。", flaw="screen")),
)  # fmt: skip
EDITED = Chapter(
    anchor="EDITED",
    title="像是改过",
    group=FLAWS,
    lead="字的粗细、颜色、对齐和旁边不一样，或有贴过的痕迹。先核实，再下结论。",
    steps=(
        "放大看姓名、号码、日期和印章，四周有没有断开的线、色块和重影。",
        "和登记系统、同一本的其他页比对：对得上的，多半是照片压缩留下的痕迹。",
        "拿不准：退回，请重拍原件，不要写“假”。",
        "核实确实改过，才用“材料不真实”。要另一位同事也这样看，申请人可以申请复核。",
    ),
    drawings=(
        _GOOD,
        Drawing("register_page", "姓名处贴了一块，字体不一样。", flaw="patched"),
    ),
    mistakes=("看到一点色差就不通过。照片压缩、复印都会留下色差。",),
    reasons=("BLURRED", "FALSE_PAPERS"),
    rules="P176、P177、P181",
    case_type=CASE_TYPE,
)
CHAPTERS = (PORTRAIT, LETTER, SIGNATURE, APPEAL, *FLAW_CHAPTERS, EDITED)
