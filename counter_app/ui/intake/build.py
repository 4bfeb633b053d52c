"""Builds the intake page and joins its views with its presenters."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from counter_app.domain.case import Case
from counter_app.domain.identity_number import RegionQuestion
from counter_app.domain.reader_news import CardRead
from counter_app.runtime.shipped_data import shipped_regions
from counter_app.ui.forms.dialog import FormDialog
from counter_app.ui.forms.spec import FormSpec
from counter_app.ui.intake.conclusion import Place
from counter_app.ui.intake.guide_presenter import GuidePresenter
from counter_app.ui.intake.held_forms import HeldForms
from counter_app.ui.intake.page import IntakePage
from counter_app.ui.intake.presenter import IntakePresenter
from counter_app.ui.intake.questions import Asker
from counter_app.ui.intake.result_presenter import ResultPresenter
from counter_app.ui.intake.result_view import ResultView
from counter_app.ui.intake.terms_presenter import TermsPresenter
from counter_app.ui.intake.view import FormView
from counter_app.ui.keys import Action
from counter_app.ui.page import AVAILABLE
from counter_app.ui.page_context import PageContext


def build_intake_page(context: PageContext) -> IntakePage:
    """Return the intake page; it lives as long as the window."""
    return _Intake(context, _is_known_region).page


def _is_known_region(code: str) -> bool:
    return shipped_regions().is_known(code)


class _Intake(QObject):
    """Keeps the parts of the page together and routes keys to form or result."""

    def __init__(self, context: PageContext, is_known_region: RegionQuestion) -> None:
        super().__init__()
        parts, keys = context.parts, context.parts.keys
        form = FormView(
            context.theme,
            _agencies(context),
            notice_key=keys.key(Action.NOTICE),
            guide_key=keys.key(Action.GUIDE),
        )
        result = ResultView(
            context.theme, (keys.key(Action.NEW_CASE), keys.key(Action.PRINT_RECEIPT))
        )
        self.page = IntakePage(form, result)
        self.setParent(self.page)
        self._context = context
        self._form = form
        asker = Asker(context.dialogs)
        self.presenter = IntakePresenter(form, parts, context.navigator, asker, is_known_region)
        self.presenter.setParent(self)
        self.held = HeldForms(self.presenter.form, self.presenter.keeper, self.presenter.clear)
        self.terms = TermsPresenter(self.presenter.form, parts, asker, self._ask_terms)
        self.guides = GuidePresenter(parts, context.theme, context.navigator, form)
        self.result = ResultPresenter(result, parts, context.navigator, asker)
        self._acts: dict[Action, Callable[[], None]] = {
            Action.NEW_CASE: self._new_case,
            Action.READ_CARD: self._read_card,
            Action.NEXT_PANE: form.next_pane,
            Action.MATERIALS: lambda: form.go_to(Place.MATERIALS),
            Action.NOTICE: self.presenter.choose_notice,
            Action.SUBMIT: self._submit,
            Action.GUIDE: self._show_guide,
            Action.PRINT_RECEIPT: self.result.print_receipt,
        }
        self._connect_form()
        self._connect_page()

    def _connect_form(self) -> None:
        form, presenter = self._form, self.presenter
        state = presenter.form
        form.applicant.edited.connect(state.edit_person)
        form.applicant.proxy_edited.connect(state.edit_proxy)
        form.applicant.proxy_toggled.connect(state.toggle_proxy)
        form.applicant.reason_edited.connect(state.give_reason)
        form.applicant.earlier.chosen.connect(presenter.history.open_earlier)
        form.applicant.drafts_wanted.connect(presenter.drafts.offer)
        form.applicant.terms_wanted.connect(self.terms.ask)
        form.outcome.pledge.deferred.connect(state.defer_until)
        form.item.searched.connect(presenter.items.search)
        form.item.picked.connect(presenter.items.pick)
        form.item.change_wanted.connect(presenter.items.change)
        form.item.kept.connect(presenter.items.keep)
        form.item.department_chosen.connect(presenter.items.choose_department)
        form.item.department_wanted.connect(presenter.items.next_department)
        form.item.favourite_wanted.connect(presenter.items.toggle_favourite)
        form.item.fold_wanted.connect(presenter.items.toggle_dormant)
        form.item.guide_wanted.connect(self._show_guide)
        form.materials.judged.connect(state.judge)
        form.materials.all_complete.connect(state.all_complete)
        form.materials.counted.connect(state.count)
        form.materials.handling_toggled.connect(state.toggle_handling)
        form.materials.explained.connect(state.explain)
        form.outcome.chosen.connect(presenter.choose)
        form.outcome.refusal.ground_chosen.connect(state.choose_ground)
        form.outcome.refusal.reason_edited.connect(state.give_refusal_reason)
        form.outcome.refusal.authority_edited.connect(state.name_authority)
        form.outcome.corrections.made.connect(state.correct)
        form.outcome.corrections.dropped.connect(state.drop_correction)
        form.draft_bar.restore_button.clicked.connect(presenter.drafts.restore)
        form.draft_bar.put_off_button.clicked.connect(presenter.drafts.put_off)
        form.draft_bar.discard_button.clicked.connect(presenter.drafts.discard)
        form.duplicate_bar.open_button.clicked.connect(presenter.history.open_duplicate)
        form.duplicate_bar.deny_button.clicked.connect(presenter.history.deny_duplicate)

    def _ask_terms(self, spec: FormSpec) -> FormDialog:
        submit_key = self._context.parts.keys.key(Action.SUBMIT)
        dialog = FormDialog(self._context.theme, spec, submit_key, self._form.window())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _connect_page(self) -> None:
        page, devices = self.page, self._context.devices
        page.asked.connect(self._act)
        page.came.connect(self._on_came)
        page.went.connect(self._on_went)
        page.secured.connect(self.presenter.keeper.save_now)
        page.hand = self._hand
        page.result.next_button.clicked.connect(self._new_case)
        page.result.print_button.clicked.connect(self.result.print_receipt)
        page.result.open_button.clicked.connect(self.result.open_case)
        self.presenter.moved.connect(self._offer)
        self.presenter.submitted.connect(self._on_submitted)
        devices.card_read.connect(self._on_card)
        devices.reader_changed.connect(self.presenter.cards.take_news)
        if devices.reader_news is not None:
            self.presenter.cards.take_news(devices.reader_news)
        devices.print_moved.connect(self.result.on_print_moved)
        self._context.county.changed.connect(self.result.on_county_changed)

    def _act(self, action: Action) -> None:
        self._acts[action]()

    def _new_case(self) -> None:
        if self.page.is_result_shown:
            self.result.forget()
            self.presenter.clear()
            self._offer()
        elif self.page.has_returned and self.presenter.form.state.has_content:
            self._context.navigator.say(self.tr("继续填没有提交的这一件"))
            self.presenter.go_on()
        else:
            self.presenter.start_anew()

    def _read_card(self) -> None:
        self._context.parts.reader.want_card(is_wanted=True)
        self._context.navigator.say(self.tr("请把身份证放在读卡器上；已放着的请拿开再放"))

    def _show_guide(self) -> None:
        if not self.page.is_result_shown:
            self.guides.show(self._form.item.highlighted or self.presenter.form.state.item)

    def _submit(self) -> None:
        if not self.page.is_result_shown:
            self.presenter.submit()

    def _on_came(self) -> None:
        self._context.parts.reader.want_card(is_wanted=True)
        if not self.page.is_result_shown:
            self.presenter.begin()

    def _on_went(self) -> None:
        self._context.parts.reader.want_card(is_wanted=False)
        self.presenter.keeper.save_now()

    def _hand(self, before: str, now: str) -> bool:
        """Put the page away for one person and bring back that of another."""
        if self.page.is_result_shown:
            self.result.forget()
        self.presenter.cards.drop_held()
        came_back = self.held.hand(before, now)
        self._offer()
        return came_back

    def _on_card(self, news: CardRead) -> None:
        if not self.page.isVisible():
            return
        if self.page.is_result_shown:
            self.presenter.cards.hold(news)
            self.page.result.show_waiting_card()
        else:
            self.presenter.cards.take(news)

    def _on_submitted(self, case: Case) -> None:
        self.page.bring_result()
        self.result.show(case)
        self._offer()

    def _offer(self) -> None:
        if self.page.is_result_shown:
            self.page.offer({Action.NEW_CASE: AVAILABLE, Action.PRINT_RECEIPT: AVAILABLE}, {})
            return
        self.page.offer(self.presenter.actions(), self.presenter.action_words())


def _agencies(context: PageContext) -> tuple[str, ...]:
    """Return what may be competent instead: the county's departments, as the catalogue has them.

    The rulebook is asked after sign-in only, so this is a first guess by county name.
    """
    county = context.parts.profile.county_name
    names = ("民政局", "人力资源和社会保障局", "医疗保障局", "公安局", "自然资源和规划局")
    more = ("农业农村局", "林业局", "卫生健康局", "市场监督管理局", "司法局", "残疾人联合会")
    return tuple(f"{county}{name}" for name in (*names, *more))
