from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.reader_news import PortIdentity
from counter_app.runtime.reader_adapter import adapter_line, adapter_of
from counter_app.runtime.settings import Settings, parse_settings, settings_text
from tests.fakes.people import PROFILE

WORDS = st.none() | st.text(max_size=70)
ADAPTERS = st.builds(
    PortIdentity,
    vid=st.integers(0, 0xFFFF),
    pid=st.integers(0, 0xFFFF),
    serial_number=WORDS,
    location=WORDS,
)


@given(ADAPTERS)
def test_an_adapter_is_written_so_that_settings_take_it_or_not_at_all(adapter):
    settings = Settings(counter=PROFILE, reader_url="COM3", reader_adapter=adapter_line(adapter))
    assert parse_settings(settings_text(settings).encode("utf-8", "surrogatepass")) == settings


@given(ADAPTERS)
def test_a_line_names_the_adapter_it_was_written_for(adapter):
    line = adapter_line(adapter)
    if line:
        found = adapter_of(line)
        assert (found.vid, found.pid) == (adapter.vid, adapter.pid)
        assert found.serial_number in {adapter.serial_number, None}
        assert found.location in {adapter.location, None}


def test_nothing_known_is_an_empty_line():
    assert adapter_line(None) == ""
    assert adapter_of("") is None


def test_what_an_adapter_does_not_tell_stays_untold():
    adapter = PortIdentity(vid=0x1A86, pid=0x7523, serial_number=None, location="1-1.2:1.0")
    assert adapter_line(adapter) == "1a86:7523 - 1-1.2:1.0"
    assert adapter_of(adapter_line(adapter)) == adapter


@pytest.mark.parametrize("line", ["1a86", "1a86:7523", "1A86:7523 a b", "1a86:7523 a b c"])
def test_other_lines_name_nothing(line):
    assert adapter_of(line) is None
