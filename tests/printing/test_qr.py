"""QR codes that scanners read."""

from __future__ import annotations

import pytest
import zxingcpp
from PIL import Image

from counter_app.domain.errors import FormDataInvalid
from printing.qr import module_dots, qr_bitmap, qr_modules, qr_side
from tests.printing.documents import QR_CONTENT


def scanned(content: str, dots: int) -> str:
    bitmap = qr_bitmap(content, dots)
    image = Image.frombytes(
        "1", (8 * bitmap.width_bytes, bitmap.height_dots), bitmap.data()
    ).convert("L")
    frame = Image.new("L", (image.width + 80, image.height + 80), 255)
    frame.paste(image.point(lambda value: 255 - value), (40, 40))
    return zxingcpp.read_barcode(frame).text


@pytest.mark.parametrize("content", [QR_CONTENT, "1", "https://counter.example/q?a=1"])
@pytest.mark.parametrize("dots", [4, 6])
def test_a_scanner_reads_what_was_written(content, dots):
    assert scanned(content, dots) == content


def test_modules_shrink_with_the_paper_but_not_below_what_scanners_read():
    modules = len(qr_modules(QR_CONTENT))
    assert module_dots(modules, 384, 6) == 6
    assert module_dots(modules, 200, 6) == 4
    with pytest.raises(FormDataInvalid):
        module_dots(modules, 150, 6)


@pytest.mark.parametrize("content", ["", "张三", "A\x1b@", "A" * 1201, "é"])
def test_what_readers_could_misread_is_refused(content):
    for ask in (qr_modules, qr_side):
        with pytest.raises(FormDataInvalid):
            ask(content)


@pytest.mark.parametrize("length", [1, 20, 88, 300, 1_200])
def test_the_side_is_known_without_drawing_the_symbol(length):
    content = (QR_CONTENT * 20)[:length]
    assert qr_side(content) == len(qr_modules(content))
