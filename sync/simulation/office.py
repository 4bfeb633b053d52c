"""People of the county: they show cases to other townships, withdraw rights, let events in.

They keep a list of what they decided, outside the database.  When that was put back to an older
backup they decide it again, as the handbook of the county says.
"""

from __future__ import annotations

from sqlalchemy import select

from counter_app.domain.errors import EventUnknown
from sync.server import admission, case_scopes
from sync.server.schema import devices
from sync.simulation.county import SimulatedCounty


class CountyOffice:
    """What people of the county do by the commands of the county.

    Attributes:
        links: Case and township it was shown to.
        revoked: Device → when its right was withdrawn, milliseconds since 1970.
        reinstated: Devices that got it back.
        admitted: Events of withdrawn keys that a person let in, because peers had held them.
    """

    def __init__(self, county: SimulatedCounty) -> None:
        self._county = county
        self.links: list[tuple[str, str]] = []
        self.revoked: dict[str, int] = {}
        self.reinstated: set[str] = set()
        self.admitted: set[str] = set()

    def link(self, case_id: str, township: str) -> bool:
        """Show a case to a township; False when the county does not know the case."""
        found = case_scopes.link(
            self._county.database, case_id, township, at_ms=self._county.now_ms()
        )
        if found.is_new:
            self.links.append((case_id, township))
        return found.is_new

    def revoke(self, device: str) -> None:
        """Withdraw a device's right."""
        county = self._county
        self.revoked[device] = county.now_ms()
        admission.revoke(county.database, county.key, device, at_ms=county.now_ms())

    def reinstate(self, device: str) -> None:
        """Give it back: it had been withdrawn by mistake."""
        county = self._county
        self.revoked.pop(device, None)
        self.reinstated.add(device)
        admission.reinstate(county.database, county.key, device, at_ms=county.now_ms())

    def go_through_the_list(self) -> None:
        """Decide again what a restored database does not know, and look at the quarantine."""
        self._rights_again()
        for case_id, township in self.links:
            case_scopes.link(self._county.database, case_id, township, at_ms=self._county.now_ms())
        self._review()

    def _rights_again(self) -> None:
        county = self._county
        with county.database.reading() as connection:
            rows = connection.execute(select(devices.c.device, devices.c.revoked_at_ms)).all()
        for device, revoked_at_ms in rows:
            if device in self.revoked and revoked_at_ms is None:
                admission.revoke(county.database, county.key, device, at_ms=county.now_ms())
            if device in self.reinstated and revoked_at_ms is not None:
                admission.reinstate(county.database, county.key, device, at_ms=county.now_ms())

    def _review(self) -> None:
        """Let in what a withdrawn key had signed and others offer again: it had been in the log."""
        county = self._county
        for waiting in admission.set_aside(county.database):
            is_from_peer = waiting.received_from != waiting.device
            if waiting.reason != "key-revoked" or not is_from_peer:
                continue
            try:
                self.admitted |= set(
                    admission.admit_by_person(
                        county.database, county.key, at_ms=county.now_ms(), event=waiting.event_id
                    )
                )
            except EventUnknown:  # Let in together with another.
                continue
