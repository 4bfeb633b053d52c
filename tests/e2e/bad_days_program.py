"""The program in a process of its own, driven by hands inside it; made to be killed.

Usage: python -m tests.e2e.bad_days_program PROFILE CARD_NUMBER WORD

Signs in, types somebody in up to the point where F10 is all that is missing, presses it if WORD
is "submit", says "ready" and stays until it is killed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QLineEdit

from counter_app.bootstrap.window import open_window
from counter_app.demo.world import PASSWORD, USER
from counter_app.ui.hands import Hands


def main(profile, number, word):
    window = open_window(Path(profile))
    main_window = window.built.window
    hands = Hands(main_window)
    for words in (USER, PASSWORD):
        hands.write(words)
        hands.press("Return")
    hands.wait_until(lambda: main_window.is_shell_shown, "signed in")
    hands.press("F2")
    hands.wait_until(lambda: hands.sees("intake_form"), "the form")
    for field, words in (("name", "何守田"), ("number", number), ("phone", "08395550123")):
        hands.go_to(f"intake_applicant_{field}")
        hands.write(words)
    hands.go_to("intake_entry_reason")
    hands.press("Down", "Down")
    hands.go_to("intake_item_search")
    hands.write("ybcb")
    hands.look(150)
    hands.press("Return", "0")
    drafts = window.counter.profile.store.drafts
    name = main_window.findChild(QLineEdit, "intake_applicant_name")
    hands.wait_until(lambda: any(is_whole(draft) for draft in drafts.all()), "the draft")
    assert name.text() == "何守田"
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    if word == "submit":
        hands.press("F10")
    hands.look(60_000)


def is_whole(draft):
    return "complete" in str(draft.payload)


if __name__ == "__main__":
    main(*sys.argv[1:])
