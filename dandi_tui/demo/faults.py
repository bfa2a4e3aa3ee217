"""What can go wrong, switched on at run time: delays, narrow lines, errors, a dead store."""

from typing import Literal

import msgspec

Where = Literal["api", "store"]


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One way to fail, for every n-th request that it concerns.

    Kinds: `error` answers `status`; `short` ends the connection after half of the promised bytes;
    `reset` does so with a reset; `stall` pauses there for `seconds`; `silence` pauses before the
    first byte of the answer.
    """

    kind: Literal["error", "short", "reset", "stall", "silence"]
    where: Where = "store"
    match: str = ""
    """Only requests whose path and query contain this."""
    unless: str = ""
    """But not those that contain this, if it is not empty."""
    every: int = 1
    times: int = 0
    """How often at most; 0 is without end."""
    status: int = 503
    seconds: float = 60.0
    retry_after: int | None = None
    """Value of `Retry-After` of an `error`."""


class Conditions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the demo archive behaves now."""

    latency_ms: float = 0.0
    """Wait before each answer."""
    bandwidth_mbps: float = 0.0
    """Rate of one answer of the store in MB/s; 0 is unlimited."""
    store_down: bool = False
    """The object store's port is closed, and its connections end."""
    signature_seconds: int = 21_600
    """For how long addresses signed from now on are good."""
    expire_signatures: bool = False
    """Refuse all addresses signed so far."""
    faults: tuple[Fault, ...] = ()


class Weather:
    """The conditions in force, and how often each fault has been met."""

    def __init__(self, conditions: Conditions) -> None:
        self.start = conditions
        self.set(conditions)

    def set(self, conditions: Conditions) -> None:
        """Make other conditions hold from now on; the counts start anew."""
        self.now = conditions
        self._met = [0] * len(conditions.faults)
        self._fired = [0] * len(conditions.faults)

    def fault(self, where: Where, path: str) -> Fault | None:
        """The fault that hits this request, if any; counts it."""
        hits = [i for i, fault in enumerate(self.now.faults) if self._hits(i, fault, where, path)]
        if not hits:
            return None
        self._fired[hits[0]] += 1
        return self.now.faults[hits[0]]

    def _hits(self, i: int, fault: Fault, where: Where, path: str) -> bool:
        if fault.where != where or fault.match not in path:
            return False
        if fault.unless and fault.unless in path:
            return False
        self._met[i] += 1
        return self._met[i] % fault.every == 0 and not 0 < fault.times <= self._fired[i]
