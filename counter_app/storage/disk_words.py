"""What an error of a disk or stick means, in the clerk's words; the system's own are English."""

from __future__ import annotations

import errno
from typing import Final

_GONE: Final = "读写出错，U 盘或磁盘可能已被拔出"
_REFUSED: Final = "写保护或没有权限"
_WORDS: Final = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘已满（超过配额）",
    errno.EFBIG: "这块盘放不下这么大的文件",
    errno.EROFS: _REFUSED,
    errno.EACCES: _REFUSED,
    errno.EPERM: _REFUSED,
    errno.EIO: _GONE,
    errno.ENODEV: _GONE,
    errno.ENXIO: _GONE,
    errno.ESTALE: _GONE,
    errno.ENOENT: "文件或文件夹不在了，U 盘可能已被拔出",
    errno.ENOTDIR: "这个位置不是文件夹",
    errno.EISDIR: "这个位置是文件夹，不是文件",
    errno.ENAMETOOLONG: "名称太长",
    errno.EINVAL: "名称里有这块盘不认的字符",
    errno.EILSEQ: "名称里有这块盘不认的字符",
}


def disk_words(error: OSError) -> str:
    """Return what happened; an error that is not known keeps its number for the telephone."""
    return _WORDS.get(error.errno or 0, f"读写出错（系统错误 {error.errno}）")
