"""A picture as pages: upright, fitted to the paper, a very long one cut into several."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from requests_app.complaints.bundle.trouble import Trouble

# A picture of 144 million pixels fits in 18 kB; what it costs is its pixels.
MAX_PIXELS = 40_000_000
MAX_SLICES = 12
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")

# Dots across the paper's width: about 200 to the inch on the 190 mm that are printed.
_ACROSS = 1500
_QUALITY = 88


@dataclass(frozen=True, slots=True)
class Slice:
    """A JPEG for one page, with its size in pixels."""

    jpeg: bytes
    width: int
    height: int


def slices(content: bytes, ratio: float) -> list[Slice]:
    """The picture as one JPEG a page, none higher than `ratio` times its width.

    Nothing of the file but its pixels goes in: no place, no camera, no preview. Raises Trouble
    ("damaged", "picture_too_large").
    """
    Image.MAX_IMAGE_PIXELS = None  # our own limit stands in the next lines
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise Trouble("picture_too_large")
            # A photograph is read at the size it is printed in, where the format can do that.
            opened.draft("RGB", (_ACROSS, math.ceil(_ACROSS * ratio)))
            picture = _flat(_narrow(ImageOps.exif_transpose(opened)))
    except Trouble:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, ArithmeticError) as error:
        raise Trouble("damaged") from error
    tall = math.ceil(picture.width * ratio)
    if picture.height <= tall * 2 or picture.height > tall * MAX_SLICES:
        return [_slice(picture)]
    return [
        _slice(picture.crop((0, top, picture.width, min(top + tall, picture.height))))
        for top in range(0, picture.height, tall)
    ]


def _narrow(picture: Image.Image) -> Image.Image:
    """No wider than is printed: made so first, since every later step then costs less memory."""
    if picture.width <= _ACROSS:
        return picture
    if picture.mode not in ("L", "RGB", "RGBA"):
        # A picture with a palette or few colours has no colours between two of its own.
        picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    height = max(1, round(picture.height * _ACROSS / picture.width))
    return picture.resize((_ACROSS, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _flat(picture: Image.Image) -> Image.Image:
    """Red, green and blue on white."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        over = picture.convert("RGBA")
        white = Image.new("RGBA", over.size, "white")
        return Image.alpha_composite(white, over).convert("RGB")
    return picture.convert("RGB")


def _slice(picture: Image.Image) -> Slice:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return Slice(out.getvalue(), picture.width, picture.height)
