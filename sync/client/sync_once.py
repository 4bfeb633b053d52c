"""One run of the exchange, for the command line."""

from __future__ import annotations

from counter_app.domain.errors import CountyBusy, NotTheCounty, Offline
from sync.client.attachments import FileCarrier
from sync.client.carrying import CarryingCycle
from sync.client.cycle import CounterSide, SyncCycle
from sync.client.report import SyncReport
from sync.protocol import Transport


def sync_once(
    side: CounterSide,
    transport: Transport,
    carrier: FileCarrier | None = None,
    *,
    accept_mass_change: bool = False,
) -> SyncReport:
    """Exchange with the county until both sides have what the other had; then carry files.

    A county that cannot be reached is an answer, not a failure: `county_reachable` is false, and
    what had been done before the line broke stands in the report.

    Raises:
        DeviceUnknown, DeviceRevoked, CountyFault, EpochChanged: The county said no.
        MassChangeHeld: Everything was sent; what the county has would change too many open cases.
    """
    cycle = SyncCycle(side, transport)
    if carrier is not None:
        cycle = CarryingCycle(side, transport, carrier)
    if accept_mass_change:
        cycle.accept_mass_change()
    try:
        report = cycle.run()
    except (Offline, NotTheCounty, CountyBusy):
        return cycle.report
    if cycle.held is not None:
        raise cycle.held
    return report
