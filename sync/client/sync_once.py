"""One run of the exchange, for the command line."""

from __future__ import annotations

from counter_app.domain.errors import CountyBusy, NotTheCounty, Offline
from sync.client.cycle import CounterSide, SyncCycle
from sync.client.report import SyncReport
from sync.protocol import Transport


def sync_once(side: CounterSide, transport: Transport) -> SyncReport:
    """Exchange with the county until both sides have what the other had.

    A county that cannot be reached is an answer, not a failure: `county_reachable` is false, and
    what had been done before the line broke stands in the report.

    Raises:
        DeviceUnknown, DeviceRevoked, CountyFault, EpochChanged: The county said no.
    """
    cycle = SyncCycle(side, transport)
    try:
        return cycle.run()
    except (Offline, NotTheCounty, CountyBusy):
        return cycle.report
