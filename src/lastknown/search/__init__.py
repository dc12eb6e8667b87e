"""Sensors and sweep width, patterns, probability of detection, plans and their proof.

The names below are loaded when they are first used, so that importing the room costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lastknown.lazy import loader as _loader

if TYPE_CHECKING:
    from lastknown.search.bound import ceiling, cloud_ceiling
    from lastknown.search.effort import Allocation, divide_effort
    from lastknown.search.moving import forward_and_backward
    from lastknown.search.risk import Survival
    from lastknown.search.sensor import Conditions, Sensor

_HOMES = {
    "Allocation": "lastknown.search.effort",
    "Conditions": "lastknown.search.sensor",
    "Sensor": "lastknown.search.sensor",
    "Survival": "lastknown.search.risk",
    "ceiling": "lastknown.search.bound",
    "cloud_ceiling": "lastknown.search.bound",
    "divide_effort": "lastknown.search.effort",
    "forward_and_backward": "lastknown.search.moving",
}
"""The module that each public name lives in; none is also a module's name."""

__all__ = [
    "Allocation",
    "Conditions",
    "Sensor",
    "Survival",
    "ceiling",
    "cloud_ceiling",
    "divide_effort",
    "forward_and_backward",
]

__getattr__ = _loader(__name__, _HOMES, globals())
