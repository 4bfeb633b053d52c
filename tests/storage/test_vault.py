from __future__ import annotations

import base64
import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.errors import DatabaseDamaged, NoProfile, WrongKey, WrongPassword
from counter_app.domain.staff import Role
from counter_app.storage.derived_keys import KeyPurpose, derive
from counter_app.storage.device_identity import create_identity, open_identity
from counter_app.storage.profile_keys import create_profile, open_profile_keys, people_of
from counter_app.storage.secret_store import FileSecretStore, platform_secret_store
from counter_app.storage.vault import (
    COST_FLOOR,
    COST_USUAL,
    PasswordCost,
    Person,
    Vault,
    stretched,
)
from sync.signing import Purpose, is_signed

CHEAP = PasswordCost(memory_kib=8, iterations=1, lanes=1)
WANG = Person(user="wangfang", staff="QH-07", name="王芳", role=Role.CLERK)
LI = Person(user="lili", staff="QH-08", name="李丽", role=Role.CHIEF)
SECRET = b"m" * 32
PASSWORD = "春天的青禾镇2026"


@pytest.fixture
def vault(tmp_path):
    return Vault(tmp_path / "keys.json", SECRET)


@pytest.fixture
def opened(vault):
    return vault.create(WANG, PASSWORD, CHEAP)


def test_the_right_password_opens_what_was_made(vault, opened):
    again = vault.unlock("wangfang", PASSWORD)
    assert (again.data_key, again.salt, again.person) == (opened.data_key, opened.salt, WANG)
    assert (len(again.data_key), len(again.salt)) == (32, 16)


@pytest.mark.asvs("6.2.8")
@pytest.mark.parametrize(
    ("user", "password"),
    [
        ("wangfang", PASSWORD + " "),
        ("wangfang", ""),
        ("lili", PASSWORD),
        ("", ""),
        ("王芳", PASSWORD),
    ],
)
def test_anything_else_does_not(vault, opened, user, password):
    with pytest.raises(WrongPassword):
        vault.unlock(user, password)


def test_two_ways_to_type_one_password_are_one(vault):
    vault.create(WANG, "ｐａｓｓ１２３４", CHEAP)
    assert vault.unlock("wangfang", "pass1234").person == WANG


@pytest.mark.asvs("6.3.3")
@pytest.mark.threat("T1")
def test_another_machine_does_not_open_it_even_with_the_password(tmp_path, opened):
    with pytest.raises(WrongKey):
        Vault(tmp_path / "keys.json", b"n" * 32).unlock("wangfang", PASSWORD)


def test_every_enrolled_person_opens_the_same_data(vault, opened):
    vault.enrol(opened, LI, "另一个密码", CHEAP)
    assert vault.unlock("lili", "另一个密码").data_key == opened.data_key
    assert vault.unlock("wangfang", PASSWORD).data_key == opened.data_key


def test_a_forgotten_password_is_replaced_and_the_old_one_ends(vault, opened):
    vault.enrol(opened, WANG, "新密码", CHEAP)
    assert vault.unlock("wangfang", "新密码").data_key == opened.data_key
    with pytest.raises(WrongPassword):
        vault.unlock("wangfang", PASSWORD)


@pytest.mark.threat("T2")
@pytest.mark.parametrize("field", ["role", "staff", "name"])
def test_nobody_becomes_somebody_else_by_editing_the_file(vault, opened, tmp_path, field):
    path = tmp_path / "keys.json"
    content = json.loads(path.read_text("utf-8"))
    content["people"][0]["person"][field] = "director"
    path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(WrongKey):
        vault.unlock("wangfang", PASSWORD)


@pytest.mark.asvs("13.3.1", "13.3.2")
@pytest.mark.threat("T1")
def test_the_file_holds_no_key_and_no_password(opened, tmp_path):
    content = (tmp_path / "keys.json").read_bytes()
    wrapped = base64.b64decode(json.loads(content)["people"][0]["wrapped"])
    for secret in (opened.data_key, opened.salt, PASSWORD.encode(), SECRET):
        for form in (secret, secret.hex().encode(), base64.b64encode(secret)):
            assert form not in content
        assert secret not in wrapped
    if os.name == "posix":
        assert (tmp_path / "keys.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b'{"format": 2, "people": []}', b'{"format": 1, "people": [{}]}', b"\xff"],
)
def test_a_damaged_file_is_said_so(vault, tmp_path, content):
    (tmp_path / "keys.json").write_bytes(content)
    with pytest.raises(DatabaseDamaged):
        vault.unlock("wangfang", PASSWORD)


@pytest.mark.asvs("11.3.3")
@given(st.data())
def test_a_changed_character_of_a_wrap_never_opens(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("vault")
    vault = Vault(folder / "keys.json", SECRET)
    vault.create(WANG, PASSWORD, CHEAP)
    content = json.loads((folder / "keys.json").read_text("utf-8"))
    wrapped = bytearray(base64.b64decode(content["people"][0]["wrapped"]))
    place = data.draw(st.integers(0, len(wrapped) - 1))
    wrapped[place] ^= data.draw(st.integers(1, 255))
    content["people"][0]["wrapped"] = base64.b64encode(wrapped).decode()
    (folder / "keys.json").write_text(json.dumps(content), "utf-8")
    with pytest.raises(WrongKey):
        vault.unlock("wangfang", PASSWORD)


@pytest.mark.asvs("11.4.2", "11.4.4")
def test_a_guess_costs_at_least_what_the_floor_says():
    assert (COST_FLOOR.memory_kib, COST_FLOOR.iterations, COST_FLOOR.lanes) == (19 * 1024, 2, 1)
    assert COST_USUAL.memory_kib >= COST_FLOOR.memory_kib
    assert COST_USUAL.iterations >= COST_FLOOR.iterations


@pytest.mark.asvs("11.4.4")
def test_another_password_salt_or_cost_gives_another_key():
    salt = b"somesalt16bytes."
    keys = [
        stretched("password", salt, CHEAP),
        stretched("Password", salt, CHEAP),
        stretched("password", salt[::-1], CHEAP),
        stretched("password", salt, PasswordCost(memory_kib=16, iterations=1, lanes=1)),
        stretched("password", salt, PasswordCost(memory_kib=8, iterations=2, lanes=1)),
    ]
    assert len(set(keys)) == len(keys)
    assert keys[0] == stretched("password", salt, CHEAP)


def test_keys_of_two_purposes_have_nothing_in_common(opened):
    keys = {opened.key_for(purpose) for purpose in KeyPurpose}
    assert len(keys) == len(KeyPurpose)
    assert opened.data_key not in keys
    assert derive(b"a", KeyPurpose.HEAD) != derive(b"a", KeyPurpose.HEAD, salt=b"b")


def test_nothing_secret_is_shown_when_an_object_is(opened, tmp_path):
    identity = create_identity(tmp_path / "device.sealed", opened, SECRET)
    for thing in (opened, identity):
        assert opened.data_key.hex() not in repr(thing)
        assert "data_key" not in repr(thing)


def test_a_device_keeps_its_identity(tmp_path, opened):
    path = tmp_path / "device.sealed"
    made = create_identity(path, opened, SECRET)
    again = open_identity(path, opened, SECRET)
    assert (again.device, again.generation) == (made.device, 1)
    assert len(made.device) == 16
    signature = made.signatory().sign(b"fact")
    assert is_signed(again.public_key, Purpose.EVENT, b"fact", signature)


@pytest.mark.threat("T1")
def test_an_identity_opens_only_on_its_machine_with_its_vault(tmp_path, opened, vault):
    path = tmp_path / "device.sealed"
    create_identity(path, opened, SECRET)
    elsewhere = Vault(tmp_path / "other.json", SECRET).create(WANG, PASSWORD, CHEAP)
    for keys, secret in ((elsewhere, SECRET), (opened, b"n" * 32)):
        with pytest.raises(WrongKey):
            open_identity(path, keys, secret)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(WrongKey):
        open_identity(path, opened, SECRET)


def test_a_profile_opens_with_what_made_it(tmp_path):
    secrets = FileSecretStore(tmp_path / "machine")
    made = create_profile(tmp_path / "profile", WANG, PASSWORD, secrets, cost=CHEAP)
    again = open_profile_keys(tmp_path / "profile", "wangfang", PASSWORD, secrets)
    assert again.store_keys == made.store_keys
    assert again.identity.device == made.identity.device
    assert people_of(tmp_path / "profile") == (WANG,)


@pytest.mark.asvs("6.3.3")
@pytest.mark.threat("T1")
def test_a_copied_folder_does_not_open_on_a_machine_without_the_secret(tmp_path):
    create_profile(tmp_path / "p", WANG, PASSWORD, FileSecretStore(tmp_path / "here"), cost=CHEAP)
    thief = FileSecretStore(tmp_path / "there")
    with pytest.raises(WrongKey):
        open_profile_keys(tmp_path / "p", "wangfang", PASSWORD, thief)
    assert not (tmp_path / "there").exists(), "looking makes nothing"


@pytest.mark.asvs("6.3.2")
def test_an_empty_folder_is_no_profile(tmp_path):
    secrets = FileSecretStore(tmp_path / "machine")
    create_profile(tmp_path / "profile", WANG, PASSWORD, secrets, cost=CHEAP)
    with pytest.raises(NoProfile):
        open_profile_keys(tmp_path / "empty", "wangfang", PASSWORD, secrets)
    with pytest.raises(NoProfile):
        people_of(tmp_path / "empty")
    (tmp_path / "profile" / "device.sealed").unlink()
    with pytest.raises(NoProfile):
        open_profile_keys(tmp_path / "profile", "wangfang", PASSWORD, secrets)


@pytest.mark.asvs("13.3.2")
def test_a_machine_keeps_secrets_for_its_owner_only(tmp_path):
    store = FileSecretStore(tmp_path / "s")
    assert store.load("a") is None
    store.save("a", b"one")
    store.save("a", b"two")
    assert store.load("a") == b"two"
    if os.name == "posix":
        assert (tmp_path / "s" / "a").stat().st_mode & 0o077 == 0
        assert isinstance(platform_secret_store(tmp_path), FileSecretStore)


def test_a_secret_of_another_length_is_not_taken(tmp_path):
    store = FileSecretStore(tmp_path / "s")
    store.save("device-secret", b"short")
    with pytest.raises(WrongKey):
        open_profile_keys(tmp_path / "p", "wangfang", PASSWORD, store)


@pytest.mark.fault("F7")
@pytest.mark.parametrize(
    "figures",
    [
        {"iterations": 0},
        {"iterations": 4_000_000_000},
        {"lanes": 0},
        {"lanes": 4_000},
        {"memory_kib": 7},
        {"memory_kib": 900_000_000},
        {"memory_kib": True},
        {"memory_kib": "64"},
        {"more": 1},
    ],
)
def test_a_cost_that_no_program_wrote_is_damage_and_costs_neither_time_nor_memory(
    figures, vault, opened
):
    path = vault._path
    content = json.loads(path.read_bytes())
    content["people"][0]["cost"].update(figures)
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(DatabaseDamaged):
        vault.unlock("wangfang", PASSWORD)
    assert vault.cost_of_a_guess() == COST_FLOOR
