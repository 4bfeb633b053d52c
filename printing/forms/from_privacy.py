"""From what is held about people, and what went, to the papers on it.  Pure, like `from_post`."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from counter_app.domain.data_sheet import LEGAL_BASIS, DataSheet
from counter_app.domain.destruction_list import DestructionList
from counter_app.domain.identity_number import NumberKind
from counter_app.domain.terms import name_of
from printing.forms.data import Issuer
from printing.forms.destruction_list import CopyGone, CopyKept, DestructionListData
from printing.forms.personal_data_sheet import (
    HeldData,
    PersonalDataSheetData,
    RefusedRequest,
    SeenInFull,
)

COURT: Final = "有管辖权的人民法院"
_OTHER_KIND: Final = "其他证件"
_KINDS: Final = {kind.value: kind for kind in NumberKind}


def data_sheet_data(
    sheet: DataSheet, issuer: Issuer, *, printed_at: datetime
) -> PersonalDataSheetData:
    """Return what the sheet says; the signature is the citizen's."""
    kind = _KINDS.get(sheet.id_kind)
    return PersonalDataSheetData(
        issuer=issuer,
        document_number=sheet.document_number,
        person_name=sheet.person_name,
        id_kind_name=name_of(kind) if kind else _OTHER_KIND,
        id_number_masked=sheet.id_number_masked,
        asked_by=sheet.request.asked_by,
        requests=tuple(asked.value for asked in sheet.request.asked),
        asked_at=sheet.given_at,
        given_at=sheet.given_at,
        data_as_of=sheet.data_as_of,
        legal_basis=LEGAL_BASIS,
        held=tuple(
            HeldData(
                name=kind.name,
                content=kind.content,
                source=kind.source,
                purpose=kind.purpose,
                retention=kind.retention,
                recipients=kind.recipients,
            )
            for kind in sheet.held
        ),
        seen=tuple(
            SeenInFull(seen_at=line.seen_at, who=line.staff, fields=line.fields, reason=line.reason)
            for line in sheet.seen
        ),
        refused=tuple(
            RefusedRequest(request=asked, why=why) for asked, why in sheet.request.refused
        ),
        contact=f"{issuer.center_name}{issuer.counter_name}，电话{issuer.enquiry_phone}",
        court=COURT,
        printed_at=printed_at,
    )


def destruction_list_data(
    one: DestructionList, issuer: Issuer, *, printed_at: datetime
) -> DestructionListData:
    """Return what a list of destroyed copies says; whoever checked it signs."""
    destroyed = one.destroyed
    has_bodies = any(copy.bodies for copy in destroyed.copies)
    return DestructionListData(
        issuer=issuer,
        document_number=one.number,
        destroyed_at=destroyed.destroyed_at,
        rule=destroyed.rule,
        device=one.device,
        record=one.record,
        copies=tuple(
            CopyGone(
                case_number=copy.number,
                files=len(copy.files),
                last_event=copy.last_event,
                bodies=copy.bodies if has_bodies else None,
            )
            for copy in destroyed.copies
        ),
        kept=tuple(CopyKept(case_number=number, why=why) for number, why in destroyed.blocked),
        printed_at=printed_at,
    )
