"""F10: two counters and a county in any order of loss, duplicates and partial batches."""

from __future__ import annotations

import logging

from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as hypothesis_seed
from hypothesis.stateful import invariant, run_state_machine_as_test

from tests.faults.counted import Count
from tests.sync.test_exchange_machine import ExchangeMachine

STEPS_A_WALK = 50


def play(seed: int, count: int, sabotage: str = "") -> list[Count]:
    """Walk about `count` steps, in walks of fifty."""
    row = Count("F10", "lost, doubled and partial batches in any order (steps)")

    class Counting(ExchangeMachine):
        """The machine of the suite, with its steps counted."""

        @invariant()
        def counted(self) -> None:
            row.tried += 1
            if sabotage == "forgetful" and len(self.written) > 3:
                self.stores[0].kept.pop(next(iter(self.stores[0].kept)), None)

    hypothesis_seed(seed)(Counting)
    logging.disable(logging.CRITICAL)
    how = settings(
        max_examples=max(1, count // STEPS_A_WALK),
        stateful_step_count=STEPS_A_WALK,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(Counting, settings=how)
    except AssertionError as error:
        row.lose(f"seed {seed}: {str(error)[:200] or 'something written is gone'}")
    return [row]
