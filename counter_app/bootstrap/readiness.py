"""What is ready and what is not: the checks of `counter doctor`."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from counter_app.bootstrap.check import FAILED, OK, WARNING, Check
from counter_app.bootstrap.desk import PublishedRules
from counter_app.bootstrap.program_files import program_files
from counter_app.domain.clock_warning import ADVICE, off_words
from counter_app.domain.errors import CounterError, PortMissing, PrinterUnreachable
from counter_app.runtime.hang_watch import HANG_FILE, hangs_seen
from counter_app.runtime.installed_catalogues import InstalledCatalogues
from counter_app.runtime.paths import ProfilePaths
from counter_app.runtime.settings import Settings, load_settings
from counter_app.runtime.shipped_data import shipped_calendar, shipped_pinyin
from counter_app.runtime.system_clock import SystemClock

if TYPE_CHECKING:
    from counter_app.bootstrap.profile import OpenProfile

DISK_WARNING_BYTES: Final = 1 << 30
STICKS_NAMED_MAX: Final = 10
DISK_FAILED_BYTES: Final = 128 << 20
LOST_NAMED: Final = 5


def checks_of_machine(folder: Path, today: date) -> list[Check]:
    """Return the checks that need nobody signed in; ports are opened for a moment."""
    settings, _ = _settings(ProfilePaths(folder.absolute()))
    checks = checks_of_program(folder, today)
    if settings is not None:
        checks += [_reader(settings), *_printers(settings), _county(settings)]
    return checks


def checks_of_program(folder: Path, today: date) -> list[Check]:
    """Return the checks that touch no device: a window at work holds those ports itself."""
    paths = ProfilePaths(folder.absolute())
    _, found = _settings(paths)
    data = [_disk(paths.root), _calendar(today), _catalogue(paths, today), _fonts()]
    return [found, *data, _hangs(paths), *program_files()]


def checks_of_profile(profile: OpenProfile) -> list[Check]:
    """Return the checks that need the database open."""
    found = [_database(profile), _head(profile), _waiting(profile), _clock(profile)]
    found = [*found, _sticks(profile)]
    return found if profile.view_reason is not None else [*found, *_lost(profile)]


def _settings(paths: ProfilePaths) -> tuple[Settings | None, Check]:
    if not paths.is_made:
        advice = "先运行 counter setup 建立窗口"
        return None, Check("settings", WARNING, f"{paths.root} 里没有窗口数据", advice)
    try:
        settings = load_settings(paths.settings)
    except CounterError as error:
        return None, Check("settings", FAILED, str(error), error.advice)
    return settings, Check("settings", OK, settings.counter.counter_name)


def _disk(folder: Path) -> Check:
    there = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(there).free
    words = f"剩余 {free / (1 << 30):.1f} GB"
    if free < DISK_FAILED_BYTES:
        return Check("disk", FAILED, words, "磁盘快满了，请先清理，再办件")
    if free < DISK_WARNING_BYTES:
        return Check("disk", WARNING, words, "请尽快清理磁盘")
    return Check("disk", OK, words)


def _calendar(today: date) -> Check:
    try:
        calendar = shipped_calendar()
    except CounterError as error:
        return Check("calendar", FAILED, str(error), error.advice)
    words = f"第 {calendar.version} 版，有效至 {calendar.valid_until}"
    if calendar.is_near_its_end(today):
        advice = "请向县局要下一年度的工作日历；日历之外的日期只能标“预计”"
        return Check("calendar", WARNING, words, advice)
    return Check("calendar", OK, words)


def _catalogue(paths: ProfilePaths, today: date) -> Check:
    try:
        installed = InstalledCatalogues(paths.catalogues, shipped_pinyin)
        catalogue = PublishedRules(installed=installed).catalogue_on(today)
    except CounterError as error:
        return Check("catalogue", FAILED, str(error), error.advice)
    usable = len(catalogue.usable_items)
    words = f"第 {catalogue.version} 版，{len(catalogue.items)} 个事项，{usable} 个可收件"
    if not catalogue.is_in_force(today):
        return Check("catalogue", WARNING, words, "目录不在有效期内，请向县局要新目录；收件照常")
    return Check("catalogue", OK, words)


def _hangs(paths: ProfilePaths) -> Check:
    """Name what the watch over the window has kept; it needs nobody signed in."""
    seen = hangs_seen(paths.logs)
    if seen.last_at is None:
        return Check("window", OK, "没有停顿记录")
    words = f"停顿过 {seen.count} 次，最近 {seen.last_at:%Y-%m-%d %H:%M}"
    if not seen.is_recent(SystemClock().now()):
        return Check("window", OK, words)
    advice = f"草稿已自动保存；请把 {paths.logs / HANG_FILE} 交给县局维护人员"
    return Check("window", WARNING, words, advice)


def _fonts() -> Check:
    from resources.fonts import font_path

    if not font_path("regular").exists():
        return Check("fonts", FAILED, "没有中文字体文件", "请重新安装程序")
    return Check("fonts", OK, "Noto Sans SC")


def _reader(settings: Settings) -> Check:
    if settings.reader_url is None:
        return Check("card-reader", WARNING, "未设置读卡器", "可以手工录入")
    if settings.reader_url == "auto":
        return Check("card-reader", WARNING, "尚未查找读卡器", "在窗口里按“查找读卡器”")
    from counter_app.devices.link import Link

    try:
        Link(settings.reader_url).close()
    except CounterError as error:
        status = WARNING if isinstance(error, PortMissing) else FAILED
        return Check("card-reader", status, f"{settings.reader_url} 打不开", error.advice)
    return Check("card-reader", OK, f"{settings.reader_url} 能打开")


def _printers(settings: Settings) -> Iterator[Check]:
    if not settings.printers:
        yield Check("printer", WARNING, "未设置打印机", "文书会存为待打印，设置后可补打")
    for printer in settings.printers:
        yield _guarded(f"printer {printer.name}", _asking(settings, printer.name))


def _asking(settings: Settings, name: str) -> Callable[[], Check]:
    def ask() -> Check:
        from counter_app.bootstrap.printers import routed
        from printing.ask_printer import ask_printer

        printer = next(each for each in routed(settings.printers) if each.name == name)
        condition = ask_printer(printer)
        fault = condition.fault
        status = OK if condition.is_well else WARNING
        return Check(f"printer {name}", status, condition.text, fault.advice if fault else "")

    return ask


def _county(settings: Settings) -> Check:
    if settings.county is None:
        return Check("county", WARNING, "未登记县局", "办件存在本机；登记后自动上传")
    return Check("county", OK, settings.county.url)


def _database(profile: OpenProfile) -> Check:
    count = profile.store.sync_store.head()[1]
    return Check("database", OK, f"已打开，本机事件 {count} 条")


def _head(profile: OpenProfile) -> Check:
    check = profile.store.head_check
    if check.is_sound:
        return Check("head-anchor", OK, "与库外链尾记录一致")
    words = {
        "anchor-lost": "库外链尾记录不见了",
        "chain-cut": "数据库比库外记录旧，可能被恢复过",
        "chain-replaced": "数据库与库外记录不符，可能被替换",
    }[check.verdict.value]
    return Check("head-anchor", FAILED, words, "请不要删除任何文件，联系县局维护人员")


def _waiting(profile: OpenProfile) -> Check:
    waiting = profile.store.sync_store.unacknowledged_count()
    if waiting:
        return Check("unacknowledged", WARNING, f"{waiting} 条事件县局未收", "联网后会自动上传")
    return Check("unacknowledged", OK, "全部已由县局签收")


def _sticks(profile: OpenProfile) -> Check:
    """Name hand-over sticks that a colleague wrote for this computer and that never came."""
    from counter_app.storage.handover_sticks import SqlHandoverSticks

    gaps = SqlHandoverSticks(profile.store.reading_engine).gaps()
    if not gaps:
        return Check("handover-sticks", OK, "没有缺号的交接包")
    words = "、".join(gap.words for gap in gaps[:STICKS_NAMED_MAX])
    advice = "请找交班人要那个 U 盘；找不到的，请交班人说明，联网后核对办件"
    return Check("handover-sticks", WARNING, f"{words}没有收到", advice)


def _lost(profile: OpenProfile) -> Iterator[Check]:
    """Name the cases that went here by rule and that a county put back has forgotten."""
    numbers = profile.store.sync_store.lost_with_county()
    if numbers:
        some = "、".join(numbers[:LOST_NAMED])
        words = f"{len(numbers)} 件正文已销毁的办件，县局恢复后没有了：{some}"
        yield Check("disposed", FAILED, words, "请把编号报县局，由县局从更新的备份里找回全卷")


def _clock(profile: OpenProfile) -> Check:
    """Compare the machine's clock with the county's time, as far as it is known here."""
    best = profile.store.timekeeper.estimate()
    if words := off_words(best):
        return Check("clock", WARNING, f"本机时钟{words}", ADVICE)
    if best.earliest is None:
        return Check("clock", OK, "还没有与县局对过时，按本机时钟计算")
    heard = f"最近对时 {best.earliest:%Y-%m-%d %H:%M}"
    if not best.is_anchored:
        return Check("clock", OK, f"本次开机后还没有与县局对时，{heard}")
    return Check("clock", OK, f"与县局时间一致，{heard}")


def _guarded(name: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except PrinterUnreachable as error:
        return Check(name, WARNING, "连不上", error.advice)
    except CounterError as error:
        return Check(name, FAILED, str(error) or error.advice, error.advice)
