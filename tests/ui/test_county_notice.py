"""A publication that was not taken: the desk reads why, once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from counter_app.domain.publication_facts import refused_words
from tests.fakes.desks import LineToCounty

WORDS = refused_words("catalogue", 9, "unsigned")


@pytest.fixture
def line():
    return LineToCounty()


@pytest.mark.threat("T9")
def test_the_bar_says_why_until_it_was_read_and_not_again(open_counter, line):
    counter = open_counter(county=line)
    counter.sign_in()
    bar = counter.window.county_notice
    assert bar.isHidden()
    news = replace(line.status(), notice=WORDS)
    line.tell(news)
    counter.wait(bar.isVisible)
    assert bar.words.text() == WORDS
    counter.press(Qt.Key.Key_Escape)
    assert bar.isHidden()
    line.tell(replace(news, unacknowledged=3))
    counter.breathe()
    assert bar.isHidden()
    line.tell(replace(news, notice=refused_words("calendar", 4, "not-newer")))
    counter.wait(bar.isVisible)
    line.tell(replace(news, notice=""))
    counter.wait(bar.isHidden)
