from __future__ import annotations

import json
import logging

import pytest

from counter_app.domain.errors import CommitUnknown
from counter_app.runtime import logs
from counter_app.runtime.logs import LOG_FILES_MAX, SafeFormatter, logging_to

log = logging.getLogger("counter_app.test")
NUMBER = "440199198002290020"


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.asvs("16.2.1", "16.2.2")
def test_a_line_says_when_where_and_what(tmp_path):
    with logging_to(tmp_path) as path:
        log.info("pushed %d events", 7)
    (line,) = lines(path)
    assert line["message"] == "pushed 7 events"
    assert line["at"].endswith("+08:00")
    assert (line["level"], line["logger"]) == ("INFO", "counter_app.test")


@pytest.mark.asvs("14.2.4", "16.2.5")
def test_numbers_of_people_never_reach_the_disk(tmp_path):
    with logging_to(tmp_path) as path:
        log.info("read %s", NUMBER)
        log.info("read " + NUMBER)  # noqa: G003 - a slip that the net must catch
    assert NUMBER not in path.read_text(encoding="utf-8")


def failing_save():
    try:
        int("张三")
    except ValueError as error:
        raise CommitUnknown("disk I/O error") from error


@pytest.mark.expects_warnings
def test_an_exception_is_logged_without_what_it_quotes(tmp_path):
    with logging_to(tmp_path) as path:
        try:
            failing_save()
        except CommitUnknown:
            log.exception("save")
    (line,) = lines(path)
    assert "commit-unknown disk I/O error" in line["error"]
    assert "张三" not in path.read_text(encoding="utf-8")


@pytest.mark.asvs("1.1.2", "16.4.1")
@pytest.mark.threat("T14")
def test_nobody_can_forge_a_line(tmp_path):
    with logging_to(tmp_path) as path:
        log.info("name %s", 'x\n{"level": "INFO", "message": "forged"}\r\u2028')
    assert path.read_bytes().count(b"\n") == 1
    assert len([line for line in path.read_bytes().split(b"\n") if line]) == 1


def test_half_a_character_does_not_stop_the_log():
    record = logging.makeLogRecord({"msg": "broken \ud800 text"})
    line = SafeFormatter().format(record)
    assert "broken ? text" in line.encode("utf-8").decode("utf-8")


def test_old_files_go(tmp_path, monkeypatch):
    monkeypatch.setattr(logs, "LOG_BYTES_MAX", 2_000)
    with logging_to(tmp_path):
        for _ in range(200):
            log.info("x" * 100)
    files = list(tmp_path.iterdir())
    assert len(files) == LOG_FILES_MAX
    assert all(file.stat().st_size <= 2_000 for file in files)


def test_a_log_that_cannot_be_written_does_not_stop_the_work(tmp_path, capsys):
    folder = tmp_path / "logs"
    folder.mkdir()
    with logging_to(folder):
        folder.rmdir()
        log.info("nobody hears")
    assert capsys.readouterr() == ("", "")


def test_logging_ends_with_its_block(tmp_path):
    root = logging.getLogger()
    before = (root.level, list(root.handlers), logging.getLogger("sqlalchemy").level)
    with logging_to(tmp_path, level=logging.DEBUG):
        log.debug("in")
    log.debug("out")
    assert (root.level, list(root.handlers), logging.getLogger("sqlalchemy").level) == before


def test_libraries_that_describe_people_are_kept_quiet(tmp_path):
    with logging_to(tmp_path, level=logging.DEBUG) as path:
        logging.getLogger("sqlalchemy.engine").info("INSERT INTO cases ('张三')")
        log.info("mine")
    assert [line["message"] for line in lines(path)] == ["mine"]
