"""The post of a running counter: read, counted, handed over and closed on its real printer."""

from __future__ import annotations

import pytest

from counter_app.bootstrap.post_work import PostWork
from counter_app.domain.errors import AlreadyDone
from counter_app.domain.print_job import PrintState
from counter_app.domain.staff import Role
from counter_app.services.hand_over_post import Colleague, HandOverRequest
from counter_app.ui.tasks import TaskRunner


def test_each_paper_of_the_post_comes_out(counter, qapp):
    tasks = TaskRunner(name="devices")
    post = PostWork(counter).parts(tasks)
    desk = post.read_desk
    contents = desk.contents(desk.read(desk.case_ids()))
    assert {person.staff for person in post.people()} >= {counter.operator().staff}
    request = HandOverRequest(
        post=counter.settings.counter.counter_name,
        handed_to=Colleague(staff="QH0999", role=Role.BACKUP),
    )
    for paper in (
        post.count_drawer(contents.drawer, 0, ""),
        post.hand_over(request, "休假", ""),
        post.close_day(),
    ):
        assert post.print_paper(paper).state is PrintState.PRINTED
    assert post.look_at_day().is_closed
    with pytest.raises(AlreadyDone):
        post.close_day()
    tasks.stop()
