"""The papers of the desk: service, originals, hand-over, day close, citizens' own sheets."""

from __future__ import annotations

from typing import Final

from counter_app.domain.print_job import FormId
from printing.forms import (
    appointment_slip,
    authorization,
    bulletin,
    complaint_slip,
    day_close_sheet,
    drawer_inventory,
    guide_sheet,
    handover_sheet,
    handwritten_slip,
    personal_data_sheet,
    privacy_notice,
    queue_ticket,
    rating_slip,
)
from printing.forms.form import NARROW_FIRST, SEALED, THERMAL_FIRST, Form

DESK_FORMS: Final[tuple[Form, ...]] = (
    Form(
        FormId.RATING_SLIP,
        NARROW_FIRST,
        rating_slip.RatingSlipData,
        rating_slip.rating_slip,
        rating_slip.SAMPLE,
    ),
    Form(
        FormId.COMPLAINT_SLIP,
        THERMAL_FIRST,
        complaint_slip.ComplaintSlipData,
        complaint_slip.complaint_slip,
        complaint_slip.SAMPLE,
    ),
    Form(
        FormId.GUIDE_SHEET,
        SEALED,
        guide_sheet.GuideSheetData,
        guide_sheet.guide_sheet,
        guide_sheet.SAMPLE,
    ),
    Form(
        FormId.QUEUE_TICKET,
        NARROW_FIRST,
        queue_ticket.QueueTicketData,
        queue_ticket.queue_ticket,
        queue_ticket.SAMPLE,
    ),
    Form(
        FormId.APPOINTMENT_SLIP,
        NARROW_FIRST,
        appointment_slip.AppointmentSlipData,
        appointment_slip.appointment_slip,
        appointment_slip.SAMPLE,
    ),
    Form(
        FormId.AUTHORIZATION,
        SEALED,
        authorization.AuthorizationData,
        authorization.authorization,
        authorization.SAMPLE,
    ),
    Form(
        FormId.HANDOVER_SHEET,
        SEALED,
        handover_sheet.HandoverSheetData,
        handover_sheet.handover_sheet,
        handover_sheet.SAMPLE,
    ),
    Form(
        FormId.DRAWER_INVENTORY,
        SEALED,
        drawer_inventory.DrawerInventoryData,
        drawer_inventory.drawer_inventory,
        drawer_inventory.SAMPLE,
    ),
    Form(
        FormId.DAY_CLOSE_SHEET,
        SEALED,
        day_close_sheet.DayCloseSheetData,
        day_close_sheet.day_close_sheet,
        day_close_sheet.SAMPLE,
    ),
    Form(
        FormId.BULLETIN,
        SEALED,
        bulletin.BulletinData,
        bulletin.bulletin,
        bulletin.SAMPLE,
    ),
    Form(
        FormId.HANDWRITTEN_SLIP,
        SEALED,
        handwritten_slip.HandwrittenSlipData,
        handwritten_slip.handwritten_slip,
        handwritten_slip.SAMPLE,
    ),
    Form(
        FormId.PERSONAL_DATA_SHEET,
        SEALED,
        personal_data_sheet.PersonalDataSheetData,
        personal_data_sheet.personal_data_sheet,
        personal_data_sheet.SAMPLE,
    ),
    Form(
        FormId.PRIVACY_NOTICE,
        SEALED,
        privacy_notice.PrivacyNoticeData,
        privacy_notice.privacy_notice,
        privacy_notice.SAMPLE,
    ),
)
