"""Who has to come in person, who may come instead, and what a service mode needs to be one."""

from __future__ import annotations

from datetime import date
from typing import Final

from counter_app.domain.applicant import Applicant, Proxy
from counter_app.domain.errors import ApplicantMustAttend, FieldMissing
from counter_app.domain.identity_number import check
from counter_app.domain.item import ServiceItem
from counter_app.domain.service_facts import ServiceMode, ServiceTerms

FULL_AGE_YEARS: Final = 18
"""民法典 art. 17."""


def require_presence(item: ServiceItem, proxy: Proxy | None, terms: ServiceTerms) -> None:
    """Check who came, and that a mode of service says what it needs.

    Raises:
        ApplicantMustAttend: The item wants the applicant in person and a proxy came; a guardian
            of a minor may, and at a home visit the counter comes to the applicant.
        FieldMissing: A mode lacks what it consists of.

    Source: 行政许可法 art. 29; law.md 5, 12.
    """
    comes_to_applicant = ServiceMode.HOME_VISIT in terms.modes or terms.guardian_of_minor
    if item.applicant_must_attend and proxy is not None and not comes_to_applicant:
        raise ApplicantMustAttend(item.name)
    for mode, words, value in (
        (ServiceMode.GREEN_CHANNEL, "绿色通道事由", terms.reason),
        (ServiceMode.APPOINTMENT, "预约时间", terms.appointed_at),
        (ServiceMode.ERRAND, "代办员姓名", terms.errand_runner),
        (ServiceMode.COURIER, "邮寄地址", terms.courier_address),
    ):
        if mode in terms.modes and not value:
            raise FieldMissing(words)


def is_minor(applicant: Applicant, today: date) -> bool:
    """Whether the number on the document says that the applicant is under age.

    An unknown or odd number says nothing: then nobody is taken for a minor.
    """
    birth = check(applicant.number, today=today).birth_date
    if birth is None:
        return False
    years = today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
    return years < FULL_AGE_YEARS
