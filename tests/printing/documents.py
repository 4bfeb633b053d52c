"""Documents and hostile strings that the printing tests share.  All people are invented."""

from __future__ import annotations

from hypothesis import strategies as st

from printing.document import (
    Align,
    Cell,
    Document,
    PageBreak,
    Pair,
    QrCode,
    Rule,
    SealArea,
    SignatureLine,
    Space,
    Table,
    Text,
)
from printing.profiles import profile, profile_names

QR_CONTENT = (
    "CR1:6BFOXN%TS3DH0YOJ58S S-W5HDC *M0II5XHC9B5G2+$N IOP-IA%NFQGRJPC%OQHIZC4.OI1RM8ZA.A5:S9"
)

ANY_TEXT = st.text(st.characters(), max_size=120)
"""Any Unicode at all, surrogates included."""

WIDTHS = (32, 42, 48)

USER_CODES = [0xFEA1, 0xFEA2, 0xFEA3]
PROFILES = [profile(name) for name in profile_names()]
ALL_KINDS = [
    *PROFILES,
    profile("generic-80").learnt(rare="inline-image", qr="native"),
    profile("generic-80").learnt(rare="user-glyph", user_glyph_codes=USER_CODES),
    profile("generic-58").learnt(chinese_encoding="picture", raster_align="white"),
    profile("generic-80").learnt(chinese_encoding="utf-8", cutter="full", barrier="none"),
    profile("generic-58").learnt(hanzi_size="fs-w", character_set="gb2312", wrap_margin=1),
    profile("generic-58").learnt(hanzi_size="none"),
]
"""Every way a profile can differ in how a line is printed."""


def sample_document(name: str = "阿卜杜热合曼·买买提托合提", *, watermark: str = "") -> Document:
    """Return a receipt with every kind of block in it."""
    materials = (
        (Cell("居民身份证"), Cell("1份"), Cell("1份"), Cell("核后退回")),
        (Cell("家庭经济状况声明及授权书"), Cell("1份"), Cell(""), Cell("收取")),
    )
    return Document(
        title="收件凭证",
        blocks=(
            Text("某某县青石镇便民服务中心", align=Align.CENTER),
            Text("收件凭证", size=2, align=Align.CENTER, is_bold=True),
            Rule(),
            Pair("收件编号：", "QSZ-3-2026-000123"),
            Pair("申请人：", name, field="applicant", is_name=True),
            Pair("证件号码：", "110199********001X"),
            Pair("事项：", "城乡居民最低生活保障对象认定（含特困人员救助供养）"),
            Table(("材料", "原件", "复印", "方式"), (6, 1, 1, 2), materials),
            Rule(is_dashed=True),
            Text(
                "收到时间：2026年11月21日 09:30。自收到之日起5个工作日内告知是否受理，"
                "逾期不告知的，自2026年11月21日起即为受理。本凭证不是受理通知。"
            ),
            QrCode(QR_CONTENT, "查询码 7K3M-9Q2P"),
            SignatureLine("申请人或代理人签名"),
            PageBreak(),
            Text("存根", align=Align.RIGHT, is_reversed=True),
            Space(2),
            SealArea("某某县青石镇人民政府", "2026年11月21日"),
        ),
        number="QSZ-3-2026-000123",
        watermark=watermark,
    )


def document_with(text: str) -> Document:
    """Return a document with the same string in every place that takes one."""
    cell = Cell(text, align=Align.CENTER, field="cell")
    return Document(
        title=text,
        blocks=(
            Text(text, field="text"),
            Text(text, size=2, is_bold=True, is_reversed=True, indent_columns=4, field="big"),
            Pair(text, text, field="value", is_name=True),
            Table((text, "列"), (2, 1), ((cell, Cell("1")),)),
            Table((), (1, 1, 1, 1, 1, 1), ((cell,) * 6,)),
            QrCode(QR_CONTENT, text),
            SignatureLine(text),
            SealArea(text, text),
        ),
        number=text,
        watermark=text[:20],
    )


def nasty_names() -> list[str]:
    """Return two hundred names that try to do something to a printer, a page or a program."""
    commands = [
        b"\x1b@",
        b"\x1bp\x00\x19\xfa",
        b"\x1dV\x00",
        b"\x10\x14\x01\x00\x05",
        b"\x10\x04\x01",
        b"\x1c.",
        b"\x1b=\x00",
        b"\x1d(A\x02\x00\x00\x02",
        b"\x1b!\x30",
        b"\x1dv0\x00\xff\xff\xff\xff",
        b"\x1d:",
        b"\x1bc5\x00",
        b"\x1c&",
        b"\x1bL",
        b"\x1b\x0c",
        b"\x7f",
        b"\x00",
        b"\x0a\x0d\x0c\x0b",
        b"\x9b1m",
        b"\x85",
    ]
    raw = [command.decode("latin-1") for command in commands]
    invisible = [chr(point) for point in (*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0xFEFF)]
    strange = ["\ud800", "\udfff", "\ufffe", "\uffff", "\U0010ffff", "\ue000", "\U000f0001"]
    marks = ["e" + "\u0301" * 500, "国" + "\u20dd" * 40, "\u0301开头", "a\u0300\u0301b\ufe0f"]
    markup = [
        "<img src=file:///etc/passwd>",
        "A&B<b>三</b>",
        "张<b>三",
        "<a href='http://127.0.0.1/'>",
        "</para><para>",
        "(\\) Tj ET Q endstream endobj",
        "=cmd|' /C calc'!A0",
        "%PDF-1.4\n%%EOF",
        "${jndi:ldap://x}",
        "'; DROP TABLE cases; --",
    ]
    rare = ["㐱", "䶮", "𬘘", "𪟝", "\U0002a7de", "\U00031400", "\U0002ebf0", "¥100", "½", "☑✓"]
    long = ["王" * 1000, "x" * 1000, "1" * 500, "，" * 300, "（" * 300, " " * 300, "·" * 200]
    names = raw + invisible + strange + marks + markup + rare + long
    wrapped = [f"张{name[:60]}三" for name in names]
    joined = [a[:30] + b[:30] for a, b in zip(names, reversed(names), strict=True)]
    return (names + wrapped + joined)[:200]
