"""What makes an A4 PDF one for the archive: PDF/A-2u (ISO 19005-2:2011, conformance level U).

The rest of the level is kept where the pages are made: every glyph embedded with its width and its
Unicode value (`printing.pdf_font`), grey only, no transparency, script, link or encryption.
"""

from __future__ import annotations

from functools import cache
from html import escape
from typing import Any

PDF_VERSION = (1, 7)
PRODUCER = "township-counter"

_SRGB = (
    "eNqVkb1Lw1AUxU9bRdFKBx1EHDJUcWhBFMRR69ClSKkVrLokr2krJGlIUqS4Ci4OBQfRxa/B/0BXwVVBEBRBxNHZ"
    "r0VKPGkKLaKD9/Fyf5y8c7nvPiCY0oRud8wAuuFYmWRCWsotS10vCHA1Qha2OZtOp/BnfN75Z2/jXi38L3rzqi2A"
    "QDd5SpiWQ2Y3SK07psfb5AFRkvPkQ3LMYoPkK09XfH72uOjzu8dWNjMHBL2aUrGNlTYWJUsnj5GjulYRzX68m4RV"
    "Y3GBeYh7GDYySCIBCQoqWIMGB3FmgzP73Tfe8M2jTI/g10QVFh1FlOiNUa2wqspcoK5yaah6c/85T7swOeFXDyeA"
    "zifXfRsBunaAes11v45ct34MhB6BC6PlL3NO0x/Uay0tegBENoGzy5am7ALnW8DggylbckMKcQcLBeD1FOjLAf03"
    "QM+KP6vmf5zcA9kNPtE1sLcPjPJ8ZPUbOcVnrg=="
)
"""What Little CMS makes of "sRGB" (free of rights, as it says inside), dated 2024-01-01.

Packed here because loading Little CMS takes longer than making the page; a test makes it anew.
"""

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
   <pdfaid:part>2</pdfaid:part>
   <pdfaid:conformance>U</pdfaid:conformance>
   <dc:format>application/pdf</dc:format>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
   <dc:description>
    <rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt>
   </dc:description>
   <pdf:Producer>{producer}</pdf:Producer>
   <xmp:CreatorTool>{producer}</xmp:CreatorTool>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


def make_archival(canvas: Any, *, title: str, subject: str) -> None:
    """Add metadata and the colours' meaning to a finished canvas; call right before `save`.

    Args:
        canvas: reportlab's, all its pages shown.
        title: Plain text without control characters.
        subject: The same; the document's number.
    """
    from reportlab.pdfbase import pdfdoc

    doc = canvas._doc  # noqa: SLF001 - the canvas has no call for any of this
    doc.info = _info(title, subject)
    for page in doc.Pages.pages:
        page.Contents = stream(page.stream.encode("latin-1"))
        page.Trans = None  # An empty dictionary, which reportlab writes on every page.
    catalog = doc.Catalog
    xmp = _XMP.format(
        title=escape(title, quote=False), subject=escape(subject, quote=False), producer=PRODUCER
    )
    catalog.Metadata = stream(
        xmp.encode("utf-8"), is_packed=False, Type="/Metadata", Subtype="/XML"
    )
    intent = pdfdoc.PDFDictionary(
        {
            "Type": "/OutputIntent",
            "S": "/GTS_PDFA1",  # The key is the same in every part of the standard.
            "OutputConditionIdentifier": pdfdoc.PDFString("sRGB"),
            "Info": pdfdoc.PDFString("sRGB IEC61966-2.1"),
            "DestOutputProfile": doc.Reference(stream(_srgb_profile(), N=3)),
        }
    )
    catalog.OutputIntents = pdfdoc.PDFArray([intent])
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents"]


def stream(content: bytes, *, is_packed: bool = True, **entries: Any) -> Any:
    """Return a stream object for reportlab, with a line end before its last keyword.

    reportlab writes none, which ISO 19005-2, 6.1.7.1 demands, and its own filters add a quarter
    by writing ASCII.

    Args:
        content: As it is read after unpacking.
        is_packed: Metadata is not, so that programs that know no PDF can read it.
        entries: Of the stream's dictionary.
    """
    return _stream_class()(content, is_packed=is_packed, entries=entries)


@cache
def _stream_class() -> Any:
    """Make the class on first use: reportlab is slow to load."""
    import zlib

    from reportlab.pdfbase import pdfdoc

    class ArchivalStream(pdfdoc.PDFStream):  # type: ignore[misc, unused-ignore]
        def __init__(self, content: bytes, *, is_packed: bool, entries: dict[str, Any]) -> None:
            packed = zlib.compress(content, _ZLIB_LEVEL) if is_packed else content
            filters = {"Filter": "/FlateDecode"} if is_packed else {}
            super().__init__(pdfdoc.PDFDictionary({**filters, **entries}), packed, filters=[])
            self.is_packed = is_packed

        def format(self, document: Any) -> bytes:
            self.dictionary["Length"] = len(self.content)
            head: bytes = self.dictionary.format(document)
            content: bytes = self.content
            return head + b"\nstream\n" + content + b"\nendstream\n"

    return ArchivalStream


_ZLIB_LEVEL = 6  # Level 9 takes twice the time for 0.1 % less.


def _info(title: str, subject: str) -> Any:
    """Return the information dictionary: what the metadata says, no invented author or date."""
    from reportlab.pdfbase import pdfdoc

    class Info(pdfdoc.PDFInfo):  # type: ignore[misc, unused-ignore]
        def format(self, document: Any) -> bytes:
            words = {
                "Title": title,
                "Subject": subject,
                "Producer": PRODUCER,
                "Creator": PRODUCER,
            }
            texts = {key: pdfdoc.PDFString(value) for key, value in words.items()}
            written: bytes = pdfdoc.PDFDictionary(texts).format(document)
            return written

    info = Info()
    info.title, info.subject, info.author = title, subject, ""
    return info


@cache
def _srgb_profile() -> bytes:
    from base64 import b64decode
    from zlib import decompress

    return decompress(b64decode(_SRGB))
