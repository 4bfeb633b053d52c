"""What stands below a form: what is missing, or why it was not done; gone once that is mended."""

from __future__ import annotations

from counter_app.domain.errors import CounterError, InputError, RuleError
from counter_app.ui.forms.spec import Entered, FieldSpec, first_missing
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.message_bar import MessageBar


class FormMessage(MessageBar):
    """Knows what its words are about; it has no button, since mending closes it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "form_message")
        self.close_button.hide()
        self._missing: FieldSpec | None = None
        self._is_about_words = False

    def show_missing(self, field: FieldSpec) -> None:
        """Say which field has to be filled in."""
        self._missing, self._is_about_words = field, False
        self.show_text(self.tr("请填写：{}").format(field.label), Tone.CAUTION, "alert")

    def show_error(self, error: CounterError) -> None:
        """Say what stands against it.

        What is wrong with the words goes as soon as they are others, a full disk does not.
        """
        self._missing, self._is_about_words = None, isinstance(error, RuleError | InputError)
        super().show_error(error)

    def forget(self, entered: Entered) -> None:
        """Take back what was said, if it was about what is entered otherwise now."""
        is_filled = self._missing is not None and first_missing([self._missing], entered) is None
        if is_filled or self._is_about_words:
            self._missing, self._is_about_words = None, False
            self.hide()
