"""What is known of a printer model, as data.

A profile is a TOML file; three ship in `printing/profile_data`, and a county adds its own in a
folder without a release.  No code asks for a model's name.  `learn` means that the test page has
not been printed yet: such a feature is asked for and its absence is no fault.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from counter_app.domain.errors import SettingsInvalid, UnreadableFile

_SHIPPED = Path(__file__).parent / "profile_data"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_FOR_PAPER = {"58": "generic-58", "80": "generic-80"}
_HALF_WIDTH_DOTS = 12
_USER_GLYPHS_MAX = 32

_WORDS: dict[str, frozenset[str]] = {
    "paper": frozenset({"58", "80"}),
    "chinese_encoding": frozenset({"gb18030", "gbk", "utf-8", "picture"}),
    "character_set": frozenset({"gb18030", "gbk", "gb2312", "ascii"}),
    "rare": frozenset({"line-picture", "inline-image", "user-glyph"}),
    "hanzi_size": frozenset({"gs", "fs-w", "none"}),
    "qr": frozenset({"native", "raster"}),
    "raster_align": frozenset({"esc-a", "white"}),
    "cutter": frozenset({"none", "full", "partial"}),
    "status": frozenset({"full", "dle1", "dle4", "none", "learn"}),
    "barrier": frozenset({"gs-r", "none", "learn"}),
    "flow": frozenset({"dtr", "xon", "none"}),
}
_RANGES: dict[str, range] = {
    "dots": range(192, 833),
    "columns": range(16, 70),
    "dpi": range(150, 305),
    "qr_module_dots": range(4, 17),
    "raster_rows": range(24, 256),
    "cut_feed_mm": range(26),
    "tail_lines": range(21),
    "line_pitch_dots": range(24, 65),
    "wrap_margin": range(5),
    "speed_mm_s": range(20, 501),
    "baud": range(1200, 921_601),
    "buffer_bytes": range(64, 1_048_577),
}


@dataclass(frozen=True, slots=True)
class PrinterProfile:
    """A printer model.

    Attributes:
        name: File name without .toml.
        paper: Width of the roll in millimetres, "58" or "80".
        dots: Print width in dots.
        columns: Half-width columns of 12 dots that fit; what is left of the dots stays free.
        dpi: Dots per inch, 203 or 180.
        chinese_encoding: gb18030, gbk (same bytes), utf-8, or picture (no usable Chinese font).
        character_set: Which two-byte codes its font has: gb18030, gbk, gb2312, or ascii for none.
        missing: Characters that the test page showed as blank.
        rare: How a character that the font lacks is printed: line-picture (the line as a raster),
            inline-image (the character alone as ESC *), user-glyph (defined by FS 2).
        user_glyph_codes: Codes for user-glyph, at most 32, as numbers like 0xFEA1.
        hanzi_size: Command for double size: gs (GS !), fs-w (FS W), none (bold instead).
        qr: native (the printer draws it) or raster.
        qr_module_dots: Wanted dots of a QR module; fewer if the paper is narrower, at least 4.
        raster_rows: Rows of one GS v 0 block.
        raster_align: How a raster is centred: esc-a, or white columns.
        cutter: none, full or partial.
        cut_feed_mm: From the print line to the knife.
        tail_lines: Lines fed before tearing or cutting.
        status: Which DLE EOT queries it answers.
        barrier: Whether it answers GS r 1 when everything before it was taken.
        line_pitch_dots: From line to line at size 1.
        wrap_margin: Columns left free because a full line would wrap.
        speed_mm_s: Paper speed.
        flow: Flow control of a serial line.
        baud: Speed of a serial line.
        buffer_bytes: Its receive buffer.
    """

    name: str
    paper: str
    dots: int
    columns: int
    dpi: int
    chinese_encoding: str
    character_set: str
    missing: frozenset[str]
    rare: str
    user_glyph_codes: tuple[int, ...]
    hanzi_size: str
    qr: str
    qr_module_dots: int
    raster_rows: int
    raster_align: str
    cutter: str
    cut_feed_mm: int
    tail_lines: int
    status: str
    barrier: str
    line_pitch_dots: int
    wrap_margin: int
    speed_mm_s: int
    flow: str
    baud: int
    buffer_bytes: int

    @property
    def text_columns(self) -> int:
        """Half-width columns that a line may fill."""
        return self.columns - self.wrap_margin

    @property
    def dots_per_mm(self) -> float:
        return self.dpi / 25.4

    def paper_time_ms(self, height_dots: int) -> int:
        """Return how long the paper moves for so many dots."""
        return round(1000 * height_dots / (self.dots_per_mm * self.speed_mm_s))

    def learnt(self, **values: object) -> PrinterProfile:
        """Return a copy with values that the test page settled.

        Raises:
            SettingsInvalid: A value is outside its set or range, or a key does not exist.
        """
        known = {item.name: getattr(self, item.name) for item in fields(self)}
        unknown = values.keys() - known.keys()
        if unknown:
            raise SettingsInvalid(f"unknown profile keys: {sorted(unknown)}")
        plain: dict[str, Any] = {**known, **values}
        plain.pop("name")
        plain["missing"] = sorted(plain["missing"])
        plain["user_glyph_codes"] = list(plain["user_glyph_codes"])
        return _checked(self.name, plain)


def profile(name: str, folder: Path | None = None) -> PrinterProfile:
    """Return the profile of that name, a county's own before a shipped one.

    Args:
        name: Lower-case letters, digits and hyphens.
        folder: Where a county keeps its own profiles.

    Raises:
        SettingsInvalid: There is no such profile, or it holds a mistake.
        UnreadableFile: The file is there but cannot be read.
    """
    if not _NAME.fullmatch(name):
        raise SettingsInvalid(f"not a profile name: {name!r}")
    if folder is not None and (folder / f"{name}.toml").is_file():
        return _read(folder / f"{name}.toml")
    return _shipped(name)


def profile_for_paper(paper: str) -> PrinterProfile:
    """Return the generic profile of a roll, "58" or "80" millimetres wide."""
    return profile(_FOR_PAPER[paper])


def profile_names(folder: Path | None = None) -> tuple[str, ...]:
    """Return the names that `profile` knows, sorted."""
    folders = [_SHIPPED] if folder is None else [_SHIPPED, folder]
    return tuple(sorted({path.stem for place in folders for path in place.glob("*.toml")}))


@lru_cache(maxsize=16)
def _shipped(name: str) -> PrinterProfile:
    path = _SHIPPED / f"{name}.toml"
    if not path.is_file():
        raise SettingsInvalid(f"no printer profile of the name {name!r}")
    return _read(path)


def _read(path: Path) -> PrinterProfile:
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UnreadableFile(f"{path.name}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsInvalid(f"{path.name}: {error}") from error
    return _checked(path.stem, data)


def _checked(name: str, data: dict[str, Any]) -> PrinterProfile:
    wanted = {item.name for item in fields(PrinterProfile)} - {"name"}
    if data.keys() != wanted:
        raise SettingsInvalid(f"{name}: keys differ: {sorted(data.keys() ^ wanted)}")
    for key, words in _WORDS.items():
        if data[key] not in words:
            raise SettingsInvalid(f"{name}: {key} must be one of {sorted(words)}")
    for key, limits in _RANGES.items():
        if type(data[key]) is not int or data[key] not in limits:
            raise SettingsInvalid(f"{name}: {key} must be {limits.start} to {limits.stop - 1}")
    if data["columns"] * _HALF_WIDTH_DOTS > data["dots"]:
        raise SettingsInvalid(f"{name}: {data['columns']} columns do not fit on the dots")
    missing, codes = data["missing"], data["user_glyph_codes"]
    if not _is_list_of(missing, str) or any(len(char) != 1 for char in missing):
        raise SettingsInvalid(f"{name}: missing must be a list of single characters")
    if not _is_list_of(codes, int) or not all(_is_user_code(code) for code in codes):
        raise SettingsInvalid(f"{name}: user_glyph_codes must be at most 32 codes of two bytes")
    if data["rare"] == "user-glyph" and not 0 < len(codes) <= _USER_GLYPHS_MAX:
        raise SettingsInvalid(f"{name}: rare = user-glyph needs 1 to 32 user_glyph_codes")
    return PrinterProfile(
        name=name, **{**data, "missing": frozenset(missing), "user_glyph_codes": tuple(codes)}
    )


def _is_list_of(value: object, kind: type) -> bool:
    return isinstance(value, list) and all(type(item) is kind for item in value)


def _is_user_code(code: int) -> bool:
    lead, trail = divmod(code, 256)
    return 0x81 <= lead <= 0xFE and 0x40 <= trail <= 0xFE and trail != 0x7F
