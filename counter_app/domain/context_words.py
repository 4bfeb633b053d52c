"""What anybody can guess at a place: its name, how that is read, its telephone numbers."""

from __future__ import annotations

import re
from itertools import islice, product
from typing import Final

from counter_app.domain.counter_profile import CounterProfile
from counter_app.domain.pinyin import PinyinTable

_READINGS_MAX: Final = 16
_PLACE: Final = re.compile(r"([\u3400-\u9fff]{2,6}?)(?:自治)?(?:省|市|区|县|旗|镇|乡|街道|村)")
_NUMBER_DIGITS_MIN: Final = 7


def context_words(profile: CounterProfile, pinyin: PinyinTable) -> tuple[str, ...]:
    """Return the words that no password of this counter may contain, in lower case.

    Names of places stand there in characters and in pinyin; telephone numbers with and without
    the area code.
    """
    names = " ".join((profile.agency_name, profile.center_name, profile.county_name))
    places = dict.fromkeys(_PLACE.findall(names))
    words = [word for place in places for word in (place, *_sounds(place, pinyin))]
    for phone in (profile.enquiry_phone, profile.complaint_phone):
        parts = re.findall(r"\d+", phone)
        words += ["".join(parts), *parts]
    telling = (word for word in words if not word.isdigit() or len(word) >= _NUMBER_DIGITS_MIN)
    return tuple(dict.fromkeys([*telling, profile.counter_code]))


def own_words(user: str, staff: str, name: str, pinyin: PinyinTable) -> tuple[str, ...]:
    """Return what anybody can guess of a person: names, number, and how the name is read."""
    return tuple(dict.fromkeys((user, staff, name, *_sounds(name, pinyin))))


def _sounds(text: str, pinyin: PinyinTable) -> list[str]:
    readings = [pinyin.syllables(char) for char in text]
    if not readings or not all(readings):
        return []
    return ["".join(each) for each in islice(product(*readings), _READINGS_MAX)]
