"""Counters of one township where people sit: real stores, real services, a real county."""

from __future__ import annotations

import itertools
from contextlib import ExitStack, contextmanager

from counter_app.bootstrap.desk import PublishedRules, new_case_id
from counter_app.domain.post_book import PostBook
from counter_app.domain.staff import Operator, Role
from counter_app.services.cover_post import CoverPost
from counter_app.services.desk_cases import ReadDesk
from counter_app.services.hand_over_post import (
    Colleague,
    HandOverPost,
    HandOverRequest,
    open_cards,
)
from counter_app.services.office import Office
from counter_app.services.pass_post import PassPost
from counter_app.services.perform_step import PerformStep
from counter_app.services.submit_intake import Outcome, SubmitIntake
from tests.fakes.passing import with_posts
from tests.services.intake import submission
from tests.sync.real_counter import real_counter

A = Operator(staff="QH0107", name="周小禾", role=Role.CLERK, login="a" * 16)
B = Operator(staff="QH0112", name="李得水", role=Role.BACKUP, login="b" * 16)
CHIEF = Operator(staff="QH0101", name="高远", role=Role.CHIEF, login="c" * 16)
POST = "综合窗口1号"


class PostDesk:
    """One counter, with whoever sits there."""

    def __init__(self, counter, person: Operator) -> None:
        self.counter, self.store, self.desk = counter, counter.opened, counter.desk
        codes = itertools.count(100_000)
        plain = Office(
            unit_of_work=self.store.unit_of_work,
            desk=self.desk,
            clock=counter.clock,
            rulebook=PublishedRules(),
            new_case_id=new_case_id,
            new_query_code=lambda: str(next(codes)),
        )
        self.office = with_posts(plain, self.store, self.desk, lambda: counter.side.county_key)
        self.code = self.desk.profile.counter_code
        self.read_desk = ReadDesk(self.office, self.store.finder, self.store.drafts)
        self.passing = PassPost(self.office, self.read_desk, self.store.drafts)
        self.covering = CoverPost(self.office)
        self.sit(person)

    def sit(self, person: Operator) -> None:
        self.desk.sign_in(person)

    def sync(self) -> None:
        self.counter.sync()

    def take_in(self, outcome=Outcome.RECEIVE, **given):
        return SubmitIntake(self.office)(submission(self.office, outcome=outcome, **given))

    def do(self, case_id, request):
        return PerformStep(self.office)(case_id, request)

    def hand_over(self, taker: Operator, post_code: str = ""):
        request = HandOverRequest(
            post=POST,
            handed_to=Colleague(staff=taker.staff, role=taker.role),
            post_code=post_code,
        )
        return HandOverPost(self.office, self.store.finder, self.store.drafts)(request)

    def book(self) -> PostBook:
        return self.office.posts()

    def holder(self, post_code: str):
        return self.book().holder(post_code, self.office.today())

    def open_numbers(self) -> set[str]:
        return {card.number for card in open_cards(self.office, self.store.finder)}

    def case(self, case_id):
        with self.store.unit_of_work(as_system=True) as work:
            return work.case(case_id)

    def event_ids(self) -> set[str]:
        return {row[0] for row in self.counter.rows("SELECT event_id FROM events")}


@contextmanager
def township(county, folder, *people: Operator):
    """Enrol a counter for each of these people with one county; each knows the others' keys."""
    keys = {}
    with ExitStack() as stack:
        desks = []
        for number, person in enumerate(people, 1):
            counter = stack.enter_context(
                real_counter(
                    county,
                    folder / f"counter-{number}",
                    number,
                    lambda device, generation: keys.get((device, generation)),
                )
            )
            keys[counter.side.device, 1] = counter.key.public_key()
            desk = PostDesk(counter, person)
            desk.device_key = lambda device, generation: keys.get((device, generation))
            desks.append(desk)
        yield desks


def meet(*desks: PostDesk) -> None:
    """Let everybody hear everything."""
    for _ in range(2):
        for desk in desks:
            desk.sync()
