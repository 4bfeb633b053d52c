from __future__ import annotations

import json
import subprocess
import sys
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.pinyin import (
    READINGS_MAX,
    initials,
    parse_pinyin,
    readings,
    title_initials,
    title_readings,
)
from resources import load_pinyin

CONTENT = load_pinyin().content
TABLE = parse_pinyin(CONTENT)

LOAD_MS_MAX = 30
MEMORY_BYTES_MAX = 10_000_000


@pytest.mark.parametrize(
    ("surname", "reading"),
    [
        ("单", "shan"), ("曾", "zeng"), ("仇", "qiu"), ("解", "xie"), ("查", "zha"), ("区", "ou"),
        ("任", "ren"), ("盖", "ge"), ("朴", "piao"), ("翟", "zhai"), ("覃", "qin"), ("种", "chong"),
        ("缪", "miao"), ("乐", "yue"), ("尉", "wei"), ("员", "yun"), ("冼", "xian"), ("召", "shao"),
        ("黑", "he"), ("难", "ning"), ("会", "gui"), ("折", "she"), ("逄", "pang"), ("华", "hua"),
    ],
)  # fmt: skip
def test_a_surname_is_found_by_its_own_reading(surname, reading):
    assert f"{reading}ming" in readings(f"{surname}明", TABLE)


def test_only_the_first_character_has_all_its_readings():
    assert set(readings("单单", TABLE)) == {"dandan", "chandan", "shandan"}
    assert set(initials("单单", TABLE)) == {"dd", "cd", "sd"}


def test_u_with_dots_is_a_key_as_v_and_as_u():
    assert {"lvbu", "lubu"} <= set(readings("吕布", TABLE))
    assert {"nv", "nu"} <= set(readings("女", TABLE))


def test_surnames_of_two_characters_keep_their_own_reading():
    assert readings("万俟明", TABLE) == ("moqiming",)
    assert readings("尉迟明", TABLE) == ("yuchiming",)
    assert "ouyangming" in readings("欧阳明", TABLE)


def test_rare_characters_are_found_and_unknown_ones_are_left_out():
    assert readings("㐱", TABLE) == ("zhen",)
    assert readings("䶮", TABLE) == ("yan",)
    assert readings("𬘘", TABLE) == ("dan",)
    assert readings("王\ue000明", TABLE) == readings("王明", TABLE)
    assert readings("·、 ", TABLE) == ()
    assert initials("", TABLE) == ()


def test_letters_and_digits_read_as_themselves():
    assert initials("A区3号", TABLE)[0] == "aq3h"


def test_titles_have_every_reading_of_every_character():
    assert "cbdj" in title_initials("参保登记", TABLE)
    assert "zdcjr" in title_initials("重度残疾人", TABLE)
    assert "chongdu" in title_readings("重度", TABLE)


def _load_ms() -> float:
    started = time.process_time()  # Not the wall clock: a busy machine is no fault.
    parse_pinyin(CONTENT)
    return (time.process_time() - started) * 1_000


@given(st.text(max_size=40))
def test_any_text_has_few_keys_of_plain_letters(text):
    for keys in (readings(text, TABLE), initials(text, TABLE), title_initials(text, TABLE)):
        assert len(keys) <= READINGS_MAX
        assert len(set(keys)) == len(keys)
        assert all(key.isascii() and key.isalnum() and key == key.lower() for key in keys)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=5))
def test_initials_are_the_first_letters_of_the_readings(name):
    letters = {len(key) for key in initials(name, TABLE)}
    assert letters == {len(name)}
    assert {key[0] for key in readings(name, TABLE)} == {key[0] for key in initials(name, TABLE)}


def test_the_usual_reading_agrees_with_the_library_the_table_was_made_from():
    pypinyin = pytest.importorskip("pypinyin")
    for character in "便民服务中心残疾人补贴申请登记":
        expected = pypinyin.lazy_pinyin(character)[0]
        assert TABLE.syllables(character)[0] == expected


def test_the_table_loads_quickly_and_stays_small():
    assert min(_load_ms() for _ in range(5)) < LOAD_MS_MAX
    tracemalloc.start()
    table = parse_pinyin(CONTENT)
    used, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert table.syllables("民")
    assert used < MEMORY_BYTES_MAX
    assert peak < MEMORY_BYTES_MAX


def test_searching_never_imports_the_library_the_table_was_made_from():
    program = (
        "import json, sys; from counter_app.runtime.shipped_data import shipped_catalogue;"
        "found = shipped_catalogue().search('dbsq');"
        "print(json.dumps([found[0].name, 'pypinyin' in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert json.loads(done.stdout) == ["最低生活保障", False]
