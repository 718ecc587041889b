"""Specimens of papers, drawn: nothing in them is anybody's."""

import io

import numpy as np
import pylopdf_fonts_zh_cn
from PIL import Image, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 1500, 1100
PAPERS: dict[str, tuple[str, ...]] = {
    "BIRTH_CERTIFICATE": ("出生医学证明", "样本　仅供演示", "新生儿姓名　样本", "母亲姓名　样本"),
    "REGISTER_HOME": ("居民户口簿", "样本　仅供演示", "户别　家庭户", "户号　000000000"),
    "REGISTER_SELF": ("常住人口登记卡", "样本　仅供演示", "与户主关系　户主", "职业　样本"),
    "REGISTER_MEMBER": ("常住人口登记卡", "样本　仅供演示", "与户主关系　样本", "职业　样本"),
    "MARRIAGE_CERTIFICATE": ("结婚证", "样本　仅供演示", "持证人　样本", "登记日期　样本"),
    "GUARDIAN_PAPER": ("监护证明", "样本　仅供演示", "被监护人　样本", "出具单位　样本"),
    "MEMBER_DOCUMENT": ("外国人永久居留身份证", "样本　仅供演示", "姓名　样本", "号码　样本"),
}
_SMALL = (900, 660)


def photo(code: str, *, seed: int, is_blurred: bool = False) -> bytes:
    """A photo of a specimen as JPEG; ``seed`` makes its grain, so that no two are the same file."""
    picture = _page(PAPERS[code], seed)
    if is_blurred:
        picture = picture.filter(ImageFilter.GaussianBlur(6))
    grain = np.random.default_rng(seed).normal(0, 3, (HEIGHT, WIDTH))
    shade = np.linspace(-12, 12, WIDTH)[None, :]
    pixels = np.clip(np.asarray(picture, dtype=np.float32) + grain + shade, 0, 255)
    out = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()


def small(code: str, *, is_blurred: bool = False) -> tuple[bytes, int, int]:
    """A small clean specimen as it lies in the store: JPEG, width, height."""
    picture = _page(PAPERS[code], seed=7)
    if is_blurred:
        picture = picture.filter(ImageFilter.GaussianBlur(6))
    out = io.BytesIO()
    picture.resize(_SMALL).convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue(), *_SMALL


def _page(lines: tuple[str, ...], seed: int) -> Image.Image:
    picture = Image.new("L", (WIDTH, HEIGHT), 205)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), 44)
    draw.rectangle([60, 50, WIDTH - 60, HEIGHT - 50], outline=60, width=4)
    for place, line in enumerate(lines):
        top = 140 + place * 200
        draw.text((130, top), line, font=font, fill=45)
        draw.line([110, top + 80, WIDTH - 110, top + 80], fill=90, width=2)
    # Stamps differ from person to person; so do these, else two specimens would look the same.
    for spot in range(6):
        left = 500 + (seed * 97 + spot * 211) % 800
        top = 120 + (seed * 61 + spot * 149) % 800
        draw.ellipse([left, top, left + 90, top + 90], outline=110, width=6)
    return picture
