"""服务方式 on the intake page: what is asked, what it becomes, and how a draft keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, tzinfo
from typing import Final

from counter_app.domain.errors import FieldMissing
from counter_app.domain.service_facts import ServiceMode, ServiceTerms
from counter_app.domain.terms import name_of
from counter_app.ui.forms.spec import (
    Choice,
    Entered,
    FieldKind,
    FieldSpec,
    FormSpec,
    ShownWhen,
    words_in,
)
from counter_app.ui.intake.entry_text import plain_words
from counter_app.ui.intake.state import WORDS_MAX
from counter_app.ui.intake.wording import tr

GUARDIAN: Final = "guardian"
GREEN_REASONS: Final = ("重大项目", "抢险救灾", "残疾人或行动不便", "急难救助", "军人军属")
_TERMS_KEYS: Final = ("reason", "errand_runner", "courier_address")


def terms_form(
    terms: ServiceTerms, *, today: date, address: str, runners: tuple[str, ...]
) -> FormSpec:
    """Return what is asked, with what was agreed so far standing in it."""
    return FormSpec(
        name="terms",
        title=tr("服务方式"),
        accept=tr("就这样"),
        icon="check",
        intro=tr("平常办理的不用填。按空格勾选，按 F10 或 Ctrl+Enter 确定。"),
        fields=(
            FieldSpec(
                name="modes",
                label=tr("这一件怎么服务"),
                kind=FieldKind.CHECKS,
                choices=tuple(Choice(mode.value, name_of(mode)) for mode in ServiceMode),
                default=tuple(mode.value for mode in terms.modes),
            ),
            FieldSpec(
                name="reason",
                label=tr("事由"),
                is_required=True,
                hint=tr("按 ↓ 选常用事由，可再改。"),
                suggestions=GREEN_REASONS,
                default=terms.reason,
                shown_when=_when(ServiceMode.GREEN_CHANNEL, ServiceMode.HOME_VISIT),
            ),
            *_appointment(terms, today),
            FieldSpec(
                name="errand_runner",
                label=tr("代办员姓名"),
                is_required=True,
                suggestions=runners,
                default=terms.errand_runner,
                shown_when=_when(ServiceMode.ERRAND),
            ),
            FieldSpec(
                name="courier_address",
                label=tr("结果寄到哪里"),
                is_required=True,
                default=terms.courier_address or address,
                shown_when=_when(ServiceMode.COURIER),
            ),
            FieldSpec(
                name="guardian",
                label=tr("未成年人"),
                kind=FieldKind.CHECKS,
                choices=(Choice(GUARDIAN, tr("代理人是申请人的监护人")),),
                default=(GUARDIAN,) if terms.guardian_of_minor else (),
            ),
        ),
    )


def _appointment(terms: ServiceTerms, today: date) -> tuple[FieldSpec, FieldSpec]:
    at = terms.appointed_at
    return (
        FieldSpec(
            name="appointed_on",
            label=tr("预约哪天"),
            kind=FieldKind.DATE,
            is_required=True,
            default=at.date() if at else today,
            shown_when=_when(ServiceMode.APPOINTMENT),
        ),
        FieldSpec(
            name="appointed_time",
            label=tr("预约几点"),
            is_required=True,
            suggestions=("09:00", "10:00", "14:00", "15:00", "16:00"),
            default=f"{at:%H:%M}" if at else "",
            shown_when=_when(ServiceMode.APPOINTMENT),
        ),
    )


def terms_of(entered: Entered, zone: tzinfo | None) -> ServiceTerms:
    """Return what was agreed.

    Raises:
        FieldMissing: The time of an appointment is no time.
    """
    chosen = entered.get("modes")
    names = chosen if isinstance(chosen, tuple) else ()
    return ServiceTerms(
        modes=tuple(mode for mode in ServiceMode if mode.value in names),
        reason=words_in(entered, "reason"),
        appointed_at=_appointed_at(entered, zone),
        errand_runner=words_in(entered, "errand_runner"),
        courier_address=words_in(entered, "courier_address"),
        guardian_of_minor=entered.get("guardian") == (GUARDIAN,),
    )


def summary_of(terms: ServiceTerms) -> str:
    """Return what was agreed in one line; "" for the usual way."""
    parts = [name_of(mode) for mode in terms.modes]
    if terms.reason:
        parts.append(terms.reason)
    if terms.appointed_at is not None:
        at = terms.appointed_at
        parts.append(f"{at.month}月{at.day}日{at:%H:%M}")
    if terms.errand_runner:
        parts.append(tr("代办员{}").format(terms.errand_runner))
    if terms.guardian_of_minor:
        parts.append(tr("监护人代为申请"))
    return " · ".join(parts)


def terms_row(terms: ServiceTerms) -> dict[str, object]:
    """Return plain JSON values."""
    row: dict[str, object] = {key: getattr(terms, key) for key in _TERMS_KEYS}
    row["modes"] = [mode.value for mode in terms.modes]
    row["appointed_at"] = terms.appointed_at.isoformat() if terms.appointed_at else None
    row["guardian_of_minor"] = terms.guardian_of_minor
    return row


def terms_of_row(row: Mapping[str, object]) -> ServiceTerms:
    """Return what a draft keeps; what is damaged is as on an empty page."""
    modes = row.get("modes")
    names = modes if isinstance(modes, list) else []
    words = {key: _words(row.get(key)) for key in _TERMS_KEYS}
    return ServiceTerms(
        modes=tuple(mode for mode in ServiceMode if mode.value in names),
        reason=words["reason"],
        appointed_at=_moment(row.get("appointed_at")),
        errand_runner=words["errand_runner"],
        courier_address=words["courier_address"],
        guardian_of_minor=row.get("guardian_of_minor") is True,
    )


def _appointed_at(entered: Entered, zone: tzinfo | None) -> datetime | None:
    day = entered.get("appointed_on")
    if not isinstance(day, date):
        return None
    try:
        moment = time.fromisoformat(_with_two_digits(words_in(entered, "appointed_time")))
    except ValueError as error:
        raise FieldMissing("预约几点，如 09:30") from error
    return datetime.combine(day, moment.replace(tzinfo=None), zone)


def _with_two_digits(words: str) -> str:
    """Take 9:30 and 9：30 for 09:30."""
    words = words.replace("：", ":")
    return f"0{words}" if words[1:2] == ":" else words


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _words(value: object) -> str:
    return plain_words(value, WORDS_MAX) if isinstance(value, str) else ""


def _when(*modes: ServiceMode) -> ShownWhen:
    return ShownWhen("modes", frozenset(mode.value for mode in modes))
