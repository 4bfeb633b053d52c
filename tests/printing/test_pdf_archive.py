"""What ISO 19005-2 (PDF/A-2u) asks of a file and a reader of PDF can see.

The validators that exist need Java: a page was put before PDFBox's Preflight by hand, which found
nothing but what PDF/A-1 alone asks for (docs/adr/0016-pdf-a-2u.md).
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from printing.render_pdf import render_pdf
from tests.printing.documents import sample_document

DC = "{http://purl.org/dc/elements/1.1/}"
PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
PDF = "{http://ns.adobe.com/pdf/1.3/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


@pytest.fixture(scope="module")
def data() -> bytes:
    return render_pdf(sample_document(watermark="练习"), copy_mark="补打 第1次").data


def metadata(data: bytes) -> ET.Element:
    packet = PdfReader(BytesIO(data)).root_object["/Metadata"]
    assert packet["/Type"] == "/Metadata"
    assert packet["/Subtype"] == "/XML"
    assert "/Filter" not in packet
    return ET.fromstring(packet.get_data())


def test_the_header_names_the_version_and_is_seen_to_be_binary(data):
    first, second = data.split(b"\n")[:2]
    assert first == b"%PDF-1.7"
    assert second[:1] == b"%"
    assert all(byte > 127 for byte in second[1:5])


def test_every_stream_has_its_length_and_a_line_end_before_its_last_word(data):
    starts = list(re.finditer(rb"/Length (\d+)[^>]*>>\nstream\n", data))
    assert len(starts) == data.count(b"endstream") >= 8
    for start in starts:
        end = start.end() + int(start[1])
        assert data[end : end + 11] == b"\nendstream\n"


def test_the_metadata_say_which_level_and_the_same_as_the_information(data):
    described = metadata(data).find(f".//{RDF}Description")
    assert described.findtext(f"{PDFA}part") == "2"
    assert described.findtext(f"{PDFA}conformance") == "U"
    info = PdfReader(BytesIO(data)).metadata
    assert described.findtext(f"{DC}title/{RDF}Alt/{RDF}li") == info.title == "收件凭证"
    assert described.findtext(f"{DC}description/{RDF}Alt/{RDF}li") == info.subject
    assert described.findtext(f"{PDF}Producer") == info.producer


def test_the_file_invents_no_author_and_no_date(data):
    info = PdfReader(BytesIO(data)).metadata
    assert set(info) == {"/Title", "/Subject", "/Producer", "/Creator"}


def test_the_colours_have_a_meaning_that_a_later_time_can_find(data):
    [intent] = PdfReader(BytesIO(data)).root_object["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"
    profile = intent["/DestOutputProfile"]
    icc = profile.get_data()
    assert profile["/N"] == 3
    assert int.from_bytes(icc[:4], "big") == len(icc)
    assert icc[8] in {2, 4}
    assert icc[12:16] == b"mntr"
    assert icc[16:20] == b"RGB "
    assert icc[36:40] == b"acsp"


def test_the_profile_carries_no_day_of_its_making(data):
    icc = PdfReader(BytesIO(data)).root_object["/OutputIntents"][0]["/DestOutputProfile"].get_data()
    parts = [int.from_bytes(icc[at : at + 2], "big") for at in range(24, 30, 2)]
    assert date(*parts) == date(2024, 1, 1)


def test_the_profile_is_what_little_cms_makes(data):
    from PIL import ImageCms

    icc = PdfReader(BytesIO(data)).root_object["/OutputIntents"][0]["/DestOutputProfile"].get_data()
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert icc[:24] + icc[36:] == made[:24] + made[36:]


def test_pages_hold_nothing_that_can_be_seen_through_moved_or_clicked(data):
    for page in PdfReader(BytesIO(data)).pages:
        assert not {"/Group", "/Trans", "/Annots", "/AA"} & page.keys()
        assert set(page["/Resources"]) == {"/Font", "/ProcSet"}


def test_every_character_has_one_meaning(data):
    fonts = PdfReader(BytesIO(data)).pages[0]["/Resources"]["/Font"]
    assert len(fonts) >= 2
    for font in fonts.values():
        meaning = font["/ToUnicode"].get_data()
        codes = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>", meaning)
        assert len(codes) == len(dict(codes)) > 5
        assert not {b"0000", b"FEFF", b"FFFE"} & {unicode for _, unicode in codes}


@pytest.mark.asvs("1.2.1")
@given(title=st.text(max_size=40), number=st.text(max_size=40))
def test_any_title_makes_metadata_that_can_be_read(title, number):
    document = replace(sample_document(), title=title, number=number)
    found = metadata(render_pdf(document).data)
    assert found.find(f".//{DC}title") is not None


@pytest.mark.asvs("1.2.1")
def test_a_title_with_markup_is_a_title(data):
    document = replace(sample_document(), title="</dc:title><x>&amp;]]>")
    found = metadata(render_pdf(document).data)
    assert found.findtext(f".//{DC}title/{RDF}Alt/{RDF}li") == "</dc:title><x>&amp;]]>"
