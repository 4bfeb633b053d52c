"""How a device becomes known: codes that serve once, for one key, from one county."""

from __future__ import annotations

import math

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from counter_app.domain.errors import (
    CountyBusy,
    CountyFault,
    EnrolmentRefused,
    NotTheCounty,
    Offline,
)
from sync import enrolment_code
from sync.client.enrol import enrol
from sync.client.http_transport import CountyAddress
from sync.enrolment_code import (
    ALPHABET,
    SECRET_CHARACTERS,
    fingerprint_of,
    format_code,
    key_fingerprint,
    plain_code,
)
from sync.server.admission import revoke
from sync.server.county_key import CountyKey
from sync.server.device_list import all_devices
from sync.server.enrolment import CODE_LIFE_MS, make_code
from sync.server.schema import enrolment_codes, security_events
from sync.wire import ENROL_BYTES_MAX, ENROL_PATH
from tests.fakes.stub_servers import answering, http
from tests.sync.conftest import COUNTER, SAME_TOWNSHIP
from tests.sync.made_up import post

KEY = Ed25519PrivateKey.generate()


def ask(county, code: str, *, key=KEY, counter_code: str = COUNTER, device: str = ""):
    return enrol(
        CountyAddress(url=county.url),
        code,
        public_key=key.public_key(),
        counter_code=counter_code,
        device=device,
    )


class TestACode:
    def test_makes_a_device_known_and_tells_it_the_countys_key(self, county):
        found = ask(county, county.code(COUNTER))
        assert found.county_key == county.key.public_bytes_raw()
        (device,) = all_devices(county.database)
        assert (device.device, device.counter_code) == (found.device, COUNTER)

    def test_is_kept_only_as_a_hash(self, county):
        code = county.code(COUNTER)
        (row,) = county.rows(select(enrolment_codes))
        kept = " ".join(str(value) for value in row)
        assert plain_code(code)[:12] not in kept

    @pytest.mark.asvs("6.4.1", "6.5.3", "6.5.4")
    def test_has_sixty_bits_of_chance_and_none_is_like_another(self, county):
        secrets = [plain_code(county.code(COUNTER))[:SECRET_CHARACTERS] for _ in range(64)]
        assert len(set(secrets)) == len(secrets)
        assert SECRET_CHARACTERS * math.log2(len(ALPHABET)) >= 60
        for place in zip(*secrets, strict=True):
            assert len(set(place)) > len(ALPHABET) // 2, "every letter is drawn"

    @pytest.mark.asvs("6.4.1", "6.5.1")
    def test_serves_once(self, county):
        code = county.code(COUNTER)
        ask(county, code)
        with pytest.raises(EnrolmentRefused):
            ask(county, code, key=Ed25519PrivateKey.generate())
        assert len(all_devices(county.database)) == 1

    @pytest.mark.fault("F11")
    def test_serves_the_same_key_again_when_the_answer_was_lost(self, county):
        code = county.code(COUNTER)
        assert ask(county, code) == ask(county, code)

    @pytest.mark.asvs("6.4.1")
    def test_ends_after_a_day(self, county):
        code = county.code(COUNTER)
        county.time.ms += CODE_LIFE_MS
        with pytest.raises(EnrolmentRefused):
            ask(county, code)

    def test_serves_only_the_counter_it_was_made_for(self, county):
        with pytest.raises(EnrolmentRefused):
            ask(county, county.code(COUNTER), counter_code=SAME_TOWNSHIP)

    def test_may_be_made_for_any_counter(self, county):
        ask(county, county.code(""), counter_code=SAME_TOWNSHIP)
        (device,) = all_devices(county.database)
        assert device.counter_code == SAME_TOWNSHIP

    def test_may_be_typed_carelessly(self, county):
        ask(county, county.code(COUNTER).lower().replace("-", " " * 9).replace("0", "o"))

    @pytest.mark.asvs("16.3.3")
    @pytest.mark.threat("T6")
    def test_that_was_guessed_is_refused_and_counted(self, county):
        guess = format_code("0" * 12 + key_fingerprint(county.key))
        for _ in range(3):
            with pytest.raises(EnrolmentRefused):
                ask(county, guess)
        (row,) = county.rows(select(security_events))
        assert (row.kind, row.times) == ("enrolment-refused", 3)

    @pytest.mark.parametrize("code", ["", "1234", "0" * 25, "é" * 24])
    def test_that_is_none_is_not_even_sent(self, county, code):
        with pytest.raises(EnrolmentRefused):
            ask(county, code)
        assert county.rows(select(security_events)) == []


class TestADevice:
    def test_may_keep_the_name_it_already_works_under(self, county):
        assert ask(county, county.code(COUNTER), device="0a" * 8).device == "0a" * 8

    def test_is_enrolled_again_under_the_same_key(self, county):
        first = ask(county, county.code(COUNTER), device="0a" * 8)
        assert ask(county, county.code(COUNTER), device="0a" * 8) == first

    @pytest.mark.threat("T6")
    def test_cannot_take_anothers_name(self, county):
        ask(county, county.code(COUNTER), device="0a" * 8)
        with pytest.raises(EnrolmentRefused):
            ask(
                county,
                county.code(COUNTER),
                device="0a" * 8,
                key=Ed25519PrivateKey.generate(),
            )

    @pytest.mark.threat("T6")
    def test_that_was_revoked_cannot_come_back_under_its_name(self, county):
        ask(county, county.code(COUNTER), device="0a" * 8)
        revoke(county.database, county.county.key, "0a" * 8, at_ms=county.time())
        with pytest.raises(EnrolmentRefused):
            ask(county, county.code(COUNTER), device="0a" * 8)

    def test_that_nobody_knows_cannot_be_revoked(self, county):
        assert not revoke(county.database, county.county.key, "0b" * 8, at_ms=county.time())

    def test_may_be_revoked_twice(self, county):
        device = ask(county, county.code(COUNTER)).device
        assert revoke(county.database, county.county.key, device, at_ms=county.time())
        assert revoke(county.database, county.county.key, device, at_ms=county.time())


@pytest.mark.threat("T7")
class TestAFalseCounty:
    def test_that_has_another_key_than_the_code_says_is_not_believed(self, county):
        other = CountyKey(Ed25519PrivateKey.generate())
        code = make_code(county.database, other, COUNTER, at_ms=county.time())
        with pytest.raises(NotTheCounty, match="key"):
            ask(county, code)

    @pytest.mark.parametrize(
        ("answer", "error"),
        [
            (http("200 OK", b"<html>"), NotTheCounty),
            (http("200 OK", b"{}", content_type="application/json"), NotTheCounty),
            (http("403 Forbidden", b"blocked"), NotTheCounty),
            (http("503 Busy", b'{"error":"county-busy"}'), CountyBusy),
            (http("500 Oops", b'{"error":"county-fault"}'), CountyFault),
            (b"", Offline),
        ],
    )
    def test_enrols_nobody(self, county, answer, error):
        code = county.code(COUNTER)
        with answering(answer) as url, pytest.raises(error):
            enrol(CountyAddress(url=url), code, public_key=KEY.public_key(), counter_code=COUNTER)

    def test_that_repeats_the_countys_answer_is_not_believed(self, county):
        """The signature covers our nonce: an answer that was overheard does not fit."""
        body = post(
            county.url,
            b'{"code":"%s","public_key":"%s","counter_code":"%s"}'
            % (county.code(COUNTER).encode(), b"A" * 43 + b"=", COUNTER.encode()),
            {"Content-Type": "application/json", "Counter-Nonce": "22" * 16},
            ENROL_PATH,
        )
        assert body.status_code == 200
        signature = f"Counter-Signature: {body.headers['Counter-Signature']}"
        heard = http("200 OK", body.content, signature, content_type="application/json")
        with answering(heard) as url, pytest.raises(NotTheCounty):
            enrol(
                CountyAddress(url=url),
                county.code(COUNTER),
                public_key=KEY.public_key(),
                counter_code=COUNTER,
            )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b'{"code":"x"}',
        b'{"code":"0000-0000","public_key":"AA==","counter_code":"11019901201"}',
        b'{"code":"0000-0000","public_key":"' + b"A" * 43 + b'=","counter_code":"1"}',
    ],
)
def test_an_enrolment_that_is_none_is_refused(county, body):
    assert post(county.url, body, {}, ENROL_PATH).status_code == 422


def test_a_large_enrolment_is_refused_while_it_comes(county):
    assert post(county.url, b" " * (ENROL_BYTES_MAX + 1), {}, ENROL_PATH).status_code == 413


class TestTheLettersOfACode:
    @given(st.text(alphabet=enrolment_code.ALPHABET, min_size=24, max_size=24))
    def test_survive_grouping_and_reading_out(self, characters):
        assert plain_code(format_code(characters).lower()) == characters
        assert fingerprint_of(format_code(characters)) == characters[12:]

    def test_carry_sixty_bits_of_the_countys_key(self):
        prints = {key_fingerprint(Ed25519PrivateKey.generate().public_key()) for _ in range(20)}
        assert len(prints) == 20
        assert all(len(p) == 12 and set(p) <= set(enrolment_code.ALPHABET) for p in prints)

    @given(st.text(max_size=40))
    def test_of_any_other_text_are_no_fingerprint_or_the_last_twelve(self, text):
        assert len(fingerprint_of(text)) in {0, 12}
