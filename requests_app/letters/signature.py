"""A drawn or uploaded signature, made safe for the paper: a small grey picture and nothing else."""

from __future__ import annotations

import io

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from .errors import LetterError

MAX_BYTES = 1_000_000
MAX_PIXELS = 4_000_000
_LARGEST = (900, 300)
_PAPER = 250


def clean_signature(data: bytes) -> bytes:
    """The picture as a grey PNG on white, cut to its ink and at most 900 x 300 pixels, without
    metadata. Raises ``LetterError`` on ``"signature"`` for anything but a PNG or JPEG of at most
    1 MB and 4 million pixels, and for a picture without ink."""
    if len(data) > MAX_BYTES:
        raise LetterError(
            "signature", _("The signature has more than 1 MB; choose a smaller picture.")
        )
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise LetterError(
                    "signature", _("The signature has more than 4 million pixels; make it smaller.")
                )
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except Image.DecompressionBombError as trouble:
        raise LetterError(
            "signature", _("The signature has more than 4 million pixels; make it smaller.")
        ) from trouble
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as trouble:
        raise LetterError(
            "signature", _("The signature has to be a PNG or JPEG picture.")
        ) from trouble
    white = Image.new("RGBA", upright.size, "white")
    grey = Image.alpha_composite(white, upright).convert("L")
    ink = grey.point(lambda value: 255 if value < _PAPER else 0).getbbox()
    if ink is None:
        raise LetterError("signature", _("The picture of the signature is empty."))
    cut = grey.crop(ink)
    cut.thumbnail(_LARGEST)
    made = io.BytesIO()
    cut.save(made, "PNG", optimize=True)
    return made.getvalue()
