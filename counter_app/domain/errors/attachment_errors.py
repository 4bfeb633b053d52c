"""Files of a case: what cannot be added, what is not here, what the county will not keep."""

from __future__ import annotations

from counter_app.domain.errors.input_errors import InputError
from counter_app.domain.errors.storage_errors import StorageError
from counter_app.domain.errors.sync_errors import SyncError


class AttachmentRefused(InputError):
    """A file is no picture or PDF that could be kept; the case was not changed."""

    code = "attachment-refused"
    phone_code = "I435"
    advice = (
        "这个文件不能作附件。请重新扫描或拍照，存成 JPG、PNG 或 PDF（不超过 20 MB）；办件没有改动"
    )


class AttachmentOnTheWay(StorageError):
    """A file of the case has not come to this counter yet."""

    code = "attachment-on-the-way"
    phone_code = "L436"
    advice = "附件在途：本机还没有这个文件。联网后会自动取回，取回后再打开；办件可以照常办理"
    is_retryable = True


class AttachmentDamaged(StorageError):
    """A file on this disk is missing or not what was written; the county may have it."""

    code = "attachment-damaged"
    phone_code = "L437"
    advice = "本机上的附件丢失或损坏，不能打开。联网后会向县局取回；取不到时请重新扫描添加"


class AttachmentNotThere(SyncError):
    """The county does not have a file, or not for this counter."""

    code = "attachment-not-there"
    phone_code = "S438"
    advice = "县局还没有收到这个附件：添加它的窗口联网后会上传，请稍后再打开"
    is_retryable = True


class AttachmentNotTaken(SyncError):
    """The county does not take a file now: its act has not come, or too much was sent today."""

    code = "attachment-not-taken"
    phone_code = "S439"
    advice = "县局暂时不收这个附件，文件仍在本机，下次会自动再传"
    is_retryable = True
