"""What breaks a rule on the way of a case; nothing was changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counter_app.domain.errors.rule_errors import RuleError


class AlreadyExtended(RuleError):
    """A limit was to be extended a second time (XKF art. 42: once)."""

    code = "already-extended"
    phone_code = "R401"
    advice = "同一期限只能延期一次，该办件已经延期"


class NotExtendable(RuleError):
    """The item's limit cannot be extended by law or rule."""

    code = "not-extendable"
    phone_code = "R402"
    advice = "该事项的期限依法不能延长，请在原期限内办结"


class ExtensionTooLate(RuleError):
    """An extension was asked for after the limit had run out (XKF art. 42)."""

    code = "extension-too-late"
    phone_code = "R403"
    advice = "期限已过，不能再延期；请尽快办结并写明逾期原因"


class WrongApprover(RuleError):
    """An extension was approved by somebody of another rank than the law asks for."""

    code = "wrong-approver"
    phone_code = "R404"
    advice = "延长10日由本行政机关负责人批准；联办件延长15日由本级人民政府负责人批准"


class ExtensionTooLong(RuleError):
    """An extension was longer than the law allows."""

    code = "extension-too-long"
    phone_code = "R405"
    advice = "延期最长10个工作日，联办件最长15个工作日，请改小天数"


class ReasonMissing(RuleError):
    """An act that the law wants reasoned has no reason."""

    code = "reason-missing"
    phone_code = "R406"
    advice = "请写明理由，文书上要告知当事人"


class UnknownProcedure(RuleError):
    """A pause was asked for that is none of the eight of XKF art. 45."""

    code = "unknown-procedure"
    phone_code = "R407"
    advice = "只有听证、招标、拍卖、检验、检测、检疫、鉴定、专家评审可以不计时；现场踏勘不停钟"


class FieldMissing(RuleError):
    """An act lacks something that its paper must say."""

    code = "field-missing"
    phone_code = "R408"
    advice = "请把缺的内容填写完整再办理"


class TwoPersonsNeeded(RuleError):
    """An act that the law wants two people for names only one."""

    code = "two-persons-needed"
    phone_code = "R409"
    advice = "该步骤须由两名以上工作人员完成，请填写第二人；审查人和批准人不能是同一人"


class MayNotSignAlone(RuleError):
    """A decision that the counter may not sign was signed at the counter."""

    code = "may-not-sign-alone"
    phone_code = "R410"
    advice = "联办件、上报件和需要现场核查的办件，由主管部门或上级决定，窗口不能单独签批"


class OpinionsMissing(RuleError):
    """A joint case was to be decided before every department had spoken."""

    code = "opinions-missing"
    phone_code = "R411"
    advice = "还有联办部门没有出具意见，请先催办或录入意见"


class OpinionDisagrees(RuleError):
    """A joint case was to be granted although a department disagrees."""

    code = "opinion-disagrees"
    phone_code = "R412"
    advice = "有联办部门不同意，不能直接准予；确需准予请写明理由"


class UnknownDepartment(RuleError):
    """An opinion came from a department that has no part in the case."""

    code = "unknown-department"
    phone_code = "R413"
    advice = "该部门不是本事项的联办部门，请核对部门名称"


class OpinionGiven(RuleError):
    """A department was to speak a second time; the first word stands."""

    code = "opinion-given"
    phone_code = "R414"
    advice = "该部门已经出具过意见，以先出具的为准"


class NotForwardable(RuleError):
    """A case was to be forwarded whose item is decided here."""

    code = "not-forwardable"
    phone_code = "R415"
    advice = "该事项由本级办理，不需要转报；只有上报件可以转报"


class PledgeOpen(RuleError):
    """A step waits for materials that the applicant pledged to bring (容缺)."""

    code = "pledge-open"
    phone_code = "R416"
    advice = "容缺承诺的材料还没有补齐，补齐后才能继续"


class PledgeTooLong(RuleError):
    """A pledge was to end after the promised date."""

    code = "pledge-too-long"
    phone_code = "R417"
    advice = "容缺补齐期限不能晚于承诺办结日期，请改早"


class NotDeferrable(RuleError):
    """A material was to follow later that is not published as deferrable."""

    code = "not-deferrable"
    phone_code = "R418"
    advice = "只有清单公布可容缺的材料才能后补，主要材料必须齐全"


class OverdueReasonMissing(RuleError):
    """An overdue case was to be concluded without saying publicly why."""

    code = "overdue-reason-missing"
    phone_code = "R419"
    advice = "该办件已超承诺期限，请先填写逾期原因（对外公开，不含个人信息）"


class PaymentOpen(RuleError):
    """A case was to be concluded whose payment slip is neither paid nor waived."""

    code = "payment-open"
    phone_code = "R420"
    advice = "缴费通知单还没有银行到账确认，也没有减免，不能办结"


class NoFee(RuleError):
    """A payment slip was asked for although the item's fee table has no such fee."""

    code = "no-fee"
    phone_code = "R421"
    advice = "该事项的收费目录没有收费项目，不得收费；窗口不收现金"


class BankReferenceInvalid(RuleError):
    """A bank reference cannot be right."""

    code = "bank-reference-invalid"
    phone_code = "R422"
    advice = "请填写银行回单上的流水号；窗口不收现金"


class SlipMissing(RuleError):
    """A payment or waiver was recorded although no payment slip was given out."""

    code = "slip-missing"
    phone_code = "R423"
    advice = "还没有开具缴费通知单，请先开单"


class DeliveryIncomplete(RuleError):
    """A delivery lacks what its manner of service must prove."""

    code = "delivery-incomplete"
    phone_code = "R424"
    advice = "请补全送达信息：签收人，邮寄或快递单号，留置送达的见证人"


class NotLapsed(RuleError):
    """A case was to end by a lapse that has not happened."""

    code = "not-lapsed"
    phone_code = "R425"
    advice = "期限还没有过，或该事项没有规定逾期后果，不能据此终止"


class OriginalNotHeld(RuleError):
    """A paper original was to be moved by somebody who does not have it."""

    code = "original-not-held"
    phone_code = "R426"
    advice = "原件不在该处，请先核对原件去向"


class IdentityCardKept(RuleError):
    """An identity card was to be kept (居民身份证法 art. 15)."""

    code = "identity-card-kept"
    phone_code = "R427"
    advice = "居民身份证不得扣留，核验后须当场退还本人"


class ApplicantMustAttend(RuleError):
    """A proxy came for an item whose applicant must come in person."""

    code = "applicant-must-attend"
    phone_code = "R428"
    advice = "该事项须申请人本人到场，不能代办；行动不便的可预约上门服务"


class AuthorityMissing(RuleError):
    """A proxy has no paper that shows their authority (XKF art. 29)."""

    code = "authority-missing"
    phone_code = "R429"
    advice = "代理人须有授权委托书，监护人须有监护关系证明，请填写"


class PaperRequired(RuleError):
    """An electronic paper was offered where the law asks for paper."""

    code = "paper-required"
    phone_code = "R430"
    advice = "婚姻、收养、继承等事项依法须提交纸质材料，不能用电子文书"


class NotPledgeable(RuleError):
    """A condition was to be promised of an item that is not on the published list."""

    code = "not-pledgeable"
    phone_code = "R435"
    advice = "该事项没有公布实行告知承诺，请申请人按清单提交证明材料"


class GradeInvalid(RuleError):
    """A rating is none of the five levels."""

    code = "grade-invalid"
    phone_code = "R431"
    advice = "评价只有五级：5非常满意、4满意、3基本满意、2不满意、1非常不满意；未评价不填"


class AlreadyDone(RuleError):
    """An act that happens once was asked for again."""

    code = "already-done"
    phone_code = "R432"
    advice = "这一步已经办过，不需要重复办理"


class OriginalsStillHeld(RuleError):
    """A case was to end while the counter still holds paper originals."""

    code = "originals-still-held"
    phone_code = "R433"
    advice = "窗口还留有申请人的原件，请先退还并登记"


class ItemOutOfForce(RuleError):
    """A case was to be started under a version that is no longer in force."""

    code = "item-out-of-force"
    phone_code = "R434"
    advice = "该目录版本已停用，只能办完旧件；请用现行版本收件"


class StaleBase(RuleError):
    """A case changed while somebody was about to act on it; nothing was done.

    Attributes:
        now: What had set each part of the case when the act was refused, so that the same act
            can be confirmed in the knowledge of it.
    """

    code = "stale-base"
    phone_code = "R436"
    advice = "办件刚才有变化，请看清变化；还要这样办，就再按一次"

    def __init__(self, differences: str = "", now: Mapping[Any, Any] | None = None) -> None:
        super().__init__(differences)
        self.now = now
