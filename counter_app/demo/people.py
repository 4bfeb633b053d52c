"""The people of the demo's morning: invented, with region codes that never existed."""

from __future__ import annotations

from typing import Final

from counter_app.devices.virtual.card import VirtualCard, card_from_object
from counter_app.domain.identity_number import check_character_mod11_2


def _resident(name: str, sex: str, birth: str, sequence: str, place: str) -> VirtualCard:
    first17 = f"510899{birth.replace('-', '')}{sequence}"
    return card_from_object(
        {
            "kind": "resident",
            "name": name,
            "sex": sex,
            "nation_code": "01",
            "birth_date": birth,
            "address": f"四川省测试市青禾县石桥镇{place}",
            "number": first17 + check_character_mod11_2(first17),
            "issuer": "青禾县公安局",
            "valid_from": "2019-05-06",
            "valid_to": "长期",
        }
    )


FARMER: Final = _resident("何守田", "male", "1968-04-12", "001", "青杠村2组")
GRANDMOTHER: Final = _resident("沈桂兰", "female", "1942-03-12", "002", "柏林村5组")
RARE_NAME: Final = _resident("林䶮㐱", "female", "1941-09-30", "004", "新街18号")
TRADER: Final = _resident("周小川", "male", "1985-11-02", "003", "老街7号")
