"""Draws the program's icon, one SVG, in the sizes and containers that the systems want.

python packaging/icons.py FOLDER      valhalla-16.png ... valhalla-1024.png, valhalla.ico, valhalla.icns
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SOURCE = Path(__file__).parents[1] / "resources" / "desktop" / "valhalla.svg"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512, 1024)
ICO = SIZES[:7]  # an .ico holds no larger one


def drawn(size: int) -> bytes:
    """The icon as a PNG of so many pixels each way; its corners are transparent."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(SOURCE)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def make(folder: Path) -> None:
    """Every size and both containers, each size drawn for itself."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures = {size: drawn(size) for size in SIZES}
    for size, png in pictures.items():
        (folder / f"valhalla-{size}.png").write_bytes(png)
    images = [Image.open(BytesIO(pictures[size])) for size in SIZES]
    own = images[: len(ICO)]
    own[-1].save(folder / "valhalla.ico", sizes=[(size, size) for size in ICO], append_images=own[:-1])
    images[-1].save(folder / "valhalla.icns", append_images=images[:-1])


if __name__ == "__main__":
    make(Path(sys.argv[1]))
