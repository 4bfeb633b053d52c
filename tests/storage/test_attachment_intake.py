"""What a camera or an attacker hands in, and what is kept of it."""

from __future__ import annotations

import io
import os
import random
import warnings

import pytest
from PIL import Image

from counter_app.domain.attachment import ATTACHMENT_BYTES_MAX, MediaType
from counter_app.domain.errors import AttachmentRefused
from counter_app.storage.attachment_intake import SIDE_DOTS_MAX, made_fit, read_outside
from tests.fakes.pictures import bomb, jpeg, jpeg_with_place, pdf, png


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def why_not(content: bytes) -> str:
    with pytest.raises(AttachmentRefused) as refused:
        made_fit(content)
    return str(refused.value)


@pytest.mark.asvs("14.2.8")
def test_a_photograph_keeps_its_dots_and_loses_place_camera_and_comment():
    plain = made_fit(jpeg_with_place())
    assert plain.media_type is MediaType.JPEG
    picture = opened(plain.content)
    assert not picture.getexif()
    assert picture.size == (20, 40)  # Turned upright by its dots, as the camera had noted it.
    red, blue = picture.getpixel((10, 30)), picture.getpixel((10, 5))
    assert red[0] > 200 > red[2]
    assert blue[2] > 200 > blue[0]
    for secret in (b"SECRET", b"Exif", b"GPS"):
        assert secret not in plain.content


def test_what_hangs_behind_the_end_of_a_picture_is_gone():
    for content in (jpeg(), png()):
        assert b"<script>" not in made_fit(content + b"<script>" * 9).content


def test_encoding_anew_gives_the_same_file_each_time():
    for content in (jpeg(), png(), pdf()):
        assert made_fit(content).content == made_fit(content).content


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_dots_a_scanner_writes_is_read(mode):
    content = io.BytesIO()
    Image.new(mode, (30, 20)).save(content, "PNG")
    picture = opened(made_fit(content.getvalue()).content)
    assert picture.size == (30, 20)
    assert picture.mode in {"1", "L", "RGB"}


def test_grey_and_four_colour_photographs_are_read():
    for mode in ("L", "CMYK"):
        content = io.BytesIO()
        Image.new(mode, (30, 20)).save(content, "JPEG")
        assert opened(made_fit(content.getvalue()).content).mode in {"L", "RGB"}


def test_what_is_clear_in_a_picture_becomes_white():
    content = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(content, "PNG")
    assert opened(made_fit(content.getvalue()).content).getpixel((1, 1)) == (255, 255, 255)


def test_a_picture_larger_than_a_page_is_made_as_large_as_a_page():
    content = io.BytesIO()
    Image.new("L", (SIDE_DOTS_MAX * 2, 100)).save(content, "JPEG")
    assert max(opened(made_fit(content.getvalue()).content).size) == SIDE_DOTS_MAX


@pytest.mark.asvs("5.2.6")
@pytest.mark.threat("T15")
def test_a_picture_that_claims_too_many_dots_is_not_decoded():
    for wide, high in ((8_000, 8_000), (30_000, 30_000), (60_000, 60_000)):
        assert why_not(bomb(wide, high)) == "图片的点数太多"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # As in the program, where a warning stops nobody.
        assert why_not(bomb(12_000, 12_000)) == "图片的点数太多"


def test_damaged_pictures_are_refused_and_nothing_else_comes_out():
    chance = random.Random(435)
    refused = 0
    for whole in (jpeg(80, 60), png(40, 30), jpeg_with_place()):
        for _ in range(120):
            hurt = bytearray(whole)
            for _ in range(chance.randint(1, 6)):
                hurt[chance.randrange(3, len(hurt))] = chance.randrange(256)
            cut = bytes(hurt[: chance.randint(8, len(hurt))])
            try:
                made_fit(cut)
            except AttachmentRefused:
                refused += 1
    assert refused > 100


@pytest.mark.asvs("1.3.4", "5.2.2")
def test_other_kinds_of_files_are_refused_whatever_their_name():
    for content in (
        b"GIF89a" + b"\0" * 99,
        b"MZ" * 50,
        b"<svg/>",
        b"II*\0" + b"\0" * 99,
        b"PK\3\4",
    ):
        assert why_not(content) == "不是 JPG、PNG 或 PDF"
    gif_as_jpeg = b"\xff\xd8\xff" + b"GIF89a" * 20
    assert why_not(gif_as_jpeg) == "图片损坏"


@pytest.mark.asvs("1.3.5")
def test_a_pdf_is_kept_as_it_is_if_everybody_can_open_it():
    assert made_fit(pdf()).content == pdf()
    assert why_not(pdf()[:-8]) == "PDF 不完整"
    assert why_not(b"%PDF-1.4\n%%EOF") == "PDF 不完整"
    assert why_not(pdf(b"<</Encrypt 3 0 R>>")) == "PDF 有密码保护"
    assert why_not(pdf(b"<</S/JavaScript/JS(app.alert)>>")) == "PDF 里有程序"
    assert why_not(pdf(b"<</S/Launch/F(cmd.exe)>>")) == "PDF 里有程序"
    assert why_not(pdf(b"<</Type/EmbeddedFile>>")) == "PDF 里夹带了别的文件"


class TestReading:
    def refused(self, path) -> str:
        with pytest.raises(AttachmentRefused) as error:
            read_outside(path)
        return str(error.value)

    @pytest.mark.asvs("5.2.1")
    def test_a_file_is_read_to_its_limit_and_no_further(self, tmp_path):
        path = tmp_path / "x"
        path.write_bytes(b"x" * ATTACHMENT_BYTES_MAX)
        assert len(read_outside(path)) == ATTACHMENT_BYTES_MAX
        with path.open("ab") as file:
            file.truncate(1 << 40)  # A hole: it says a terabyte.
        assert self.refused(path) == "文件超过 20 MB"

    def test_what_is_no_plain_file_is_never_opened(self, tmp_path):
        assert self.refused(tmp_path) == "不是文件"
        assert self.refused(tmp_path / "nothing") == "文件读不出来"
        (tmp_path / "empty").touch()
        assert self.refused(tmp_path / "empty") == "文件是空的"
        if os.name == "posix":
            os.mkfifo(tmp_path / "pipe")
            assert self.refused(tmp_path / "pipe") == "不是文件"

    def test_the_path_is_not_in_what_is_told(self, tmp_path):
        assert "nothing" not in self.refused(tmp_path / "nothing")
