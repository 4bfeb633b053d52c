"""What the papers of a case must say, and which of them may need more than a sheet."""

from __future__ import annotations

from counter_app.domain.print_job import FormId

# Compared without spaces; 存根 is owed on rolls only.
OWED = {
    FormId.INTAKE_RECEIPT: ("本凭证只证明收到材料，不代表已经受理", "2026年11月2日09:30", "存根"),
    FormId.ACCEPTANCE_NOTICE: (
        "受理日期",
        "现予受理",
        "第三十二条第一款第（五）项",
        "盖章",
        "存根",
    ),
    FormId.ONE_TIME_NOTICE: (
        "一次性告知",
        "第三十二条第一款第（四）项",
        "不再要求补正其他材料",
        "存根",
    ),
    FormId.REFUSAL_NOTICE: ("60日内", "6个月内", "理由", "柳河镇人民政府", "盖章", "存根"),
    FormId.SUPPLEMENT_RECEIPT: ("接收时间", "仍有以下材料未补齐", "银行存折", "存根"),
}

# Given, but not to be said in these words on the paper: form → values of the sample.
UNSAID: dict[FormId, tuple[object, ...]] = {}

MAY_BE_LONGER: frozenset[FormId] = frozenset()
