"""``manage.py measure_faces --folder DIR``: what the engine is worth on labelled photos."""

import io
import itertools
import resource
import time
from pathlib import Path
from statistics import mean, median
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from accounts.gateways import FrameUnusable
from accounts.gateways.face_engine.weights import WeightsMissing, find
from accounts.rules import face as rules

_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
_CHANGES: dict[str, Any] = {
    "亮度 × 0.5": lambda image: ImageEnhance.Brightness(image).enhance(0.5),
    "亮度 × 0.3": lambda image: ImageEnhance.Brightness(image).enhance(0.3),
    "亮度 × 1.5": lambda image: ImageEnhance.Brightness(image).enhance(1.5),
    "模糊 2": lambda image: image.filter(ImageFilter.GaussianBlur(2)),
    "模糊 5": lambda image: image.filter(ImageFilter.GaussianBlur(5)),
    "模糊 10": lambda image: image.filter(ImageFilter.GaussianBlur(10)),
    "大小 × 0.5": lambda image: image.resize((image.width // 2, image.height // 2)),
    "大小 × 0.3": lambda image: image.resize((image.width * 3 // 10, image.height * 3 // 10)),
    "转 10 度": lambda image: image.rotate(10),
    "转 20 度": lambda image: image.rotate(20),
    "转 45 度": lambda image: image.rotate(45),
    "转 90 度": lambda image: image.rotate(90, expand=True),
    "左右反": ImageOps.mirror,
    "黑白": ImageOps.grayscale,
}


class Command(BaseCommand):
    """Prints scores of same and different pairs, times, memory and a table of changed photos."""

    help = "量一量人脸引擎：文件名里第一个“-”或“_”前面相同的算同一个人。只在内存里算，不保存。"

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder."""
        parser.add_argument("--folder", type=Path, required=True, help="照片所在的文件夹")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, compare, print. Raises ``CommandError`` where there is nothing to compare."""
        from accounts.gateways.face_engine.engine import FaceEngine

        try:
            self.engine = FaceEngine(find())
        except WeightsMissing as missing:
            raise CommandError(str(missing)) from missing
        photos = self._photos(options["folder"])
        faces, seconds = self._read(photos)
        if len(faces) < 2:
            raise CommandError("至少要两张能用的照片。")
        self._print_pairs(faces)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        self.stdout.write(
            f"每张中位数 {median(seconds) * 1000:.0f} 毫秒处理器时间；进程最多 {peak} MB\n"
        )
        self._print_changes(photos, faces)

    def _photos(self, folder: Path) -> dict[str, bytes]:
        if not folder.is_dir():
            raise CommandError(f"没有这个文件夹：{folder}")
        paths = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in _SUFFIXES]
        return {path.stem: path.read_bytes() for path in paths}

    def _read(self, photos: dict[str, bytes]) -> tuple[dict[str, Any], list[float]]:
        faces, seconds = {}, []
        for name, data in photos.items():
            began = time.process_time()
            try:
                faces[name] = self.engine.face(data)
            except FrameUnusable as unusable:
                self.stdout.write(f"不能用 {name}：{', '.join(unusable.reasons)}")
                continue
            seconds.append(time.process_time() - began)
            said = ", ".join(f"{key} {value:.2f}" for key, value in faces[name].measures.items())
            flaws = ", ".join(rules.flaws(faces[name].measures)) or "合格"
            self.stdout.write(f"{name}：{said}（{flaws}）")
        return faces, seconds

    def _print_pairs(self, faces: dict[str, Any]) -> None:
        same: list[float] = []
        other: list[float] = []
        for one, two in itertools.combinations(faces, 2):
            score = _score(faces[one], faces[two])
            (same if _who(one) == _who(two) else other).append(score)
        for title, scores in (("同一个人", same), ("不同的人", other)):
            if scores:
                self.stdout.write(
                    f"{title} {len(scores)} 对：最低 {min(scores):.3f}，"
                    f"平均 {mean(scores):.3f}，最高 {max(scores):.3f}"
                )
        for limit in (0.30, rules.REVIEW_SCORE, rules.PASS_SCORE, 0.50):
            refused = sum(score < limit for score in same)
            let_in = sum(score >= limit for score in other)
            self.stdout.write(
                f"线 {limit:.2f}：错拒 {refused}/{len(same)}，错认 {let_in}/{len(other)}"
            )

    def _print_changes(self, photos: dict[str, bytes], faces: dict[str, Any]) -> None:
        self.stdout.write("| 改动 | 和原照片比，最低分 | 提示（能比对的照片数） |\n|---|---|---|")
        for title, change in _CHANGES.items():
            scores, hints = [], set()
            for name, face in faces.items():
                try:
                    found = self.engine.face(_changed(photos[name], change))
                except FrameUnusable as unusable:
                    hints |= set(unusable.reasons)
                    continue
                scores.append(_score(face, found))
                hints |= set(rules.flaws(found.measures))
            lowest = f"{min(scores):.2f}" if scores else "—"
            said = ", ".join(sorted(hints)) or "无"
            self.stdout.write(f"| {title} | {lowest} | {said}（{len(scores)}/{len(faces)}） |")


def _who(name: str) -> str:
    return name.replace("_", "-").split("-")[0]


def _score(one: Any, two: Any) -> float:
    return float((one.vector * two.vector).sum())


def _changed(data: bytes, change: Any) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(data)) as opened:
        change(opened.convert("RGB")).save(out, "JPEG", quality=90)
    return out.getvalue()
