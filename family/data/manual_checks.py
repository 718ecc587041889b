"""The manual on the lines of the checklist: how to look before ticking each (P176).

Anchors are the codes of ``checklist.CHECKS``.
"""

from yibao.cases.manual import CHECKS, Chapter, Drawing

from .manual_papers import CASE_TYPE


def _chapter(anchor: str, title: str, lead: str, *steps: str, **more: object) -> Chapter:
    facts = {"group": CHECKS, "case_type": CASE_TYPE, "rules": "P176"} | more
    return Chapter(anchor=anchor, title=title, lead=lead, steps=steps, **facts)


CHAPTERS = (
    _chapter(
        "identity",
        "姓名、证件号和材料一致",
        "三处对三处：申请里填的、参保库里的、材料上的。",
        "左栏看填写的和登记的：标“对”的不用再看，标“看”的逐字对。",
        "证件号对最后四位和出生日期那八位，姓名对每一个字。",
        "三处里有一处不同，想一想是谁写错：填错的退回，材料是别人的也退回。",
        "全号默认遮挡。一定要看全号时，写明原因，10 分钟后自动遮回，组长会复核。",
        drawings=(
            Drawing("compare", "三处都一样。", is_good=True),
            Drawing("compare", "材料上的号码和填写的不同。", facts={"paper": "0021"}),
        ),
        mistakes=("生僻字写法不同就退回。先看号码，号码一样，字以登记为准。",),
        reasons=("NAME_DIFFERS", "NOT_SAME_PERSON"),
        rules="P60、P176",
    ),
    _chapter(
        "pictures",
        "照片清楚、页数齐，不是翻拍，没有改动",
        "每一张都打开看，不只看缩略图。",
        "按 1、2、3 换材料，按加号放大，看姓名、号码、日期、关系、印章。",
        "数页数：要的每一处都有，多页的文书每页都有。",
        "看预检的提示：模糊、太暗、反光、翻拍。提示只是提醒，以您看到的为准。",
        "一次说全：所有不行的地方都选上，不要让人补完一处再补一处。",
        drawings=(
            Drawing("pages", "要的几页都在，每张都能看清。", is_good=True),
            Drawing("pages", "缺了一页。", facts={"missing": "1"}),
        ),
        mistakes=("字看得清，只因为拍歪了就退回。可以旋转，歪一点没关系。",),
        reasons=("BLURRED", "GLARE", "CUT_OFF", "PAGE_MISSING", "SCREEN_PHOTO"),
        rules="P71、P176、P177",
    ),
    _chapter(
        "relation",
        "材料上的关系和填写的一致",
        "从材料推出关系，再和填写的比。",
        "同一本户口：两个人各和户主是什么关系，合起来推。户主和“子”是父母和子女。",
        "不是同一本：看出生医学证明、结婚证、监护证明，或登记系统的答复。",
        "只推出“是亲属”，推不出填写的那一种：退回，请补一页。",
        "材料清楚写着另一种关系：不通过，理由是“不是所填的关系”。",
        "配偶、父母、子女以外的关系，系统会自动找第二个人看。",
        drawings=(
            Drawing("relation_tree", "户主和子：是父子。", is_good=True),
            Drawing(
                "relation_tree", "户主和侄子：不是父子。", facts={"second": "侄子", "breaks": "1"}
            ),
        ),
        mistakes=("不是同一本户口本就退回。可以办，看别的材料。",),
        reasons=("RELATION_UNSEEN", "NO_RELATION", "NOT_GUARDIAN"),
        rules="P47、P63、P70、P181",
    ),
    _chapter(
        "age_path",
        "提交那天的年龄和办理方式对得上",
        "看提交那天，不看今天。生日当天就算满 16 岁。",
        "未满 16 岁：交材料，由审核员看，不刷脸。",
        "满 16 岁：要家人本人刷脸和同意，材料照看。",
        "2 月 29 日出生的：没有 29 日的年份，2 月 28 日满岁。",
        "提交时未满、审核时满了的：照常审，系统会在通过以后请本人同意。",
        "说不准的日期，到“规则试算”里算一下。",
        drawings=(
            Drawing("age_line", "生日前一天提交：按材料办。", is_good=True),
            Drawing("age_line", "生日当天提交，却按未满 16 岁办。", facts={"sent_late": "1"}),
        ),
        mistakes=("按审核那天的年龄改办理方式。办理方式在提交那天就定了。",),
        rules="P54、P55、P56、P58",
    ),
    _chapter(
        "promise",
        "承诺书的版本、签名和姓名都对",
        "承诺书是系统出的，预检会比对文字；人看签名和姓名。",
        "看预检的“承诺书”：版本、姓名、文字没改过。",
        "看签名是申请人本人的名字。手写在屏幕上的、打印签好再拍的都可以。",
        "不对：退回“签好的承诺书”那一处，理由是“没签名或名字不对”。",
        drawings=(
            Drawing("letter", "签的是申请人本人的名字。", is_good=True),
            Drawing("letter", "没有签名。", facts={"signature": ""}),
        ),
        mistakes=("要求写当天日期。日期由系统记，不用手写。",),
        reasons=("UNSIGNED",),
        rules="P62、P176",
    ),
    _chapter(
        "notice",
        "同意了告知书",
        "申请人在第一步同意《家庭成员添加告知书》，系统记下版本和时间。",
        "看预检的“告知书”：是现在的版本。",
        "是旧版本：申请人在新版本发布前就开始填了。请组长看，不要自己退回材料。",
        drawings=(
            Drawing("notice", "版本和同意的时间都有。", is_good=True),
            Drawing("notice", "没有同意的记录。", facts={"agreed": ""}),
        ),
        mistakes=("为告知书退回照片。两件事没有关系。",),
        rules="P59、P176",
    ),
    _chapter(
        "consent",
        "家人本人的同意和刷脸",
        "满 16 岁才有。同意和审核谁先谁后都行，两样都有才办成。",
        "看同意的方式：本人登录，在申请人手机上刷脸加本人手机验证码，或窗口。",
        "看结果：已同意、还在等、没同意。没同意的系统已经结束，不用您处理。",
        "还在等：材料没问题就可以先通过，系统会等本人同意再绑定。",
        "不要打电话劝人同意，也不要把本人没同意的原因告诉申请人。",
        drawings=(
            Drawing("consent", "本人刷脸并同意，方式和时间都有。", is_good=True),
            Drawing("consent", "只有申请人的刷脸，没有家人本人的。", facts={"whose": "申请人"}),
        ),
        mistakes=("本人还没同意就退回材料。材料没有问题，不该退。",),
        rules="P65、P66、P74、P75",
    ),
    _chapter(
        "counters",
        "没有超过名额和每月数量",
        "名额由系统占着和数着，人只看有没有异常。",
        "看预检的“名额”和“家人的医保码”：正常就打勾。",
        "家人的医保码绑满了：不通过，理由是“家人的医保码绑满了”，写清楚可以先解除一个。",
        "已经绑定过同一位家人：不通过，理由是“已经绑定”。",
        drawings=(
            Drawing("counters", "5 个名额用了 3 个。", is_good=True),
            Drawing("counters", "家人的医保码已经绑满。", facts={"full": "1"}),
        ),
        mistakes=("把每月的数量当成名额。一个月新绑几个和一共能绑几个，是两回事。",),
        reasons=("CARD_FULL", "ALREADY_BOUND"),
        rules="P15、P48、P51",
    ),
    _chapter(
        "risks",
        "看过风险提示",
        "提示说的是“请看一眼”，不是“有问题”。",
        "同一台设备、好几位申请人：打印店、养老院、帮老人办的子女，都会这样。看材料是否各是各的。",
        "一个月里很多人要绑同一位家人：问一问材料，是不是亲属都在办。",
        "说得通的，写一句内部说明再打勾；说不通的，转第二个人看。",
        "有风险提示的要两个人都同意，系统会自动安排。",
        drawings=(
            Drawing("ring", "三位子女绑同一位母亲，关系都有材料。", is_good=True),
            Drawing("ring", "不同姓、没有关系的人绑同一位老人。", facts={"strange": "1"}),
        ),
        mistakes=("看到提示就不通过。提示不是理由，材料才是。",),
        reasons=("FALSE_PAPERS", "NO_RELATION"),
        rules="P72、P91、P181",
    ),
    _chapter(
        "duplicates",
        "没有重复的绑定和申请",
        "同一张照片出现在不同家人的申请里，要看一眼。",
        "打开“并排比对”：是同一张照片，还是同一本户口本的同一页。",
        "同一本户口本给两个孩子用：正常。",
        "同一张出生医学证明给两个孩子用：不正常，一张证明只写一个孩子。",
        drawings=(
            Drawing("same_page", "同一本户口本首页，两个孩子都用：正常。", is_good=True),
            Drawing(
                "same_page", "一张出生医学证明，两个孩子都用。", facts={"paper": "出生医学证明"}
            ),
        ),
        mistakes=("双胞胎的材料当成重复。看姓名和编号，不看长得像不像。",),
        reasons=("ALREADY_BOUND", "FALSE_PAPERS", "WRONG_PAPER"),
        rules="P51、P72",
    ),
)
