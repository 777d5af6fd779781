"""How much is measured. One object, handed to the measuring process as JSON."""

import json
from dataclasses import asdict, dataclass
from typing import Self


@dataclass(frozen=True)
class Options:
    """`only`: names of measures, all when empty. `count`: submissions of the comparison. `repeats`: of everything that is repeated.
    `pupils`: who open a lab together. `hall`: who check in together, 0 for as many as the target asks.
    `certificates`: how many are issued to one class, likewise."""

    only: tuple[str, ...] = ()
    as_json: bool = False
    count: int = 100
    learners: int = 10_000
    repeats: int = 20
    pupils: int = 45
    hall: int = 0
    certificates: int = 0

    def dump(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, written: str) -> Self:
        values = json.loads(written)
        return cls(**values | {"only": tuple(values["only"])})
