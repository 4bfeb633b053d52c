"""All forms by name: what they print on, their layout, a sample of each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, cast

from counter_app.domain.errors import FormDataInvalid, UnknownForm
from counter_app.domain.print_job import FormId
from printing.document import Document
from printing.forms.case_forms import CASE_FORMS
from printing.forms.data import FormData
from printing.forms.desk_forms import DESK_FORMS
from printing.forms.form import Form
from printing.forms.intake_forms import INTAKE_FORMS
from printing.forms.parts import Sheet

if TYPE_CHECKING:
    from pydantic import TypeAdapter

PAPER_NAMES: Final = ("58", "80", "a4")


FORMS: Final = MappingProxyType(
    {form.form: form for form in (*INTAKE_FORMS, *CASE_FORMS, *DESK_FORMS)}
)


def form_by_name(name: str) -> Form:
    """Return a form by its name on the command line.

    Raises:
        UnknownForm: There is none of that name.
    """
    found = [form for form in FORMS.values() if form.form.value == name]
    if not found:
        raise UnknownForm(name)
    return found[0]


def lay_out(form: FormId, data: FormData, *, paper: str) -> Document:
    """Return the document of a form for a paper: "58", "80" or "a4"."""
    assert paper in PAPER_NAMES, paper
    return FORMS[form].layout(data, Sheet(is_roll=paper != "a4", is_narrow=paper == "58"))


def parse_data(form: Form, text: str | bytes) -> FormData:
    """Read a form's data object from JSON, strictly.

    Raises:
        FormDataInvalid: It is no JSON, a field is missing, unknown or of the wrong kind.  The
            message names the fields, never their contents.
    """
    from pydantic import ValidationError

    adapter = _adapter(form.form)
    try:
        _refuse_unknown_keys(form, text)
        return cast("FormData", adapter.validate_json(text, strict=True))
    except ValidationError as error:
        places = sorted({".".join(str(part) for part in e["loc"]) for e in error.errors()})
        raise FormDataInvalid("、".join(places) or "不是 JSON 对象") from None
    except (ValueError, RecursionError):
        raise FormDataInvalid("不是 JSON 对象") from None


def sample_object(form: Form) -> dict[str, Any]:
    """Return a form's sample as JSON types."""
    return to_object(form, form.sample)


def to_object(form: Form, data: FormData) -> dict[str, Any]:
    """Return a data object as JSON types."""
    value = _adapter(form.form).dump_python(data, mode="json")
    return cast("dict[str, Any]", value)


@cache
def _adapter(form: FormId) -> TypeAdapter[Any]:
    """Build what reads and writes a form's data, once: that takes milliseconds."""
    from pydantic import TypeAdapter

    return TypeAdapter[Any](FORMS[form].data_type)


def _refuse_unknown_keys(form: Form, text: str | bytes) -> None:
    """A misspelt key would silently drop a line of the paper; refuse it by name."""
    given = json.loads(text)
    if not isinstance(given, dict):
        raise FormDataInvalid("不是 JSON 对象")
    strange = sorted(_strange_keys(given, sample_object(form), ""))
    if strange:
        raise FormDataInvalid("没有这些字段：" + "、".join(strange))


def _strange_keys(given: Mapping[str, Any], known: Mapping[str, Any], place: str) -> set[str]:
    strange = {place + key for key in given.keys() - known.keys()}
    for key in given.keys() & known.keys():
        inner, sample = given[key], known[key]
        if isinstance(inner, dict) and isinstance(sample, dict):
            strange |= _strange_keys(inner, sample, f"{place}{key}.")
        elif isinstance(inner, list) and isinstance(sample, list) and sample:
            for member in inner:
                if isinstance(member, dict) and isinstance(sample[0], dict):
                    strange |= _strange_keys(member, sample[0], f"{place}{key}[].")
    return strange
