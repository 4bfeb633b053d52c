"""Every story of the law, played through the services that the window uses."""

from __future__ import annotations

import pytest

from counter_app.scenario.player import play, read_script
from counter_app.scenario.world import Place
from tests.scenario.stories import all_stories, differences


@pytest.mark.parametrize("story", all_stories(), ids=lambda path: path.stem)
def test_a_story_ends_as_the_law_says(story):
    results = play(read_script(story), Place())
    assert differences(story, results) == []
