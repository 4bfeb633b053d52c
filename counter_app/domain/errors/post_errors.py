"""A post that changes hands, and what stands against it."""

from __future__ import annotations

from counter_app.domain.errors.rule_errors import RuleError


class PostHeldByAnother(RuleError):
    """Somebody hands over a post that another person holds."""

    code = "post-held-by-another"
    phone_code = "R450"
    advice = "这个岗位现在由别人负责，请由其本人交班；本人不在的，先办顶岗"


class HandoverNotOpen(RuleError):
    """A hand-over was answered that is settled already, or that is not known here."""

    code = "handover-not-open"
    phone_code = "R451"
    advice = "这份交接已经答复、撤回或被后来的交接代替，什么都没有改；请按 F5 看现在由谁负责"


class NotTheTaker(RuleError):
    """Somebody answers a hand-over that is not theirs to answer."""

    code = "not-the-taker"
    phone_code = "R452"
    advice = "这份交接要由写明的本人登录后确认、提出异议或撤回"


class TakeoverPending(RuleError):
    """A decision on a case of a post whose take-over nobody has approved yet."""

    code = "takeover-pending"
    phone_code = "R453"
    advice = "顶岗还没有批准：可以收件、收补正材料，不能作决定；请首席代表或中心主任在任一窗口批准"


class TakeoverNotOpen(RuleError):
    """A take-over was answered that is settled already, or that is not known here."""

    code = "takeover-not-open"
    phone_code = "R454"
    advice = "这份顶岗已经答复或已结束，什么都没有改；请按 F5 看现在由谁负责"


class TakeoverUnknown(RuleError):
    """At the county: a number names no take-over, or more than one."""

    code = "takeover-unknown"
    phone_code = "R460"
    advice = "县局没有收到这个顶岗申请，或编号不止一个；请用 counter county takeovers 看申请编号"


class ReceiverUnknown(RuleError):
    """A post is to go to a device that never told to which key it can be sealed."""

    code = "receiver-unknown"
    phone_code = "R455"
    advice = "不知道接岗电脑的接收密钥：请在那台电脑上做“接岗准备”，联网或用U盘带来后再导出"
