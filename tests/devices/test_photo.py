"""The photo plug-in point: foreign code may crash, hang or lie without any harm."""

from __future__ import annotations

import shutil
import struct
import subprocess
import time
from pathlib import Path

import pytest

from counter_app.devices.bitmap import PictureMalformed, check_bitmap
from counter_app.devices.photo import NO_PHOTO_TEXT, LibraryPhotoDecoder, NoPhotoDecoder
from counter_app.devices.virtual.card import simulated_photo

ROW = 308
SIZE = 54 + ROW * 126

# What a vendor's library might do, as the C it would be written in.
LIBRARY = """
#include <string.h>
#include <stdlib.h>
static void put(char *at, unsigned value) { memcpy(at, &value, 4); }
int decode(const char *wlt, char *bmp) {
    if (memcmp(wlt, "WLf", 3)) return 0;
    memset(bmp, 0, 54);
    memcpy(bmp, "BM", 2); put(bmp + 2, 38862); put(bmp + 10, 54); put(bmp + 14, 40);
    put(bmp + 18, 102); put(bmp + 22, 126); bmp[26] = 1; bmp[28] = 24;
    memset(bmp + 54, 0x7F, 308 * 126);
    return 1;
}
int lie(const char *wlt, char *bmp) { strcpy(bmp, "GIF89a"); return 1; }
int refuse(const char *wlt, char *bmp) { return -1; }
int crash(const char *wlt, char *bmp) { abort(); }
int hang(const char *wlt, char *bmp) { for (;;) {} }
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Path:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("needs a C compiler")
    folder = tmp_path_factory.mktemp("vendor")
    source, built = folder / "wlt.c", folder / "libwlt.so"
    source.write_text(LIBRARY, "ascii")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", built, source], check=True, timeout=60)
    return built


def bitmap(width=102, height=126, bits=24, packing=0, start=54, magic=b"BM"):
    head = struct.pack("<2sI4xIIiiHHI", magic, SIZE, start, 40, width, height, 1, bits, packing)
    return head.ljust(54, b"\0") + bytes(ROW * 126)


def test_a_vendors_library_gives_the_picture(library):
    decoder = LibraryPhotoDecoder(library, "decode")
    assert decoder.is_available()
    assert decoder.name == "libwlt.so"
    picture = decoder.decode(simulated_photo())
    assert len(picture.bmp) == SIZE == 38_862
    assert "BM" not in repr(picture)


@pytest.mark.asvs("1.4.1", "15.2.5")
@pytest.mark.parametrize("function", ["lie", "refuse", "crash", "no_such_function"])
def test_foreign_code_that_fails_costs_nothing_but_the_picture(library, function):
    assert LibraryPhotoDecoder(library, function).decode(simulated_photo()) is None


def test_foreign_code_that_hangs_is_ended(library):
    started = time.monotonic()
    decoder = LibraryPhotoDecoder(library, "hang", time_limit_s=0.3)
    assert decoder.decode(simulated_photo()) is None
    assert time.monotonic() - started < 2


def test_a_block_that_is_no_photo_is_not_even_tried(library):
    decoder = LibraryPhotoDecoder(library, "decode")
    assert decoder.decode(b"") is None
    assert decoder.decode(bytes(1_024)) is None


def test_a_library_that_is_not_there_is_not_available(tmp_path):
    decoder = LibraryPhotoDecoder(tmp_path / "none.dll", "decode")
    assert not decoder.is_available()
    assert decoder.decode(simulated_photo()) is None


@pytest.mark.parametrize(
    ("path", "function"), [("lib.so", "decode"), ("/x/lib.so", "a b"), ("/x/lib.so", "é")]
)
def test_a_library_is_named_by_absolute_path_and_a_plain_function(path, function):
    with pytest.raises(ValueError, match=r"path|name"):
        LibraryPhotoDecoder(Path(path), function)


def test_without_a_library_no_photo_can_be_decoded():
    decoder = NoPhotoDecoder()
    assert not decoder.is_available()
    assert decoder.decode(simulated_photo()) is None
    assert decoder.name == NO_PHOTO_TEXT


def test_the_right_bitmap_is_taken_without_what_stands_behind_it():
    assert check_bitmap(bitmap() + b"more") == bitmap()
    assert check_bitmap(bitmap(height=-126)) == bitmap(height=-126)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"BM", bitmap()[:-1], bitmap(width=103), bitmap(height=125), bitmap(bits=8),
        bitmap(packing=1), bitmap(start=10), bitmap(start=2**31), bitmap(magic=b"PK"),
        bitmap(height=-(2**31)),
    ],
)  # fmt: skip
def test_any_other_bitmap_is_refused(data):
    with pytest.raises(PictureMalformed):
        check_bitmap(data)
