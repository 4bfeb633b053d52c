"""Figures of the county for those who watch it, as Prometheus reads them; no personal data.

Labels are paths of our own, status codes and nothing that a sender could choose.  With several
processes each writes its figures into files of one folder, and any of them adds all up.
"""

from __future__ import annotations

import ipaddress
import os
import secrets
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import func, select

from sync.server.address import FOLDER_VARIABLE
from sync.server.engine import Database
from sync.server.schema import chain_flags, devices, ledger_head, quarantine

try:
    import prometheus_client as prometheus
    from prometheus_client.metrics_core import GaugeMetricFamily
    from prometheus_client.multiprocess import MultiProcessCollector
except ImportError:  # The extra `county` is not installed: everything works but this.
    prometheus = None  # type: ignore[assignment]

METRICS_PATH: Final = "/v1/metrics"
_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_FORWARDED: Final = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")


class Metrics:
    """Counts what one process answered; says what all of them did."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._folder = os.environ.get(FOLDER_VARIABLE, "")
        if prometheus is None:
            return
        self._registry = prometheus.CollectorRegistry()
        self._requests = prometheus.Counter(
            "county_requests", "Answers by path and status.", ("path", "status"),
            registry=self._registry,
        )  # fmt: skip
        self._seconds = prometheus.Histogram(
            "county_request_seconds", "From the first byte of a body to its answer.", ("path",),
            registry=self._registry, buckets=_SECONDS,
        )  # fmt: skip
        self._events = prometheus.Counter(
            "county_events", "Events by what became of them.", ("what",),
            registry=self._registry,
        )  # fmt: skip
        self._bytes = prometheus.Counter(
            "county_bytes", "Bodies of requests and answers.", ("direction",),
            registry=self._registry,
        )  # fmt: skip

    @property
    def is_there(self) -> bool:
        """Whether anything is counted."""
        return prometheus is not None

    def answered(self, line: Mapping[str, Any], seconds: float) -> None:
        """Count one answer by the line that is logged of it."""
        if not self.is_there:
            return
        path = str(line["path"])
        self._requests.labels(path, str(line["status"])).inc()
        self._seconds.labels(path).observe(seconds)
        for what in ("pushed", "refused", "pulled"):
            self._events.labels(what).inc(line.get(what, 0))
        self._bytes.labels("in").inc(line.get("bytes_in", 0))
        self._bytes.labels("out").inc(line["bytes_out"])

    def text(self) -> bytes:
        """Return all figures in Prometheus' text form; asks the database for its own."""
        return self._counted() + self._stored()

    def _counted(self) -> bytes:
        registry = self._registry
        if self._folder:
            registry = prometheus.CollectorRegistry()
            MultiProcessCollector(registry, self._folder)  # type: ignore[no-untyped-call]
        return bytes(prometheus.generate_latest(registry))

    def _stored(self) -> bytes:
        """What the database holds is the same for every process, and counted when asked."""
        registry = prometheus.CollectorRegistry()
        for name, (about, value) in _held(self._database).items():
            # Beside the files of the processes: those would add it up once for each.
            family = GaugeMetricFamily(name, about, value=value)
            registry.register(_Once(family))
        return bytes(prometheus.generate_latest(registry))


class _Once:
    """A collector of one figure."""

    def __init__(self, family: Any) -> None:
        self._family = family

    def collect(self) -> list[Any]:
        return [self._family]


def may_read(headers: Mapping[str, str], client: str, token: str) -> bool:
    """Answer whether somebody may see the figures.

    Args:
        headers: Of the request.
        client: Address of the other side, "" when it is not known.
        token: What they have to show; "" lets this machine's own programs in and nobody else.
            A gateway on this machine speaks for others: what it forwards is not from here.
    """
    if token:
        shown = headers.get("Authorization", "").removeprefix("Bearer ")
        return secrets.compare_digest(shown.encode(), token.encode())
    if any(name in headers for name in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(client).is_loopback
    except ValueError:
        return False


def _held(database: Database) -> dict[str, tuple[str, float]]:
    with database.reading() as connection:

        def one(question: Any) -> float:
            return float(connection.execute(question).scalar_one())

        count = select(func.count())
        return {
            "county_log_sequence": (
                "Sequence of the last event of the log.",
                one(select(ledger_head.c.last_sequence)),
            ),
            "county_quarantined_events": (
                "Events that wait for a person.",
                one(count.select_from(quarantine)),
            ),
            "county_open_chain_flags": (
                "Oddities of chains that are not settled.",
                one(count.where(chain_flags.c.settled_at_ms.is_(None))),
            ),
            "county_devices": (
                "Devices that may send.",
                one(count.where(devices.c.revoked_at_ms.is_(None))),
            ),
        }
