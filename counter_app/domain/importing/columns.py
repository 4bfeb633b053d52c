"""What counties call the columns of their item tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from counter_app.domain.brackets import first_in_brackets, outside_brackets
from counter_app.domain.importing.text import plain

_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "item_id": "item_id 事项标识",
        "name": "name task_name 事项名称 办理事项 服务事项 事项 名称 实施清单名称 业务办理项名称",
        "code": "code task_code local_task_code 事项编码 事项编号 事项代码 实施编码 实施清单编码 "
        "业务办理项编码 编码",
        "department": "department dept_name 部门 主管部门 实施主体 实施机关 实施机构 责任部门 "
        "受理机关 受理部门 承办部门 承办单位 所属部门 单位",
        "handling_type": "handling_type project_type 办件类型",
        "handling_way": "办理方式",
        "item_type": "item_type task_type 事项类型 事项类别 权力类型 事项性质",
        "statutory_days": "anticipate_day 法定时限 法定办结时限 法定期限 法定办理时限",
        "statutory_unit": "anticipate_type 法定时限单位 法定办结时限单位 法定期限单位",
        "statutory_basis": "anticipate_explain 法定时限说明 法定办结时限说明 法定时限依据",
        "promised_days": "promise_day 承诺时限 承诺办结时限 承诺期限 承诺办理时限 办理时限",
        "promised_unit": "promise_type 承诺时限单位 承诺办结时限单位 承诺期限单位 时限单位",
        "promised_basis": "promise_explain 承诺时限说明 承诺办结时限说明 承诺时限依据",
        "legal_basis": "by_law 设定依据 法律依据 办理依据 实施依据 政策依据 依据",
        "result_name": "result_name 结果名称 审批结果 办理结果 审批结果名称",
        "nicknames": "nicknames 常用称呼 俗称 别名 简称",
        "is_fee": "is_fee 是否收费 收费情况",
        "fee_name": "fee_name 收费项目 收费项目名称",
        "fee_standard": "fee_stand 收费标准",
        "fee_basis": "fee_basis 收费依据",
        "fee_reduction": "desc_explain 减免说明 减免依据",
        "collecting_unit": "collecting_unit 收费单位 收费主体",
        "bank_account": "bank_account 收款账户 收费账户",
        "summary": "办理内容 事项内容 事项简介",
        "conditions": "accept_condition 受理条件 申请条件 办理条件",
        "procedure": "handle_flow 办理流程 办事流程",
        "service_address": "transact_addr 办理地点 办公地址 窗口地址",
        "service_hours": "transact_time 办理时间 办公时间",
        "enquiry_phone": "link_way 咨询电话 咨询方式 联系电话",
        "complaint_phone": "supervise_way 投诉电话 监督电话 监督投诉方式 监督投诉电话",
        "delivery_ways": "送达方式 结果送达 结果领取方式",
        "quantity_limit": "limit_explain 数量限制",
        "levels": "use_level 行使层级 实施层级",
        "channels": "办理渠道 办理形式 办理途径",
        "lead_department": "牵头部门",
        "joint_departments": "other_dept 联办部门 联办机构 协办部门 协同部门",
        "limit_scene_num": "limit_scene_num 到现场次数 到办事现场次数 最多跑动次数",
        "applicant_must_attend": "须本人到场 是否须本人到场 是否需要本人到场",
        "informed_pledge": "告知承诺 是否告知承诺 是否支持告知承诺 是否实行告知承诺",
        "is_dormant": "零办理 是否零办理 是否零办理事项",
        "materials": "申请材料 材料名称 所需材料 材料清单 提交材料 申报材料 material_name",
        "necessity": "is_need 是否必要 必要性 材料必要性 是否必需",
        "originals": "原件份数 原件",
        "copies": "page_copynum 复印件份数 复印件",
        "page_num": "page_num 份数 纸质材料份数 材料份数",
        "source": "source_type 来源渠道 材料来源",
        "standard": "accept_stand 受理标准 审查要点",
        "note": "材料说明 填报须知 材料备注",
        "is_shared_data": "是否共享 是否数据共享 共享获取 数据共享",
        "": "序号 编号 行号 order_num",
    }
)
"""By our key; "" for columns that say nothing of an item."""

COLUMNS: Final[Mapping[str, str]] = MappingProxyType(
    {name: key for key, names in _NAMES.items() for name in names.split()}
)
_MARKS: Final = re.compile(r"[\s*＊:：、]+")


@dataclass(frozen=True, slots=True)
class Column:
    """One recognised column.

    Attributes:
        place: In the table, from 0.
        key: Ours.
        heading: The county's.
        in_brackets: What its heading adds, such as 工作日; "" for nothing.
    """

    place: int
    key: str
    heading: str
    in_brackets: str


def recognised(cells: Sequence[str]) -> tuple[list[Column], list[tuple[int, str]]]:
    """Return the columns that a heading row names, and the headings nobody knows."""
    columns: list[Column] = []
    unknown: list[tuple[int, str]] = []
    taken: set[str] = set()
    for place, cell in enumerate(cells):
        heading = plain(cell).strip("\ufeff")
        key = COLUMNS.get(_MARKS.sub("", outside_brackets(heading)).casefold())
        if key is None or (key and key in taken):
            unknown += [(place, heading)] if heading else []
            continue
        taken.add(key)
        columns.append(Column(place, key, heading, first_in_brackets(heading).strip()))
    return columns, unknown
