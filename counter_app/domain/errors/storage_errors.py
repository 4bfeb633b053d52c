"""The disk and the local database."""

from __future__ import annotations

from counter_app.domain.errors.base import CounterError


class StorageError(CounterError):
    """The disk or the local database failed."""


class CommitUnknown(StorageError):
    """The disk reported an error while saving: the work may or may not be kept.

    Attributes:
        event_ids: What was being saved; whoever caught this looks them up after reopening.
    """

    event_ids: tuple[str, ...] = ()
    code = "commit-unknown"
    phone_code = "L101"
    advice = "保存结果不明，程序将重新打开数据库核对，请勿重复录入"


class SavedAfterAll(StorageError):
    """The disk reported an error while saving; reopened, the database has the work."""

    code = "saved-after-all"
    phone_code = "L139"
    advice = (
        "保存时磁盘报错，重新打开核对过：已经存下，请不要再录一遍，到“办件”里打开它继续。"
        "磁盘可能要坏了，请马上做一次备份并联系运维人员"
    )


class NotSaved(StorageError):
    """The disk reported an error while saving; reopened, the database does not have the work."""

    code = "not-saved"
    phone_code = "L140"
    advice = (
        "保存时磁盘报错，重新打开核对过：没有存下，内容仍在屏幕上，请再按一次提交，编号不会重复。"
        "再次报错请联系运维人员"
    )
    is_retryable = True


class DiskFull(StorageError):
    """The disk is full; nothing was saved, the form is still on the screen."""

    code = "disk-full"
    phone_code = "L102"
    advice = "磁盘已满，本件未保存，内容仍在屏幕上。请清理磁盘后再按提交"
    is_retryable = True


class DiskReadOnly(StorageError):
    """The disk or the folder takes no writing; nothing was saved, looking is possible."""

    code = "disk-read-only"
    phone_code = "L108"
    advice = "磁盘或文件夹写不进去，本件未保存，内容仍在屏幕上。可以查看，请联系运维人员"


class WrongKey(StorageError):
    """The key does not open this database."""

    code = "wrong-key"
    phone_code = "L103"
    advice = "数据库打不开：密钥不符。请确认是本机的数据，不要删除文件，联系运维人员"


class OtherMachine(WrongKey):
    """The profile was made on another computer, whose secret is not here."""

    code = "other-machine"
    phone_code = "L121"
    advice = (
        "这份数据是在另一台电脑上建立的，这台电脑打不开。请在原来的电脑上使用，"
        "或在本机重新建立窗口并向县局登记；不要删除文件"
    )


class NewerDatabase(StorageError):
    """The database was made by a newer program; it is opened for reading only.

    Attributes:
        found, known: Schema of the file, and the newest that this program knows; 0 for unknown.
    """

    found: int = 0
    known: int = 0
    code = "newer-database"
    phone_code = "L104"
    advice = "数据由更新版本的程序写入，请先升级程序。现有数据没有改动"


def newer_database(found: int, known: int) -> NewerDatabase:
    """Return the failure with both versions."""
    error = NewerDatabase(f"schema {found}, this program knows {known}")
    error.found, error.known = found, known
    return error


class DatabaseDamaged(StorageError):
    """The database is damaged; it is kept as it is."""

    code = "database-damaged"
    phone_code = "L105"
    advice = "数据库损坏，不要删除任何文件。请退出后重新登录，按提示从备份恢复，或联系运维人员"


class AlreadyRunning(StorageError):
    """Another copy of the program has this profile open."""

    code = "already-running"
    phone_code = "L106"
    advice = "程序已经打开，请切换到已打开的窗口"


class NoProfile(StorageError):
    """There is no counter data in that folder."""

    code = "no-profile"
    phone_code = "L107"
    advice = "这个文件夹里没有窗口数据。请检查 --profile，或先运行 counter setup 建立窗口"


class MediumFault(StorageError):
    """A stick did not take a file, or does not give back what was written onto it."""

    code = "medium-fault"
    phone_code = "L111"
    advice = "U 盘没有写好：可能已满、被拔出或已损坏。办件仍在本机，请换一个 U 盘再导出"
    is_retryable = True
