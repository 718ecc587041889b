"""The manual on the papers that prove a relation: one chapter a place for pictures (P63–P70, P176).

Everybody in the drawings is made up. Anchors are the codes of the places.
"""

from yibao.cases.manual import PAPERS, Chapter, Drawing

CASE_TYPE = "family.request"
#: What fits a photo of any paper.
PHOTO = ("BLURRED", "GLARE", "CUT_OFF", "SCREEN_PHOTO", "WRONG_PAPER")


def _chapter(anchor: str, title: str, lead: str, *steps: str, **more: object) -> Chapter:
    facts = {"group": PAPERS, "case_type": CASE_TYPE, "rules": "P63、P176"} | more
    return Chapter(anchor=anchor, title=title, lead=lead, steps=steps, **facts)


BIRTH_CERTIFICATE = _chapter(
    "BIRTH_CERTIFICATE",
    "出生医学证明",
    "证明谁是父母。看编号、印章、孩子和父母的姓名。",
    "看标题和编号：正面整页，编号一个字不缺。",
    "看孩子：姓名、性别、出生日期和申请里填的一样。孩子后来改了名，要有户口本写明曾用名。",
    "看父母：父亲或母亲一栏是申请人本人，证件号对得上。",
    "看签发：有机构名称、日期和印章，印章没有断开、没有重影。",
    "看登记系统的答复：能查到编号的，以登记为准；查不到不等于假，看材料。",
    drawings=(
        Drawing("birth_certificate", "整页在框里，编号、父母、印章都清楚。", is_good=True),
        Drawing("birth_certificate", "印章和编号没拍进来。", flaw="cut"),
        Drawing(
            "birth_certificate",
            "母亲、父亲都不是申请人。",
            facts={"mother": "赵小兰", "father": "孙大明"},
        ),
        Drawing("birth_certificate", "姓名处有涂改，先退回，不直接说是假的。", flaw="patched"),
    ),
    mistakes=(
        "父亲一栏空着就退回。父亲栏可以为空，申请人是母亲就够了。",
        "因为孩子随母姓而认为关系不符。",
        "把副页当成正页收下。副页没有编号和印章。",
    ),
    reasons=(*PHOTO, "NAME_DIFFERS", "RELATION_UNSEEN", "NO_RELATION", "FALSE_PAPERS"),
    rules="P63、P67、P176",
)
REGISTER_HOME = _chapter(
    "REGISTER_HOME",
    "户口本首页",
    "说明这是哪一本。看户号、户主和住址。",
    "看是首页：有户别、户主姓名、户号、住址和派出所印章。",
    "户号记下来，和本人页的户号比对：同一本的页，户号要一样。",
    "住址和参保地不同不是问题，办理不看住址。",
    drawings=(
        Drawing("register_home", "户号、户主、住址、印章齐全。", is_good=True),
        Drawing("register_home", "灯光盖住了户号。", flaw="glare"),
        Drawing("register_page", "拍的是本人页，不是首页。"),
    ),
    mistakes=(
        "两个人的户口本不是同一本就退回。不是同一本可以办，不能单凭这一点退回或不通过。",
        "集体户没有户主就退回。集体户首页写单位名称，可以收。",
    ),
    reasons=(*PHOTO, "PAGE_MISSING"),
    rules="P63、P70、P176",
)
REGISTER_SELF = _chapter(
    "REGISTER_SELF",
    "申请人的户口本本人页",
    "证明申请人在这一户、和户主什么关系。",
    "看姓名和公民身份号码：和申请人一样，最后四位逐个对。",
    "看“户主或与户主关系”：和家人那一页连起来，要能推出填写的关系。",
    "看变更记录：改名、改号写在“登记事项变更”里，要一起拍到。",
    drawings=(
        Drawing("register_page", "姓名、关系、号码都看得清。", is_good=True),
        Drawing("register_page", "下半页没拍到，号码看不见。", flaw="cut"),
        Drawing("register_page", "整页模糊，号码认不准。", flaw="blur"),
    ),
    mistakes=(
        "只看姓名不看号码。同名的人很多，一定对号码。",
        "把“户主”误当成“父亲”。户主只是这一户的代表。",
    ),
    reasons=(*PHOTO, "NAME_DIFFERS", "RELATION_UNSEEN", "PAGE_MISSING"),
    rules="P63、P70、P176",
)
REGISTER_MEMBER = _chapter(
    "REGISTER_MEMBER",
    "家人的户口本本人页",
    "证明家人是谁，和申请人什么关系。",
    "看姓名、出生日期和公民身份号码：和申请里填的家人一样。",
    "看“户主或与户主关系”：同一本里，两页合起来推出关系，例如户主和子。",
    "不是同一本的：单看两页推不出关系，再看出生医学证明、结婚证，或登记系统的答复。",
    "都推不出：退回，请申请人补能看出关系的一页。",
    drawings=(
        Drawing(
            "register_page",
            "“子”和户主页合起来，能看出是父子。",
            is_good=True,
            facts={"name": "王小宝", "relation": "子", "born": "2019年5月20日"},
        ),
        Drawing(
            "register_page",
            "写的是“侄子”，申请里填的是子女。",
            facts={"name": "王小宝", "relation": "侄子", "born": "2019年5月20日"},
        ),
        Drawing(
            "register_page",
            "对着电脑拍的，有横纹和边框。",
            flaw="screen",
            facts={"name": "王小宝", "relation": "子", "born": "2019年5月20日"},
        ),
    ),
    mistakes=(
        "不是同一本就退回。见户口本首页一节。",
        "把“孙子”当成“子女”通过。祖孙是另一种关系，当地开了才办，要第二个人看。",
    ),
    reasons=(*PHOTO, "NAME_DIFFERS", "RELATION_UNSEEN", "NO_RELATION", "PAGE_MISSING"),
    rules="P63、P70、P176、P181",
)
REGISTER_MEMBER_HOME = _chapter(
    "REGISTER_MEMBER_HOME",
    "家人的户口本首页",
    "两个人不在同一本时才要。看法和户口本首页一样。",
    "先看申请人的首页：家人就在那一本里，这一页可以没有，不要退回。",
    "有这一页的：户号和家人本人页的户号要一样。",
    drawings=(
        Drawing(
            "register_home",
            "另一本的首页，户号和家人本人页一致。",
            is_good=True,
            facts={"head": "林秀英", "number": "510600 017"},
        ),
        Drawing("register_home", "太暗，看不清户号。", flaw="dark"),
    ),
    mistakes=("同一本的家庭没交这一页就退回。它不是必须的。",),
    reasons=(*PHOTO,),
    rules="P63、P70",
)
MARRIAGE_CERTIFICATE = _chapter(
    "MARRIAGE_CERTIFICATE",
    "结婚证内页",
    "证明两个人是夫妻。看两个人的姓名、号码和合影。",
    "看是内页：有持证人、登记日期、结婚证字号和两个人的信息。",
    "看两个人：一个是申请人，一个是家人，证件号都对得上。旧证没有号码的，对姓名和出生日期。",
    "看合影和印章：钢印压在照片上，没有换过照片的痕迹。",
    "提示“已有别的配偶”的：先看那个绑定是不是还在，再决定。",
    drawings=(
        Drawing("marriage", "两个人的信息、合影、印章都在一张里。", is_good=True),
        Drawing("marriage", "只拍了一个人的一半。", flaw="cut"),
        Drawing("divorce", "这是离婚证。关系已经不存在，不能通过。"),
    ),
    mistakes=(
        "女方改过姓就认为不是本人。看证件号，号码一样就是同一个人。",
        "收下封面。封面证明不了任何事。",
    ),
    reasons=(*PHOTO, "NAME_DIFFERS", "NO_RELATION", "FALSE_PAPERS"),
    rules="P47、P63、P176",
)
GUARDIAN_PAPER = _chapter(
    "GUARDIAN_PAPER",
    "监护证明",
    "证明申请人是家人的监护人：法院文书，居委会、村委会或民政部门的证明。",
    "看是谁出的：法院、居委会或村委会、民政部门，有名称、日期和印章。",
    "看写了谁：监护人是申请人，被监护人是家人，姓名和号码对得上。",
    "看每一页：多页的文书要每页都有，结论那一页最要紧。",
    "看期限和情况：写了期限的，没有过期；被监护人满 18 岁的，要有认定或判决。",
    "这种关系要第二个人看，不用您另外标记。",
    drawings=(
        Drawing("guardian", "机构、两个人、结论和印章都在。", is_good=True),
        Drawing("guardian", "没有印章，看不出谁出的。", facts={"stamp": ""}),
        Drawing("guardian", "指定的监护人不是申请人。", facts={"guardian": "孙大明"}),
    ),
    mistakes=(
        "把委托书当成监护证明。委托书只说明代办，不说明监护。",
        "要求申请人同时交户口本。监护证明一种就够。",
    ),
    reasons=(*PHOTO, "PAGE_MISSING", "OUT_OF_DATE", "NAME_DIFFERS", "NOT_GUARDIAN"),
    rules="P63、P66、P84、P181",
)
MEMBER_DOCUMENT = _chapter(
    "MEMBER_DOCUMENT",
    "家人的证件（不是身份证的）",
    "护照、港澳台通行证、居住证等。看类型、号码、有效期和人像。",
    "看类型：和申请里选的证件类型一样。",
    "看号码：一个字母、一个数字地对，O 和 0、I 和 1 容易看错。",
    "看有效期：提交那天还有效。看人像和出生日期：年龄和办理方式对得上。",
    "在参保库里按证件找到这个人，用“对上参保人”连起来；姓名写法不同的，看拼音和出生日期。",
    drawings=(
        Drawing("document", "有照片和号码的一页，四个角都在。", is_good=True),
        Drawing("document", "已经过期。", facts={"until": "2019年6月30日", "note": "过期"}),
        Drawing("document", "手指挡住了号码。", flaw="finger"),
    ),
    mistakes=(
        "拿国籍、地区当理由退回。参保了就能办。",
        "没连上参保人就通过。没有人可绑定，办不成。",
    ),
    reasons=(*PHOTO, "OUT_OF_DATE", "NAME_DIFFERS", "NOT_SAME_PERSON", "NOT_INSURED"),
    rules="P46、P68、P69",
)
RELATION_PAPER = _chapter(
    "RELATION_PAPER",
    "其他关系证明",
    "公证书、使领馆或公安机关出的关系证明。",
    "看是谁出的：公证处、使领馆、公安机关，有编号、日期和印章。",
    "看写了什么关系：写明两个人的姓名和关系，和申请里填的一样。",
    "看译本：外文的要有中文译本，两份的姓名、日期要对得上。",
    "看每一页：照片少于文书写的页数，就是缺页。",
    drawings=(
        Drawing("notary", "编号、两个人、关系、印章都在。", is_good=True),
        Drawing("notary", "只有外文，没有中文译本。", facts={"foreign": "1"}),
        Drawing("notary", "反光盖住了写关系的一行。", flaw="glare"),
    ),
    mistakes=("单位、学校开的介绍信不能证明亲属关系。",),
    reasons=(*PHOTO, "PAGE_MISSING", "RELATION_UNSEEN", "NO_RELATION", "FALSE_PAPERS"),
    rules="P63、P68",
)
CHAPTERS = (
    BIRTH_CERTIFICATE,
    REGISTER_HOME,
    REGISTER_SELF,
    REGISTER_MEMBER,
    REGISTER_MEMBER_HOME,
    MARRIAGE_CERTIFICATE,
    GUARDIAN_PAPER,
    MEMBER_DOCUMENT,
    RELATION_PAPER,
)
