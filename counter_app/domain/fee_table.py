"""What an item costs: only what the published table says (行政许可法 art. 58, 59)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fee:
    """The published summary of what an item costs.

    Attributes:
        amount_fen: In fen (1/100 yuan); 0 = free.
        note: When and for whom the amount holds.
    """

    amount_fen: int
    note: str = ""

    @property
    def is_free(self) -> bool:
        return self.amount_fen == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeLine:
    """One line of the fee table (收费项目).

    Attributes:
        name: As published.
        standard: The published standard (收费标准), such as 10元/证.
        basis: The law or regulation that allows it; without one there is no fee.
        unit: What is counted, such as 证 or 平方米.
        amount_fen: Of one unit, in fen; None = the standard is no single amount.
        is_reducible: Whether the fee can be reduced or waived.
        reduction_note: For whom and by how much.
    """

    name: str
    standard: str
    basis: str
    unit: str = ""
    amount_fen: int | None = None
    is_reducible: bool = False
    reduction_note: str = ""
