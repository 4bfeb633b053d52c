"""Files of a case: names that could hurt, and folds that come out alike in any order."""

from __future__ import annotations

import unicodedata
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.attachment import (
    ATTACHMENT_BYTES_MAX,
    NAME_CHARACTERS_MAX,
    NO_FILES,
    Attachment,
    MaterialAttached,
    MaterialDetached,
    MediaType,
    files_named,
    media_type_of,
    shown_name,
    with_fact,
)
from counter_app.domain.ids import EventId
from tests.fakes.clocks import START
from tests.fakes.pictures import jpeg, pdf, png


def attachment(digit: str = "a", **changes) -> Attachment:
    values = {
        "sha256": digit * 64,
        "name": "身份证.jpg",
        "media_type": MediaType.JPEG,
        "size_bytes": 1_000,
        "material": "",
        "attached_at": START,
    }
    return Attachment(**values | changes)


def attached(digit: str) -> MaterialAttached:
    return MaterialAttached(attachment=attachment(digit))


def detached(*events: str) -> MaterialDetached:
    return MaterialDetached(attached=tuple(map(EventId, events)), detached_at=START)


@pytest.mark.asvs("5.3.2", "5.4.2")
@pytest.mark.threat("T15")
def test_names_that_mean_something_to_a_disk_mean_nothing_here():
    hostile = {
        "\\\\server\\share\\x.pdf": "x.pdf",
        "CON": "CON.pdf",
        "x.pdf.": "x.pdf",
        "x.pdf ": "x.pdf",
        "a\0b.pdf": "ab.pdf",
        "C:\\x\\..\\y.exe": "y.pdf",
        "~/.ssh/id_rsa": "id_rsa.pdf",
    }
    for name, shown in hostile.items():
        assert shown_name(name, MediaType.PDF) == shown
    assert len(shown_name("长" * 300, MediaType.PDF)) == NAME_CHARACTERS_MAX


def test_a_name_keeps_what_people_wrote_and_takes_its_suffix_from_the_content():
    assert shown_name("户口本 第2页.JPEG", MediaType.JPEG) == "户口本 第2页.jpg"
    assert shown_name("申请表.docx", MediaType.PDF) == "申请表.pdf"
    assert shown_name("v1.2 草稿", MediaType.PNG) == "v1.2 草稿.png"
    assert shown_name("..\\..\\C:\\证件.png", MediaType.PNG) == "证件.png"
    assert shown_name("/etc/passwd", MediaType.PDF) == "passwd.pdf"
    assert shown_name("发票\u202egpj.exe", MediaType.JPEG) == "发票gpj.jpg"
    assert shown_name("\x00\r\n", MediaType.PDF) == "附件.pdf"
    assert shown_name("..") == "附件"


@pytest.mark.asvs("5.4.2")
@given(st.text(max_size=300), st.sampled_from([None, *MediaType]))
def test_any_name_becomes_one_that_can_be_shown_and_stays_as_it_is(name, media_type):
    shown = shown_name(name, media_type)
    assert shown
    assert len(shown) <= NAME_CHARACTERS_MAX
    assert not set(shown) & set("/\\")
    assert not any(unicodedata.category(c)[0] == "C" for c in shown)
    assert shown_name(shown, media_type) == shown
    assert shown_name(shown) == shown


@pytest.mark.asvs("2.2.1", "5.3.2")
@pytest.mark.parametrize(
    "changes",
    [
        {"sha256": "A" * 64},
        {"sha256": "a" * 63},
        {"sha256": "../" + "a" * 61},
        {"size_bytes": 0},
        {"size_bytes": ATTACHMENT_BYTES_MAX + 1},
        {"name": ""},
        {"name": "a/b"},
        {"name": "a\u202eb"},
        {"name": "n" * (NAME_CHARACTERS_MAX + 1)},
    ],
)
def test_what_no_counter_would_have_written_is_no_attachment(changes):
    with pytest.raises(ValueError, match=r"."):
        attachment(**changes)


@pytest.mark.asvs("5.2.2")
def test_a_file_is_known_by_its_first_bytes_alone():
    assert media_type_of(jpeg()) is MediaType.JPEG
    assert media_type_of(png()) is MediaType.PNG
    assert media_type_of(pdf()) is MediaType.PDF
    for other in (b"", b"GIF89a", b"MZ\x90", b"<svg>", b"\xff\xd8", b" %PDF-1.4", b"PK\x03\x04"):
        assert media_type_of(other) is None


def test_only_the_act_that_adds_a_file_names_it_in_its_header():
    assert files_named(attached("b")) == ("b" * 64,)
    assert files_named(detached("e")) == ()
    assert files_named(None) == ()


def test_facts_about_files_give_the_same_files_in_any_order():
    facts = {
        "one": attached("a"),
        "twice": attached("a"),
        "two": attached("b"),
        "off": detached("one", "twice"),
        "again": attached("a"),
        "off before it came": detached("three"),
        "three": attached("c"),
    }
    seen = set()
    for order in permutations(facts):
        files = NO_FILES
        for name in order:
            files = with_fact(files, EventId(name), "QH0001", facts[name])
        shown = {file.event_id: file.attachment.sha256[0] for file in files.shown}
        assert shown == {"again": "a", "two": "b"}
        seen.add((frozenset(file.event_id for file in files.attached), files.detached))
    assert len(seen) == 1


def test_a_file_added_at_two_counters_is_shown_once_and_goes_with_both_acts():
    files = NO_FILES
    for event in ("here", "there"):
        files = with_fact(files, EventId(event), "QH0001", attached("a"))
    assert [file.event_id for file in files.shown] == ["here"]
    assert files.acts_of("a" * 64) == ("here", "there")
    one_off = with_fact(files, EventId("off"), "QH0001", detached("here"))
    assert [file.event_id for file in one_off.shown] == ["there"]
    assert with_fact(files, EventId("off"), "QH0001", detached("here", "there")).shown == ()


def test_nothing_of_a_file_but_its_class_is_told_in_a_log():
    fact = attached("a")
    for told in (
        repr(fact),
        repr(fact.attachment),
        repr(with_fact(NO_FILES, EventId("e"), "s", fact)),
    ):
        assert "身份证" not in told
