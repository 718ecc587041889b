"""What the pages say about a face: the steps, what is wrong with a picture, what helps (P34)."""

STEP_WORDS: dict[str, str] = {
    "turn_left": "把头转向您的左边，像要看旁边",
    "turn_right": "把头转向您的右边，像要看旁边",
    "nod": "低头，下巴靠近胸口",
    "closer": "把脸靠近一点",
}

# Stable code → (what is wrong, what to do). The page shows both; the code is stored.
ADVICE: dict[str, tuple[str, str]] = {
    "too_dark": ("照片太暗了。", "请到亮一点的地方，脸朝着光。"),
    "too_bright": ("照片太亮了。", "请避开强光，不要背对窗户和灯。"),
    "face_too_small": ("脸离得太远了。", "请把手机拿近一点，让脸占画面一半左右。"),
    "several_faces": ("画面里不止一个人。", "请让旁边的人走开，只留您一个人的脸。"),
    "no_face": ("没有看到脸。", "请正对手机，露出整张脸，摘下口罩和帽子。"),
    "blurred": ("照片有点糊。", "请把手机拿稳，擦一擦镜头，等一秒再拍。"),
    "turned_away": ("脸没有正对手机。", "请正对手机，眼睛看着镜头。"),
    "picture_too_small": ("照片太小了。", "请用手机直接拍，不要用缩小的图。"),
    "picture_too_large": ("照片太大了。", "请用小于 5 MB 的照片。"),
    "not_a_picture": ("这个文件不是照片。", "请拍一张正面照片（JPG 或 PNG，不超过 5 MB）。"),
    "frames_missing": ("动作没有拍全。", "请按提示一步一步做，中途不要离开画面。"),
    "not_matched": ("和登记的照片不像。", "请摘下眼镜、帽子和口罩，再试一次。"),
    "uncertain": ("和登记的照片有点像，机器不能确定。", "工作人员会帮您核实。"),
    "frames_differ": ("几张照片不像同一个人。", "请从头到尾由您本人做。"),
    "turn_left_not_seen": ("没看到您向左转头。", "请把头多转一点，停一秒。"),
    "turn_right_not_seen": ("没看到您向右转头。", "请把头多转一点，停一秒。"),
    "nod_not_seen": ("没看到您低头。", "请把头多低一点，停一秒。"),
    "closer_not_seen": ("没看到您靠近。", "请把脸再靠近一点，停一秒。"),
    "liveness_unproven": ("没有确认是真人在拍。", "请用能打开摄像头的手机重新做。"),
    "no_reference": ("库里没有您的照片。", "请带身份证到窗口，工作人员当面核实。"),
}

# For the clerk who looks at a check.
WORTH = (
    "动作能挡住纸照片和屏幕上的照片，挡不住面具、事先录好或合成的视频，也分不出双胞胎。"
    "拿不准请当面或视频看本人和身份证。"
)

# In the order of P34.
HELP: tuple[str, ...] = (
    "到亮一点的地方，不要背光",
    "露出整张脸，脸放在画面中间",
    "摘下眼镜、帽子和口罩",
    "换一部手机，或换一个网络",
    "身份证照片太旧的，先去派出所更新",
    "还不行，带身份证去窗口办",
)


def said(reasons: list[str] | tuple[str, ...]) -> list[tuple[str, str]]:
    """What is wrong and what to do, for the known codes among ``reasons``."""
    return [ADVICE[reason] for reason in reasons if reason in ADVICE]
