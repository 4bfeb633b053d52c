"""A person who exists nowhere, and eyes that look for them in every byte a program wrote."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from counter_app.domain.applicant import Applicant
from counter_app.domain.identity_number import check_character_mod11_2
from counter_app.domain.material import Verdict
from counter_app.services.receive_case import IntakeForm
from counter_app.services.submit_intake import Outcome, Submission
from tests.services.intake import ALLOWANCE, judged

NAME = "甄金雀"
NUMBER = "51089919520307002"
NUMBER += check_character_mod11_2(NUMBER)
PHONE = "13977004721"
ADDRESS = "测试镇黄鹂巷477号"
NOTE = "金丝雀备注语句"
FILE_NAME = "金丝雀身份证"
CANARIES = (NAME, NUMBER, PHONE, ADDRESS, NOTE, FILE_NAME)
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")

PERSON = Applicant(
    name=NAME,
    id_kind="resident-id",
    number=NUMBER,
    phone=PHONE,
    address=ADDRESS,
    entry_reason="读卡器故障",
)


def submission(office, outcome=Outcome.ACCEPT) -> Submission:
    """Return the canary's page; what is said about a material is about them too."""
    lines = judged(office, [Verdict.DEFECTIVE] if outcome is Outcome.NOTICE else [])
    noted = [replace(line, problem=NOTE) if line.problem else line for line in lines]
    form = IntakeForm(item_id=ALLOWANCE, applicant=PERSON, proxy=None, materials=tuple(noted))
    return Submission(form=form, outcome=outcome)


def traces_in(*folders: Path) -> list[str]:
    """Return which canary stands in which file under some folders, in which encoding."""
    return [
        f"{path}: {canary} in {encoding}"
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
        for canary, encoding in found_in(path.read_bytes())
    ] + [
        f"{path}: {canary} in the name"
        for folder in folders
        for path in folder.rglob("*")
        for canary in CANARIES
        if canary in path.name
    ]


def found_in(content: bytes) -> list[tuple[str, str]]:
    """Return (canary, encoding) of everything that stands in some bytes."""
    return [
        (canary, encoding)
        for canary in CANARIES
        for encoding in ENCODINGS
        if canary.encode(encoding) in content
    ]
