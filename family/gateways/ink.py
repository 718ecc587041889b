"""A drawn signature as a picture."""

import io

from PIL import Image, ImageDraw

from ..rules.strokes import HEIGHT, WIDTH, Lines

_PEN = 7


def picture(lines: Lines) -> bytes:
    """Black on white, PNG."""
    image = Image.new("L", (WIDTH, HEIGHT), 255)
    pen = ImageDraw.Draw(image)
    for line in lines:
        pen.line(line if len(line) > 1 else (*line, *line), fill=0, width=_PEN, joint="curve")
        for x, y in (line[0], line[-1]):
            pen.ellipse((x - _PEN / 2, y - _PEN / 2, x + _PEN / 2, y + _PEN / 2), fill=0)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
