"""Files as scanners and cameras make them, good ones and hostile ones."""

from __future__ import annotations

import io
import random
import struct
import zlib

from PIL import Image


def jpeg(width: int = 320, height: int = 240, *, seed: int = 1, **more) -> bytes:
    """Return a photograph with noise, so that it has some bytes."""
    return _saved(_noise(width, height, seed), "JPEG", **more)


def png(width: int = 64, height: int = 48, *, seed: int = 1, mode: str = "RGB") -> bytes:
    return _saved(_noise(width, height, seed).convert(mode), "PNG")


def jpeg_with_place() -> bytes:
    """Return a photograph that lies on its side and tells where and by what it was taken."""
    picture = Image.new("RGB", (40, 20), "red")
    picture.paste("blue", (0, 0, 20, 20))
    notes = Image.Exif()
    notes[0x010F] = "SECRET-CAMERA"
    notes[0x0112] = 6  # To be turned a quarter to the right.
    notes.get_ifd(0x8825)[2] = (30.0, 39.0, 33.0)
    return _saved(picture, "JPEG", exif=notes.tobytes(), comment=b"SECRET-COMMENT")


def pdf(extra: bytes = b"") -> bytes:
    """Return a page of nothing."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n" + extra + b"\n"
        b"trailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
    )


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of a few hundred bytes that claims a great many dots."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100_000, 9)
    parts = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + check


def _noise(width: int, height: int, seed: int) -> Image.Image:
    return Image.frombytes(
        "RGB", (width, height), random.Random(seed).randbytes(width * height * 3)
    )


def _saved(picture: Image.Image, form: str, **more) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **more)
    return out.getvalue()
