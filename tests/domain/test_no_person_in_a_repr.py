"""What a log, a crash report or a failed assertion prints of an object tells of nobody."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
import typing

import pytest

import counter_app.domain
import counter_app.services
import counter_app.storage
import printing.forms
import sync
from counter_app.domain.privacy import Pi

PERSONAL = {Pi.P2, Pi.P3}


def classes():
    for package in (counter_app.domain, counter_app.services, counter_app.storage, printing.forms):
        yield from classes_of(package)
    yield from classes_of(sync)


def classes_of(package):
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if ".migrations." in found.name:  # Loaded by its own tool, and holds no object.
            continue
        module = importlib.import_module(found.name)
        for one in vars(module).values():
            is_class = inspect.isclass(one) and one.__module__ == module.__name__
            if is_class and dataclasses.is_dataclass(one):
                yield one


def is_personal(one) -> bool:
    hints = typing.get_type_hints(one, include_extras=True)
    names = {each.name for each in dataclasses.fields(one)}
    return any(
        PERSONAL & set(getattr(hint, "__metadata__", ()))
        for name, hint in hints.items()
        if name in names
    )


def tells(one) -> bool:
    """Answer whether Python would write a repr of every field."""
    return one.__dataclass_params__.repr and "__repr__" in vars(one)


@pytest.mark.asvs("16.2.5")
@pytest.mark.threat("T21")
def test_nothing_with_personal_data_has_a_repr_of_its_fields():
    personal = [one for one in classes() if is_personal(one)]
    assert len(personal) > 60, "the walk finds what it looks for"
    assert [f"{one.__module__}.{one.__name__}" for one in personal if tells(one)] == []


def test_a_class_that_tells_is_noticed():
    @dataclasses.dataclass
    class Telling:
        name: typing.Annotated[str, Pi.P2]

    @dataclasses.dataclass(repr=False)
    class Silent:
        name: typing.Annotated[str, Pi.P2]

    assert is_personal_locally(Telling)
    assert tells(Telling)
    assert not tells(Silent)


def is_personal_locally(one) -> bool:
    """As `is_personal`, for a class inside a function, whose words nobody else can look up."""
    return any("Pi.P2" in str(each.type) for each in dataclasses.fields(one))
