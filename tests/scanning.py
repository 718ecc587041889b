"""What a scanner reads: it is set to the kind of code that it is shown, as at a counter.

A dense QR code holds by chance, one time in three hundred, a row of modules that passes for another
kind of code, so a scanner that looks for every kind finds two.
"""

import re
from xml.etree import ElementTree

import zxingcpp
from PIL import Image, ImageDraw

SVG = "{http://www.w3.org/2000/svg}"
RUN = re.compile(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+z")


def raster(drawing, *, scale):
    """Paint the SVG: a white ground and one black path of boxes."""
    root = ElementTree.fromstring(drawing)
    width, height = (int(part) for part in root.get("viewBox").split()[2:])
    ground, ink = root.findall(f"{SVG}path")
    assert ground.get("fill") == "#fff"
    assert ink.get("fill") == "#000"
    image = Image.new("L", (width * scale, height * scale), 255)
    pen = ImageDraw.Draw(image)
    boxes = RUN.findall(ink.get("d"))
    assert "".join(f"M{x} {y}h{w}v{h}h-{w}z" for x, y, w, h in boxes) == ink.get("d")
    for x, y, w, h in (map(int, box) for box in boxes):
        pen.rectangle((x * scale, y * scale, (x + w) * scale - 1, (y + h) * scale - 1), fill=0)
    return image


def read_qr(image):
    """The one QR code of the picture."""
    return _one(image, zxingcpp.BarcodeFormat.QRCode)


def read_bars(image):
    """The one Code 128 of the picture."""
    return _one(image, zxingcpp.BarcodeFormat.Code128)


def _one(image, kind):
    found = zxingcpp.read_barcodes(image, formats=kind)
    assert len(found) == 1, f"{len(found)} codes in a picture of {image.size}"
    return found[0]
