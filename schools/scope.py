"""What one signed-in person may see and do (A7). Built once per request; empty sees nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from schools.capabilities import Capability


@dataclass(frozen=True)
class Reach:
    """How far one capability goes: the union of whole schools, single classes and single pupils."""

    everything: bool = False  # the whole district
    school_ids: frozenset[int] = frozenset()
    class_ids: frozenset[int] = frozenset()
    student_ids: frozenset[int] = frozenset()

    def __or__(self, other: "Reach") -> "Reach":
        return Reach(
            self.everything or other.everything,
            self.school_ids | other.school_ids,
            self.class_ids | other.class_ids,
            self.student_ids | other.student_ids,
        )

    def covers(self, *, school_id: int | None, class_id: int | None = None) -> bool:
        """Whether a class of this school, or (without `class_id`) the whole school, lies within."""
        return self.everything or school_id in self.school_ids or class_id in self.class_ids


NOTHING = Reach()


@dataclass(frozen=True)
class Scope:
    """Capability -> how far it reaches. A capability that is absent reaches nothing."""

    reaches: Mapping[Capability, Reach] = field(default_factory=dict)

    def can(self, capability: Capability) -> bool:
        return capability in self.reaches

    def reach(self, capability: Capability) -> Reach:
        return self.reaches.get(capability, NOTHING)
