"""Pictures of the intake page in every state, at both ends of the text scale, to be looked at."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from counter_app.domain.errors import DiskFull
from counter_app.ui.preferences import WindowPreferences
from tests.fakes.desks import PreferencesInMemory


@pytest.fixture(params=[100, 200])
def desk_at(request, open_intake):
    scale = request.param
    preferences = PreferencesInMemory(WindowPreferences(scale_percent=scale))

    def open_one(**exchanged):
        desk = open_intake(preferences=preferences, **exchanged)
        desk.scale = scale
        return desk

    return open_one


def test_pictures_of_filling_in(desk_at):
    desk = desk_at()
    desk.shoot(f"intake-empty-{desk.scale}")
    desk.read_card()
    desk.shoot(f"intake-card-{desk.scale}")
    desk.type("shenling"[:2])
    desk.shoot(f"intake-search-{desk.scale}")
    for _ in range(2):
        desk.key(Qt.Key.Key_Backspace)
    desk.type("gljt")
    desk.key(Qt.Key.Key_Return)
    desk.shoot(f"intake-materials-{desk.scale}")
    desk.type("1123")
    desk.shoot(f"intake-defective-{desk.scale}")
    desk.type("1")
    desk.shoot(f"intake-half-{desk.scale}")
    desk.type("11")
    desk.drawn()
    desk.settle()
    desk.shoot(f"intake-notice-{desk.scale}")
    assert desk.page.form.outcome.preview.has_picture


def test_pictures_of_the_end(desk_at):
    from counter_app.services.submit_intake import Outcome

    desk = desk_at()
    desk.read_card()
    desk.type("gljt")
    desk.key(Qt.Key.Key_Return)
    desk.page.form.outcome.buttons[Outcome.REFUSE].click()
    desk.type("户籍不在本镇")
    desk.key(Qt.Key.Key_Return)
    desk.type("柳河镇人民政府")
    desk.drawn()
    desk.settle()
    desk.shoot(f"intake-refusal-{desk.scale}")
    desk.page.form.outcome.buttons[Outcome.REFUSE].click()
    desk.page.form.go_to(
        __import__("counter_app.ui.intake.conclusion", fromlist=["Place"]).Place.MATERIALS
    )
    desk.key(Qt.Key.Key_0)
    desk.settle()
    desk.window.show_error(DiskFull())
    desk.shoot(f"intake-error-{desk.scale}")
    desk.window.message.dismiss()
    desk.page.form.applicant.proxy_button.click()
    desk.shoot(f"intake-proxy-{desk.scale}")
    desk.page.form.applicant.proxy_button.click()
    desk.key(Qt.Key.Key_F10)
    desk.wait_for_result()
    desk.shoot(f"intake-submitted-{desk.scale}")
    assert desk.page.is_result_shown
