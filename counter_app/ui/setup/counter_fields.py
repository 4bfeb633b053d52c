"""The counter's own fields: what they are called, an example of each, and what may stand there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

from PySide6.QtCore import QCoreApplication

from counter_app.domain.counter_profile import COUNTER_CODE_DIGITS, CounterProfile

CHARACTERS_MAX: Final = 200
"""As the settings file takes them."""
PHONE_DIGITS_MIN: Final = 3
NAMES: Final = tuple(each.name for each in fields(CounterProfile))
_CODE: Final = "counter_code"
_PHONES: Final = frozenset({"enquiry_phone", "complaint_phone"})
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class FieldWords:
    """What stands beside a field, and an example in it while it is empty."""

    label: str
    hint: str
    example: str


def words_of(name: str) -> FieldWords:
    """Return the words of one field of `CounterProfile`."""
    words = {
        "agency_name": FieldWords(
            tr("受理单位"), tr("与公章一致的全称"), tr("例：青禾县石桥镇人民政府")
        ),
        "center_name": FieldWords(
            tr("便民服务中心"), tr("显示在窗口顶部"), tr("例：石桥镇便民服务中心")
        ),
        "counter_code": FieldWords(
            tr("窗口编码"), tr("11 位：县 6、乡镇 3、窗口 2"), tr("例：51089910101")
        ),
        "counter_name": FieldWords(tr("窗口名称"), "", tr("例：综合窗口1号")),
        "county_name": FieldWords(tr("所属县（市、区）"), "", tr("例：青禾县")),
        "enquiry_phone": FieldWords(tr("咨询电话"), tr("印在凭证上"), tr("例：0839-5550101")),
        "complaint_phone": FieldWords(tr("投诉电话"), tr("印在凭证上"), tr("例：0839-5550110")),
        "address": FieldWords(tr("地址"), "", tr("例：石桥镇新街1号")),
        "hours": FieldWords(tr("办公时间"), "", tr("例：工作日9:00—17:00")),
        "review_body": FieldWords(
            tr("行政复议机关"), tr("不予受理时告知"), tr("例：青禾县人民政府")
        ),
        "court": FieldWords(tr("行政诉讼法院"), tr("不予受理时告知"), tr("例：青禾县人民法院")),
    }
    return words[name]


def taken(name: str, text: str) -> str:
    """Return what is taken of what was typed: full-width digits become plain ones."""
    if name == _CODE or name in _PHONES:
        text = unicodedata.normalize("NFKC", text)
    return text.strip()


def problem_of(name: str, text: str) -> str:
    """Say what is wrong with a field, or return ""."""
    value = taken(name, text)
    if not value:
        return tr("还没有填")
    if len(value) > CHARACTERS_MAX:
        return tr("太长，最多 {} 个字").format(CHARACTERS_MAX)
    if any(unicodedata.category(char) in _INVISIBLE for char in value):
        return tr("含有看不见的字符，请重新输入")
    if name == _CODE:
        return _problem_of_code(value)
    if name in _PHONES and len(re.findall(r"[0-9]", value)) < PHONE_DIGITS_MIN:
        return tr("请填电话号码")
    return ""


def problems_of(texts: Mapping[str, str]) -> dict[str, str]:
    """Return field → what is wrong, for all fields with something wrong, in their order."""
    found = {name: problem_of(name, texts.get(name, "")) for name in NAMES}
    return {name: problem for name, problem in found.items() if problem}


def profile_of(texts: Mapping[str, str]) -> CounterProfile:
    """Return the profile that stands in the fields; there must be no problems."""
    assert not problems_of(texts)
    return CounterProfile(**{name: taken(name, texts[name]) for name in NAMES})


def in_words(mistake: str) -> str:
    """Name the fields in a mistake of a settings file as the form names them."""
    for name in NAMES:
        mistake = re.sub(rf"\b{re.escape(name)}\b", f"{name}（{words_of(name).label}）", mistake)
    return mistake


def tr(text: str) -> str:
    """Translate words that stand outside any widget class."""
    return QCoreApplication.translate("setup", text)


def _problem_of_code(value: str) -> str:
    if not (value.isascii() and value.isdigit()):
        return tr("只能是数字")
    if len(value) != COUNTER_CODE_DIGITS:
        return tr("现在 {} 位，应为 {} 位").format(len(value), COUNTER_CODE_DIGITS)
    return ""
