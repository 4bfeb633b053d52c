"""Names of what waits for somebody at the desk."""

from __future__ import annotations

from enum import Enum


class TaskCode(Enum):
    """What is to be done; the values are public interface of the command line."""

    NOTICE_DUE = "notice-due"
    NOTICE_DUE_TODAY = "notice-due-today"
    NOTICE_OVERDUE = "notice-overdue"
    DEEMED_ACCEPTED = "deemed-accepted"
    SUPPLEMENT_LAPSED = "supplement-lapsed"
    PLEDGE_OPEN = "pledge-open"
    PLEDGE_LAPSED = "pledge-lapsed"
    PROMISE_DUE = "promise-due"
    OVERDUE_EXPLAIN = "overdue-explain"
    DEEMED_DECISION = "deemed-decision"
    PROCEDURE_OVER = "procedure-over"
    HEARING_DUE = "hearing-due"
    DELIVERY_DUE = "delivery-due"
    COMPLAINT_ANSWER_DUE = "complaint-answer-due"
    ORIGINALS_OWED = "originals-owed"
    CONFLICT = "conflict"
    OTHER_VALUE = "other-value"
    DUPLICATE = "duplicate"
    REPRINT_UNKNOWN = "reprint-unknown"
    CLOCK_OFF = "clock-off"
    ORDER_CHANGED = "order-changed"
    NOT_TAKEN = "not-taken"
    FORKED = "forked"
    CALENDAR_ENDING = "calendar-ending"
    AUTHORITY_ENDING = "authority-ending"
    BACKUP_OLD = "backup-old"
    REHEARSAL_DUE = "rehearsal-due"
    HANDOVER_OPEN = "handover-open"
    TAKEOVER_OPEN = "takeover-open"
    TAKEOVER_REFUSED = "takeover-refused"
    POST_COVERED = "post-covered"
