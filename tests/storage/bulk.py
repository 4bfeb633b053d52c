"""Very many cases at once: the projections only, without events."""

from __future__ import annotations

import random
from datetime import timedelta

from counter_app.storage.profile_store import Store
from counter_app.storage.schema import NO_LIMIT
from counter_app.storage.search_text import (
    _EXACT,
    _SOUND,
    SearchEntry,
    _name_sounds,
    _title_sounds,
    normalised,
)
from counter_app.storage.statements import INSERT_CASE, INSERT_SEARCH
from tests.fakes.people import MONDAY

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗单曾仇㐱䶮"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉力健俊鑫博晨小建国𬘘"
ITEMS = ("低保申请", "临时救助", "高龄津贴", "残疾人证", "生育登记", "林木采伐")
PLACES = ("青禾镇", "石桥镇", "云岭乡", "白水乡")


def insert_many(store: Store, count: int, *, seed: int = 7) -> None:
    """Insert invented cases, a second apart, in transactions of ten thousand."""
    chance = random.Random(seed)
    pinyin = store.projection._pinyin
    for start in range(0, count, 10_000):
        with store.ledger.transaction() as transaction:
            for place in range(start, min(start + 10_000, count)):
                _insert(transaction.connection, place, chance, pinyin)
            transaction.commit()


def _insert(connection, place, chance, pinyin) -> None:
    name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2))))
    item = chance.choice(ITEMS)
    number = f"5108991010120261102{place % 100:02d}{place:06d}"
    identity = f"510899{chance.randrange(1940, 2010)}0101{place % 10_000:04d}"
    phone = f"138{place:08d}"
    at = MONDAY + timedelta(seconds=place - 1_000_000)
    keys = [number, number[-6:], identity, identity[-6:], phone]
    marked = [_EXACT + key for key in keys]
    marked += [_SOUND + sound for sound in _name_sounds(name, pinyin)]
    marked += [_SOUND + sound for sound in _title_sounds(item, pinyin)]
    where = f"{chance.choice(PLACES)}{chance.randrange(1, 40)}组{chance.randrange(1, 200)}号"
    entry = SearchEntry(
        text=normalised(f"{name} {item} {where} 收〔2026〕{place:07d}号"),
        keys="".join(f"{key} " for key in marked),
    )
    status = chance.choices(("accepted", "refused", "awaiting-supplement"), (90, 8, 2))[0]
    binding = (at.date() + timedelta(days=30)).isoformat() if status == "accepted" else None
    if binding and place % 50 == 0:
        binding = NO_LIMIT
    values = (number, item, name, "510***********0000", "committed", status, at.isoformat())
    values += (binding, None, None, 0, None, 0, int(place % 5_000 == 0), 0, entry.text, entry.keys)
    cursor = connection.execute(INSERT_CASE, (*values, f"{place:032x}"))
    connection.execute(INSERT_SEARCH, (cursor.lastrowid, entry.tokens()))
