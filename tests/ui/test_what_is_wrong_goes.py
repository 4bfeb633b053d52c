"""What is said to be wrong with a field goes as soon as the field is right."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest

from counter_app.domain.errors import DiskFull, RevealReasonMissing
from counter_app.ui.forms.dialog import FormDialog
from counter_app.ui.forms.spec import FieldSpec, FormSpec
from counter_app.ui.widgets.checked_field import CheckedField

FORM = FormSpec(
    name="take_over",
    title="顶岗",
    fields=(
        FieldSpec(name="days", label="几天"),
        FieldSpec(name="reason", label="原因", is_required=True),
    ),
    accept="顶岗",
)


@pytest.fixture
def dialog(theme, qtbot):
    dialog = FormDialog(theme, FORM, "F10")
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def write(dialog, name, words):
    QTest.keyClicks(dialog.fields[name].target(), words)


def test_a_field_forgets_its_problem_with_the_first_sign_typed(theme, qtbot):
    field = CheckedField(theme, "cause", "原因", hint="写给首席代表看")
    qtbot.addWidget(field)
    heard = []
    field.edited.connect(lambda: heard.append(field.has_problem))
    field.show_problem("请写明原因")
    assert (field.has_problem, field.remark.text()) == (True, "请写明原因")

    QTest.keyClicks(field.edit, "x")
    assert (field.has_problem, field.remark.text()) == (False, "写给首席代表看")
    assert field.edit.property("state") == ""
    assert field.edit.accessibleDescription() == "写给首席代表看"
    assert heard == [False], "whoever judges while somebody types has the last word"


def test_a_form_asks_for_what_is_missing_until_it_is_there(dialog):
    assert dialog.whole() is None
    assert "请填写：原因" in dialog.message.words.text()
    write(dialog, "days", "3")
    assert not dialog.message.isHidden(), "that was another field"
    write(dialog, "reason", "x")
    assert dialog.message.isHidden()
    assert dialog.whole() == {"days": "3", "reason": "x"}


def test_a_refusal_goes_with_the_words_it_was_about_and_a_full_disk_does_not(dialog):
    dialog.fail(RevealReasonMissing())
    write(dialog, "reason", "x")
    assert dialog.message.isHidden()
    dialog.fail(DiskFull())
    write(dialog, "reason", "y")
    assert DiskFull.advice in dialog.message.words.text()
    assert not dialog.message.isHidden()
