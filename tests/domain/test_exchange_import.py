from __future__ import annotations

import json

from tests.domain.test_catalogue_import import imported

EXCHANGE = {
    "up_task_general_basic": [
        {
            "ROW_GUID": "g1",
            "TASK_NAME": "虚构许可事项",
            "TASK_CODE": "11510100007483172Q3440106043001",
            "TASK_TYPE": "01",
            "DEPT_NAME": "林业",
            "BY_LAW": "《虚构法》第3条",
            "PROJECT_TYPE": "2",
            "ANTICIPATE_DAY": 20,
            "ANTICIPATE_TYPE": "工作日",
            "PROMISE_DAY": 25,
            "PROMISE_TYPE": "G",
            "LIMIT_SCENE_NUM": 1,
            "IS_FEE": "1",
            "FEE_BASIS": "《虚构收费办法》",
            "LINK_WAY": "0999-0000000",
            "TASK_STATE": "1",
        }
    ],
    "up_task_general_extend": [
        {"task_guid": "g1", "other_dept": "水利、农业", "is_express": "1", "result_name": "虚构证"}
    ],
    "up_task_general_material": [
        {"task_guid": "g1", "material_name": "申请表", "is_need": "1", "page_num": 2},
        {"task_guid": "g1", "material_name": "其他相关材料", "is_need": "1"},
        {"task_guid": "g9", "material_name": "无主材料"},
    ],
    "up_task_general_fee_project": [
        {"task_guid": "g1", "fee_name": "工本费", "fee_stand": "5元/本"}
    ],
    "up_task_general_questions": [],
}


def test_the_national_exchange_tables_become_items():
    catalogue, repairs = imported(json.dumps(EXCHANGE).encode())
    (item,) = catalogue.items
    assert item.name == "虚构许可事项"
    assert item.department == "林业"
    assert item.is_permit
    assert (item.promised_limit.days, item.statutory_limit.days) == (20, 20)
    assert [each.name for each in item.joint_departments] == ["水利", "农业"]
    assert [line.name for line in item.materials] == ["申请表"]
    assert item.materials[0].note == "纸质份数2（未分原件、复印件）"
    assert (item.fees[0].amount_fen, item.fees[0].basis) == (500, "《虚构收费办法》")
    assert item.guide.enquiry_phone == "0999-0000000"
    assert item.guide.delivery_ways == "窗口领取、邮寄送达"
    assert item.single_visit
    assert item.result_name == "虚构证"
    assert "无主材料" in next(each.before for each in repairs if each.field == "material")
    assert [each.before for each in repairs if each.field == "数据表"] == [
        "up_task_general_questions"
    ]
