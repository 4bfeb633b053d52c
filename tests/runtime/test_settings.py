from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.counter_profile import CounterProfile
from counter_app.domain.errors import SettingsInvalid, UnreadableFile
from counter_app.runtime.settings import (
    FILE_BYTES_MAX,
    PAPERS,
    CountySettings,
    PrinterSettings,
    Settings,
    load_settings,
    parse_settings,
    save_settings,
    settings_text,
)
from counter_app.runtime.settings_reading import is_safe_server_url

ROLL = PrinterSettings(name="小票", address="serial://COM5", profile="generic-58", paper="58")
COUNTY = CountySettings(
    url="https://county.example:8443/api", public_key="0f" * 32, ca_file="/etc/county/ca.pem"
)


@pytest.fixture(scope="module")
def settings(counter_profile):
    return Settings(
        counter=counter_profile,
        county=COUNTY,
        reader_url="auto",
        printers=(ROLL, replace(ROLL, name="A4", address="pdf:///x", paper="a4", profile="a4")),
        text_scale_percent=125,
        keys={"receive-case": "F8"},
    )


@pytest.fixture
def file(tmp_path):
    return tmp_path / "settings.toml"


def edited(settings, before, after):
    text = settings_text(settings)
    assert before in text
    return text.replace(before, after, 1).encode()


def test_what_is_saved_is_read_back(file, settings):
    save_settings(file, settings)
    assert load_settings(file) == settings


def test_only_the_counter_itself_is_needed(counter_profile):
    least = Settings(counter=counter_profile)
    assert parse_settings(settings_text(least).encode()) == least


LINE = st.text(
    st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")), min_size=1, max_size=100
).filter(str.strip)


@given(
    printer=st.builds(
        PrinterSettings,
        name=LINE,
        address=st.from_regex(r"[a-z]{2,12}://[ -~]{0,200}", fullmatch=True),
        paper=st.sampled_from(PAPERS),
        profile=st.just("generic-80"),
    ),
    agency=LINE,
    scale=st.integers(80, 250),
)
def test_any_line_of_text_survives_the_file(printer, agency, scale, counter_profile):
    whole = Settings(
        counter=replace(counter_profile, agency_name=agency),
        printers=(printer,),
        text_scale_percent=scale,
    )
    assert parse_settings(settings_text(whole).encode()) == whole


@given(st.binary(max_size=300))
def test_no_bytes_do_worse_than_to_be_refused(content):
    with pytest.raises(SettingsInvalid):
        parse_settings(content)


@given(data=st.data())
def test_one_wrong_byte_is_read_or_refused_but_never_worse(data, settings):
    content = bytearray(settings_text(settings).encode())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(SettingsInvalid):
        assert isinstance(parse_settings(bytes(content)).counter, CounterProfile)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('"51089910101"', '"5108991010"', "[counter] counter_code：应为加引号的 11 位数字"),
        ('"51089910101"', "51089910101", "[counter] counter_code：应为加引号的 11 位数字"),
        (
            '"51089910101"',
            '"５１０８９９１０１０１"',
            "[counter] counter_code：应为加引号的 11 位数字",
        ),
        ('"青河镇人民政府"', '" "', "[counter] agency_name：不能为空"),
        ('"青河镇人民政府"', "7", "[counter] agency_name：应为文字，请加引号"),
        ('"青河镇人民政府"', f'"{"长" * 201}"', "[counter] agency_name：太长，最多 200 个字"),
        ('"青河镇人民政府"', r'"青河\u202e镇"', "[counter] agency_name：含有不可见字符"),
        ('"青河镇人民政府"', r'"青河\n镇"', "[counter] agency_name：含有不可见字符"),
        ("court = ", "curt = ", "[counter] court：缺少这一项"),
        ("court = ", "curt = ", "[counter] curt：没有这个设置项，请检查拼写"),
        ("https://county.example", "http://county.example", "[county] url：应以 https:// 开头"),
        ("0f0f", "0F0F", "[county] public_key：应为 64 位小写十六进制公钥"),
        ("= 125", "= 79", "[screen] text_scale_percent：应为 80 到 250 的整数"),
        ("= 125", "= true", "[screen] text_scale_percent：应为 80 到 250 的整数"),
        ("[screen]", "[screens]", "[设置文件] screens：没有这个设置项，请检查拼写"),
        ('"serial://COM5"', '"COM5"', "[printers 第 1 台] address：应为像 tcp://"),
        ('paper = "a4"', 'paper = "a5"', "[printers 第 2 台] paper：应为其中之一：58、80、a4"),
        ('"generic-58"', '"../generic"', "[printers 第 1 台] profile：应为小写字母"),
        ('name = "A4"', 'name = "小票"', "[[printers]] name：两台打印机同名"),
        ("receive-case =", '"Receive Case" =', "[keys] Receive Case：名称不对"),
        ("format = 1", "format = 2", "[设置文件] format：应为 1 到 1 的整数"),
    ],
)
def test_a_mistake_is_named_with_its_place(settings, before, after, message):
    with pytest.raises(SettingsInvalid) as refused:
        parse_settings(edited(settings, before, after))
    assert message in str(refused.value)


def test_all_mistakes_are_named_at_once(settings):
    content = edited(settings, "= 125", "= 7").replace(b'"serial://COM5"', b'"x"')
    with pytest.raises(SettingsInvalid, match=r"text_scale_percent.*；.*address"):
        parse_settings(content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "format"),
        (b"format = 1", "counter"),
        (b"format = 1\ncounter = 3", r"\[counter\]：应为一个表"),
        (b"format = 1\nprinters = 3", "打印机的列表"),
        (b"format = 1\n[[printers]]\n[printers]", "格式不对（第 3 行）"),
        (b"format = = 1", "格式不对（第 1 行）"),
        ("设置 = 1".encode("gb18030"), "UTF-8"),
        (b"#" * (FILE_BYTES_MAX + 1), "太大"),
        (b"x = " + b"[" * 20_000, "格式不对"),
    ],
)
def test_a_file_that_is_no_settings_file_is_refused_in_words(content, message):
    with pytest.raises(SettingsInvalid, match=message):
        parse_settings(content)


def test_a_file_from_notepad_is_read(settings):
    content = settings_text(settings).replace("\n", "\r\n").encode("utf-8-sig")
    assert parse_settings(content) == settings


def test_a_missing_file_is_named(file):
    with pytest.raises(UnreadableFile, match=r"settings\.toml"):
        load_settings(file)


def test_a_failed_save_leaves_the_former_file(tmp_path, file, settings):
    save_settings(file, settings)
    with pytest.raises(SettingsInvalid, match="text_scale_percent"):
        save_settings(file, replace(settings, text_scale_percent=7))
    with pytest.raises(UnreadableFile):
        save_settings(tmp_path / "gone" / "settings.toml", settings)
    assert load_settings(file) == settings
    assert [path.name for path in tmp_path.iterdir()] == ["settings.toml"]


def test_a_save_that_cannot_replace_leaves_no_scrap(tmp_path, settings):
    folder = tmp_path / "settings.toml"
    (folder / "inside").mkdir(parents=True)
    with pytest.raises(UnreadableFile):
        save_settings(folder, settings)
    assert [path.name for path in tmp_path.iterdir()] == ["settings.toml"]


@pytest.mark.asvs("1.2.2", "12.2.1")
@pytest.mark.parametrize(
    ("url", "is_safe"),
    [
        ("https://county.example", True),
        ("https://10.1.2.3:8443/base", True),
        ("http://127.0.0.1:8000", True),
        ("http://localhost:8000", True),
        ("http://[::1]:8000", True),
        ("http://10.1.2.3", False),
        ("http://127.0.0.1.evil.example", False),
        ("https://clerk:secret@county.example", False),
        ("https://county.example/?token=1", False),
        ("https://county.example/#x", False),
        ("https://county.example:99999", False),
        ("https://", False),
        ("ftp://county.example", False),
        ("county.example", False),
        ("https://县.example", False),
        ("https://[::1", False),
    ],
)
@pytest.mark.threat("T7")
def test_only_an_address_that_can_be_trusted_is_taken(url, is_safe):
    assert is_safe_server_url(url) is is_safe
