"""Pictures of every step under build/screens; names, words and room at every size of text."""

from __future__ import annotations

import pytest

from counter_app.domain.errors import SettingsInvalid
from tests.ui.test_every_widget import everything, markup_in, nameless_in, what_is_cut

MISTAKES = (
    "[counter] counter_code：应为加引号的 11 位数字；[counter] court：缺少这一项；"
    "[county] url：应以 https:// 开头（本机可用 http://），不含用户名、参数；"
    "printers 第 2 台 paper：应为其中之一：58、80、a4"
)


def bring_to(setup, step: str) -> None:
    if step == "file":
        setup.presenter.open_file(setup.paths.root / "县局设置.toml")
        setup.settle()
        return
    if step == "mistakes":
        setup.fill_counter(counter_code="5108991", court="", enquiry_phone="无")
        setup.next()
        return
    setup.fill_counter()
    setup.next()
    if step == "person":
        setup.fill_person(password="zhouxh1", repeat="zhou")
        setup.next()
        return
    setup.fill_person()
    setup.next()
    if step == "working":
        setup.view.show_working(is_working=True)


def refuse(_path):
    raise SettingsInvalid(MISTAKES)


@pytest.mark.parametrize("step", ["file", "mistakes", "person", "summary", "working"])
@pytest.mark.parametrize("scale", [100, 200])
def test_every_step_has_names_plain_words_and_room(open_setup_window, theme, step, scale):
    theme.set_scale(scale)
    setup = open_setup_window(read_settings=refuse)
    bring_to(setup, step)
    name = "setup" if step == "mistakes" else f"setup-{step}"
    setup.shoot(f"{name}-{scale}")
    assert nameless_in(setup.view) == []
    assert markup_in(setup.view) == []
    assert [fault for widget in everything(setup.view) if (fault := what_is_cut(widget))] == []
