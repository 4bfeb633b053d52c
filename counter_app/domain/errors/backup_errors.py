"""Backups, restoring, and looking without writing."""

from __future__ import annotations

from counter_app.domain.errors.storage_errors import StorageError


class BackupFailed(StorageError):
    """A backup was not made; the database is as it was."""

    code = "backup-failed"
    phone_code = "L130"
    advice = "备份没有做成：磁盘可能已满、写保护，或 U 盘被拔出。办件都在本机，请检查后再备份一次"
    is_retryable = True


class BackupDamaged(StorageError):
    """A backup is damaged, incomplete, or not what its note says."""

    code = "backup-damaged"
    phone_code = "L131"
    advice = "这份备份已损坏，不能用来恢复。请换一份备份；现有数据没有改动"


class BackupForeign(StorageError):
    """A backup of another counter: its key does not open here."""

    code = "backup-foreign"
    phone_code = "L132"
    advice = "这份备份不是本窗口的，或不是备份文件，在这里打不开。现有数据没有改动"


class BackupMissing(StorageError):
    """There is no backup that could be restored."""

    code = "backup-missing"
    phone_code = "L133"
    advice = "没有找到可用的备份。请插上备份用的 U 盘再找一次；不要删除任何文件，联系运维人员"


class BackupCancelled(StorageError):
    """A person stopped it; nothing of it is left."""

    code = "backup-cancelled"
    phone_code = "L134"
    advice = "已停止，没有留下不完整的备份。现有数据没有改动"


class BackupBeforeUpgradeFailed(StorageError):
    """The backup before a migration was not made, so nothing was migrated."""

    code = "backup-before-upgrade-failed"
    phone_code = "L135"
    advice = (
        "升级数据前的备份没有做成，所以没有升级，数据没有改动，旧版程序仍可使用。"
        "请清理磁盘后重新打开，或联系运维人员"
    )


class ViewOnly(StorageError):
    """The program only shows what is there: nothing can be written."""

    code = "view-only"
    phone_code = "L136"
    advice = "现在只能查看，不能办件，什么都没有保存。原因见窗口上方"


class SearchNotRecorded(StorageError):
    """A person was looked for by number while nothing can be written; nothing was shown."""

    code = "search-not-recorded"
    phone_code = "L166"
    advice = (
        "现在只能查看，不能按证件号查找：这样的查找要留下记录，而现在什么都存不下。"
        "请按姓名或办件编号查找"
    )


class RecoveryKeyInvalid(StorageError):
    """A recovery envelope does not open with this county's key, or is damaged."""

    code = "recovery-key-invalid"
    phone_code = "L137"
    advice = "恢复信封打不开：不是封给本县局的，或文件已损坏。请用备份时的县局密钥文件再试"


class RestoreRefused(StorageError):
    """A backup cannot be put in the place of this database."""

    code = "restore-refused"
    phone_code = "L138"
    advice = "不能恢复到这里，现有数据没有改动。原因见下一行"
