"""What breaks a rule of the service; nothing was changed."""

from __future__ import annotations

from counter_app.domain.errors.base import CounterError


class RuleError(CounterError):
    """The request breaks a rule of the service; nothing was changed."""


class IllegalStep(RuleError):
    """A case was asked to take a step that its present status does not allow."""

    code = "illegal-step"
    phone_code = "R101"
    advice = "请按 F5 刷新办件，核对当前状态后再操作"


class NothingMissing(RuleError):
    """A one-time notice was asked for that would list nothing to supplement."""

    code = "nothing-missing"
    phone_code = "R201"
    advice = "材料已齐全，请直接受理，无需出具一次性告知书"


class MaterialsNotJudged(RuleError):
    """A required material has no verdict yet, so nothing may be told or decided."""

    code = "materials-not-judged"
    phone_code = "R202"
    advice = "请逐项判定材料：齐、缺、不合格或可容缺，再出具文书"


class MaterialsNotComplete(RuleError):
    """A case was to be accepted although required materials are not complete."""

    code = "materials-not-complete"
    phone_code = "R203"
    advice = "还有材料不齐。请出具一次性告知书，不能受理"


class NewDemand(RuleError):
    """A second one-time notice asks for something the first did not name (XKF art. 32)."""

    code = "new-demand"
    phone_code = "R204"
    advice = "一次性告知只有一次：不能再要求首次告知书以外的材料。确有必要请首席代表处理"


class UnknownMaterial(RuleError):
    """A material was named that the item does not ask for (XKF art. 31)."""

    code = "unknown-material"
    phone_code = "R205"
    advice = "该事项的材料清单里没有这一项，不能要求提交清单以外的材料"


class RefusalIncomplete(RuleError):
    """A refusal lacks its reason, or the agency that is competent (XKF art. 32)."""

    code = "refusal-incomplete"
    phone_code = "R206"
    advice = "请填写不予受理的理由；不属于本机关职权的，还要写明应向哪个机关申请"


class ItemNotUsable(RuleError):
    """The county has not published enough of this item to start a case with it."""

    code = "item-not-usable"
    phone_code = "R301"
    advice = "县局尚未公布该事项的材料清单，请电话询问主管部门；可先登记咨询"


class InvalidApplicant(RuleError):
    """Name or number of the applicant cannot be right."""

    code = "invalid-applicant"
    phone_code = "R302"
    advice = "请核对申请人的姓名、证件类型和证件号码"


class CaseNotFound(RuleError):
    """No case here has that number."""

    code = "case-not-found"
    phone_code = "R303"
    advice = "本机没有这个办件编号，请核对后再查，或按 F3 用姓名、证件号查找"


class ReprintReasonMissing(RuleError):
    """A reprint was asked for without saying why."""

    code = "reprint-reason-missing"
    phone_code = "R304"
    advice = "补打需要写明原因"


class CorrectionEmpty(RuleError):
    """A correction on the spot (当场更正) changes nothing."""

    code = "correction-empty"
    phone_code = "R305"
    advice = "更正前后内容相同，请检查"
