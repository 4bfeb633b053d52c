"""`counter receipt verify`: is a paper genuine?  Needs no network, no password, no window."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from counter_app.cli.output import Answer
from counter_app.cli.parser import leaf
from counter_app.domain.errors import UnreadableFile
from counter_app.runtime.paths import profile_paths

if TYPE_CHECKING:
    from counter_app.services.verify_receipt import ReceiptVerdict

PICTURE_PIXELS_MAX: Final = 50_000_000
CODES_MAX: Final = 64


def register(parser: argparse.ArgumentParser) -> None:
    """Add `verify`."""
    groups = parser.add_subparsers(dest="action", required=True, metavar="动作")
    verifying = leaf(groups, "verify", "核验一张凭证、告知书或通知书")
    given = verifying.add_mutually_exclusive_group(required=True)
    given.add_argument("text", metavar="TEXT", nargs="?", help="扫码枪读出的文字")
    given.add_argument("--image", metavar="FILE", type=Path, help="拍照或扫描的图片")


def run(arguments: argparse.Namespace) -> Answer:
    """Judge the code; a false one is an answer, not a failure.

    Raises:
        UnreadableFile: The picture cannot be read, or is larger than any paper.
    """
    from counter_app.bootstrap.receipts import receipt_checker
    from counter_app.services.verify_receipt import ReceiptVerdict

    verify = receipt_checker(profile_paths(getattr(arguments, "profile", None)))
    if arguments.image is None:
        verdict = verify(arguments.text)
    else:
        found = [verify(text) for text in _codes_in(arguments.image)]
        # A sheet bears other codes too: the best of what it says is the answer.
        nothing = ReceiptVerdict(is_valid=False, problems=("no-code",))
        verdict = max(found, key=_worth, default=nothing)
    return Answer(_data(verdict), _text(verdict))


def _worth(verdict: ReceiptVerdict) -> tuple[bool, bool]:
    return verdict.is_valid, verdict.claim is not None


def _codes_in(path: Path) -> list[str]:
    """Return what stands in the QR codes of a picture."""
    import zxingcpp
    from PIL import Image

    try:
        with Image.open(path) as picture:
            if picture.width * picture.height > PICTURE_PIXELS_MAX:
                raise UnreadableFile(f"{path.name}：图片太大")
            grey = picture.convert("L")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableFile(f"{path.name}：不是能读的图片") from error
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.barcode_formats_from_str("QRCode"))
    return [code.text for code in found[:CODES_MAX]]


def _data(verdict: ReceiptVerdict) -> dict[str, Any]:
    claim = verdict.claim
    told: dict[str, Any] = dict.fromkeys(
        ("case_number", "received_on", "accepted_on", "due_on", "materials", "copy", "device")
    )
    told |= dict.fromkeys(("form", "generation", "head"))
    if claim is not None:
        told = {
            "case_number": claim.case_number,
            "received_on": claim.received_on.isoformat(),
            "accepted_on": claim.accepted_on.isoformat() if claim.accepted_on else None,
            "due_on": claim.due_on.isoformat() if claim.due_on else None,
            "materials": claim.materials,
            "copy": claim.copy,
            "device": claim.device,
            "form": claim.form.value,
            "generation": claim.generation,
            "head": claim.head,
        }
    return {
        "valid": verdict.is_valid,
        **told,
        "item": verdict.item_name or None,
        "counter": verdict.counter_code or None,
        "device_status": verdict.device_status.value,
        "problems": list(verdict.problems),
    }


def _text(verdict: ReceiptVerdict) -> str:
    from counter_app.services.receipt_words import claim_rows, headline, problem_lines

    lines = [headline(verdict), *(f"· {problem}" for problem in problem_lines(verdict))]
    lines += [f"{label}：{value}" for label, value in claim_rows(verdict)]
    return "\n".join(lines)
