"""Made-up papers: photos, good and bad, PDFs, and files that pretend."""

import io
import random
import zlib
from functools import cache

import numpy as np
import pikepdf
import pillow_heif
import pylopdf_fonts_zh_cn
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFilter, ImageFont

pillow_heif.register_heif_opener()

LINES = (
    "常住人口登记卡",
    "姓名  王建国        户主或与户主关系  户主",
    "性别  男            民族  汉族",
    "出生日期  一九八五年三月十二日",
    "籍贯  四川省德阳市旌阳区",
    "公民身份证件编号  510600198503120011",
    "文化程度  大学本科  婚姻状况  有配偶",
    "何时由何地迁来本址  久居",
)


@cache
def _page(words: tuple[str, ...], width: int, height: int) -> Image.Image:
    picture = Image.new("L", (width, height), 205)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), height // 26)
    draw.rectangle([width // 20, height // 20, width * 19 // 20, height * 19 // 20], outline=60)
    for number, line in enumerate(words):
        top = height * (number + 1) // (len(words) + 2)
        draw.text((width // 12, top), line, font=font, fill=45)
        draw.line([width // 20, top + height // 14, width * 19 // 20, top + height // 14], fill=90)
    return picture


def paper(*, words=LINES, width=1500, height=1100, seed=7) -> Image.Image:
    """A well-lit photo of a printed page, with the grain of a camera."""
    pixels = np.asarray(_page(tuple(words), width, height), dtype=np.float32)
    shade = np.linspace(-12, 12, width)[None, :]
    grain = np.random.default_rng(seed).normal(0, 3, pixels.shape)
    return Image.fromarray(np.clip(pixels + shade + grain, 0, 255).astype(np.uint8)).convert("RGB")


def blurred() -> Image.Image:
    """Out of focus."""
    return paper().filter(ImageFilter.GaussianBlur(6))


def dark() -> Image.Image:
    """Taken in the evening without a lamp."""
    return paper().point(lambda value: value // 5)


def glaring() -> Image.Image:
    """With a lamp mirrored on the film."""
    picture = paper()
    ImageDraw.Draw(picture).ellipse([500, 300, 950, 700], fill=(255, 255, 255))
    return picture


def small() -> Image.Image:
    """From across the room."""
    return paper().resize((500, 366))


def on_screen() -> Image.Image:
    """A photo of a screen: the grid of its pixels beats with the camera's."""
    pixels = np.asarray(paper(), dtype=np.float32)
    rows, columns = np.mgrid[: pixels.shape[0], : pixels.shape[1]]
    grid = np.sin(rows * 1.31 + columns * 0.17) + np.sin(columns * 1.27 - rows * 0.15)
    lit = pixels + 14 * grid[:, :, None]
    return Image.fromarray(np.clip(lit, 0, 255).astype(np.uint8))


def saved(picture: Image.Image, kind: str = "JPEG", **more) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


@cache
def photo(seed: int = 7) -> bytes:
    """A good photo as JPEG; other seeds, other bytes."""
    return saved(paper(seed=seed), quality=88)


def photo_of(key: str) -> bytes:
    """A good photo that looks like no other key's: the same paper twice is a warning (P91)."""
    picture, lot = paper(), random.Random(key)
    draw = ImageDraw.Draw(picture)
    width, height = picture.size
    for _ in range(14):
        left, top = lot.randrange(width - 300), lot.randrange(height - 200)
        shade = lot.randrange(90, 200)
        draw.rectangle(
            [left, top, left + lot.randrange(80, 300), top + lot.randrange(60, 200)],
            fill=(shade, shade, shade),
        )
    return saved(picture, quality=88)


def upload(data: bytes | None = None, name: str = "photo.jpg") -> SimpleUploadedFile:
    """A file as a form hands it over."""
    return SimpleUploadedFile(name, photo() if data is None else data)


def png_claiming(width: int, height: int) -> bytes:
    """A PNG whose head says it is that large, with next to no data."""

    def chunk(name: bytes, body: bytes) -> bytes:
        check = zlib.crc32(name + body).to_bytes(4, "big")
        return len(body).to_bytes(4, "big") + name + body + check

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([1, 0, 0, 0, 0])
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def pdf(pages: int = 1, change=None, **saving) -> bytes:
    """A PDF with a picture on every page; ``change(document)`` spoils it."""
    out = io.BytesIO()
    sheet = paper(width=600, height=800)
    sheet.save(out, "PDF", save_all=True, append_images=[sheet] * (pages - 1))
    if change is None and not saving:
        return out.getvalue()
    with pikepdf.open(io.BytesIO(out.getvalue())) as document:
        if change is not None:
            change(document)
        done = io.BytesIO()
        document.save(done, **saving)
    return done.getvalue()
