"""Counters with real stores that carry files to a real county over a loopback port."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.bootstrap.desk import PublishedRules, SignedInDesk
from counter_app.domain.attachment import (
    Attachment,
    AttachmentState,
    MaterialAttached,
    MediaType,
    media_type_of,
)
from counter_app.domain.ids import CaseId
from counter_app.storage.event_log import Signatory
from counter_app.storage.profile_store import Setting, open_store
from sync.client.attachments import FileCarrier
from sync.client.carrying import CarryingCycle
from sync.client.cycle import CounterSide
from sync.client.enrol import enrol
from sync.client.file_transport import HttpFileTransport
from sync.client.http_transport import (
    CountyAddress,
    DeviceIdentity,
    HttpLine,
    HttpTransport,
)
from sync.signing import Purpose, sign
from tests.fakes.clocks import START, SettableClock
from tests.fakes.people import CLERK, PROFILE, received
from tests.sync.real_counter import KEYS

TOWNSHIP = "510899101"


class Filing:
    """One counter: real store, real line, and what a clerk does with files."""

    def __init__(self, stack: ExitStack, folder: Path, county, code: str, **more) -> None:
        key = Ed25519PrivateKey.generate()
        url = more.pop("url", county.url)
        who = enrol(
            CountyAddress(url=county.url),
            county.code(code),
            public_key=key.public_key(),
            counter_code=code,
        )
        self.device, self.key = who.device, key
        desk = SignedInDesk(replace(PROFILE, counter_code=code))
        desk.sign_in(CLERK)
        self.clock = SettableClock(START + timedelta(seconds=int(code[-2:])))
        signatory = Signatory(
            device=who.device, generation=1, sign=partial(sign, key, Purpose.EVENT)
        )
        setting = Setting(desk=desk, clock=self.clock, rulebook=PublishedRules())
        folder.mkdir()
        self.folder = folder
        self.store = open_store(folder, KEYS, signatory, setting, run="a" * 32)
        stack.callback(self.store.close)
        self.files = self.store.attachments
        self.line = HttpLine(CountyAddress(url=url))
        stack.callback(self.line.close)
        identity = DeviceIdentity(
            device=who.device, generation=1, sign_request=partial(sign, key, Purpose.REQUEST)
        )
        self.transport = HttpFileTransport(self.line, identity, county.key)
        self.carrier = FileCarrier(self.files, self.transport, **more)
        side = CounterSide(
            store=self.store.sync_store,
            unit_of_work=self.store.unit_of_work,
            clock=self.clock,
            device=who.device,
            county_key=county.key,
        )
        self.side = side
        self.cycle = CarryingCycle(
            side, HttpTransport(self.line, identity, county.key), self.carrier
        )

    def receive(self) -> CaseId:
        case_id = CaseId(uuid4().hex)
        with self.store.unit_of_work() as work:
            work.record(case_id, received(number=f"{uuid4().int % 10**27:027d}"), base={})
            work.commit()
        return case_id

    def add(self, case_id: CaseId, content: bytes, **changes) -> str:
        """Add a file as it is; `changes` say of it what is not so."""
        sha256 = self.files.keep(content)
        said = {
            "sha256": sha256,
            "name": "扫描",
            "media_type": media_type_of(content) or MediaType.PDF,
            "size_bytes": len(content),
            "material": "",
            "attached_at": self.clock.now(),
        }
        fact = MaterialAttached(attachment=Attachment(**said | changes))
        with self.store.unit_of_work() as work:
            work.case(case_id)
            work.record(case_id, fact, base={})
            work.commit()
        return fact.attachment.sha256

    def state(self, case_id: CaseId, sha256: str) -> AttachmentState:
        return self.files.states(case_id)[sha256]
