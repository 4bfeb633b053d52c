"""What somebody's scanner or camera made, seen for what it is and made fit to be kept.

A picture is decoded and encoded anew: what is kept holds its dots and nothing else, so no place
where it was taken (EXIF, GPS), no comment, and nothing hidden behind its end.  A PDF is kept as
it is, if it looks like one that everybody can open.
"""

from __future__ import annotations

import io
import stat
import struct
import warnings
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from counter_app.attachment_port import PlainFile
from counter_app.domain.attachment import ATTACHMENT_BYTES_MAX, MediaType, media_type_of
from counter_app.domain.errors import AttachmentRefused

if TYPE_CHECKING:
    from PIL.Image import Image

SIDE_DOTS_MAX: Final = 3_508
"""Long side of A4 at 300 dots per inch; archives ask for at least 200 (DA/T 31-2017)."""

DOTS_MAX: Final = 50_000_000
"""A4 at 600 dots per inch is 35 million; what claims more is not decoded at all."""

JPEG_QUALITY: Final = 85

_PDF_END_WITHIN: Final = 1_024
_PDF_FORBIDDEN: Final = (
    (b"/Encrypt", "PDF 有密码保护"),
    (b"/JavaScript", "PDF 里有程序"),
    (b"/Launch", "PDF 里有程序"),
    (b"/EmbeddedFile", "PDF 里夹带了别的文件"),
)


def read_outside(path: Path) -> bytes:
    """Return what a file outside the profile holds.

    Raises:
        AttachmentRefused: It is no plain file, is empty or too large, or cannot be read.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # A pipe would never end.
            raise AttachmentRefused("不是文件")
        with path.open("rb") as file:
            content = file.read(ATTACHMENT_BYTES_MAX + 1)
    except (OSError, ValueError) as error:
        raise AttachmentRefused("文件读不出来") from error
    if not content:
        raise AttachmentRefused("文件是空的")
    if len(content) > ATTACHMENT_BYTES_MAX:
        raise AttachmentRefused("文件超过 20 MB")
    return content


def made_fit(content: bytes) -> PlainFile:
    """Return what is kept of a file: a picture encoded anew, or the PDF.

    Raises:
        AttachmentRefused: It is neither JPEG nor PNG nor PDF, or is damaged.
    """
    media_type = media_type_of(content)
    if media_type is None:
        raise AttachmentRefused("不是 JPG、PNG 或 PDF")
    if media_type is MediaType.PDF:
        _require_usable_pdf(content)
        return PlainFile(content, media_type)
    made = _encoded_anew(content, media_type)
    if len(made) > ATTACHMENT_BYTES_MAX:
        raise AttachmentRefused("图片超过 20 MB，请用低一些的分辨率")
    return PlainFile(made, media_type)


def _require_usable_pdf(content: bytes) -> None:
    end = content[-_PDF_END_WITHIN:]
    if b"%%EOF" not in end or b"startxref" not in content[-2 * _PDF_END_WITHIN :]:
        raise AttachmentRefused("PDF 不完整")
    for sign, words in _PDF_FORBIDDEN:
        if sign in content:
            raise AttachmentRefused(words)


def _encoded_anew(content: bytes, media_type: MediaType) -> bytes:
    from PIL import Image

    try:
        with warnings.catch_warnings(action="ignore"):  # Of odd notes of cameras; dots are counted.
            opened = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
            with opened:
                wide, high = opened.size
                if wide * high > DOTS_MAX:
                    raise AttachmentRefused("图片的点数太多")
                return _saved(_upright(opened), media_type)
    except Image.DecompressionBombError as error:
        raise AttachmentRefused("图片的点数太多") from error
    except _DECODER_ERRORS as error:
        raise AttachmentRefused("图片损坏") from error


_DECODER_ERRORS: Final = (
    OSError,
    ValueError,
    TypeError,
    LookupError,
    SyntaxError,
    EOFError,
    OverflowError,
    MemoryError,
    struct.error,
    zlib.error,
)
"""What the decoders raise on hostile bytes; none of it is a fault of this program."""


def _upright(opened: Image) -> Image:
    """Return a picture as it is to be seen, not larger than a page needs, with plain dots."""
    from PIL import ImageOps

    opened.draft(None, (SIDE_DOTS_MAX, SIDE_DOTS_MAX))  # A JPEG decodes to less at once.
    picture = ImageOps.exif_transpose(opened)
    if picture.mode in {"1", "L"}:
        plain = picture
    elif picture.mode in {"LA", "PA", "RGBA", "P"}:
        plain = _on_white(picture)
    else:
        plain = picture.convert("RGB")
    if plain.mode != "1":
        plain.thumbnail((SIDE_DOTS_MAX, SIDE_DOTS_MAX))
    return plain


def _on_white(picture: Image) -> Image:
    from PIL import Image as Pictures

    seen = picture.convert("RGBA")
    ground = Pictures.new("RGB", seen.size, "white")
    ground.paste(seen, mask=seen.getchannel("A"))
    return ground


def _saved(picture: Image, media_type: MediaType) -> bytes:
    """Encode the dots of a picture, and nothing that came with them."""
    from PIL import Image as Pictures

    dots = Pictures.frombytes(picture.mode, picture.size, picture.tobytes())
    made = io.BytesIO()
    if media_type is MediaType.JPEG:
        dots.convert("RGB" if dots.mode != "L" else "L").save(
            made, "JPEG", quality=JPEG_QUALITY, optimize=True
        )
    else:
        dots.save(made, "PNG", compress_level=6)
    return made.getvalue()
