"""Pictures that a shop might bring as its logo, drawn here."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

INK = "#f4ecd8"
FILE_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}


def badge(side: int = 600, ink: str = INK) -> Image.Image:
    """A ring on nothing, with a wide transparent border."""
    picture = Image.new("RGBA", (side, side))
    draw = ImageDraw.Draw(picture)
    edge = side // 10
    draw.ellipse((edge, edge, side - edge, side - edge), fill=ink)
    draw.ellipse((side // 3, side // 3, side - side // 3, side - side // 3), fill=(0, 0, 0, 0))
    return picture


def writing(ink: str = INK, width: int = 1400, height: int = 300) -> Image.Image:
    """A line of bars, as wide as a name."""
    picture = Image.new("RGBA", (width, height))
    draw = ImageDraw.Draw(picture)
    for left in range(0, width, 100):
        draw.rectangle((left, 0, left + 60, height), fill=ink)
    return picture


def file_of(picture: Image.Image, suffix: str = ".png", **options: Any) -> bytes:
    """The picture as such a file."""
    file = BytesIO()
    shown = picture.convert("RGB") if suffix in (".jpg", ".jpeg") else picture
    shown.save(file, FILE_FORMATS[suffix], **options)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    """A file's picture with its alpha channel."""
    return Image.open(BytesIO(data)).convert("RGBA")
