"""What was told, found and not seen, on an ensemble: likelihoods, scores, and back from a find.

The names below are loaded when they are first used, so that importing the room costs nothing.
`lk.weigh` takes them all, together with `lk.Searched`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lastknown.lazy import loader as _loader

if TYPE_CHECKING:
    from lastknown.evidence.backward import Find
    from lastknown.evidence.debris import Debris
    from lastknown.evidence.fixes import Fix, PhoneFix
    from lastknown.evidence.likelihood import About
    from lastknown.evidence.measured import BuoyTrack, SetAndDrift
    from lastknown.evidence.sightings import Bearing, Flare, Lights, Sector
    from lastknown.evidence.silence import LostContact, PassedBy
    from lastknown.evidence.surroundings import Area, Depth

_HOMES = {
    "About": "lastknown.evidence.likelihood",
    "Area": "lastknown.evidence.surroundings",
    "Bearing": "lastknown.evidence.sightings",
    "BuoyTrack": "lastknown.evidence.measured",
    "Debris": "lastknown.evidence.debris",
    "Depth": "lastknown.evidence.surroundings",
    "Find": "lastknown.evidence.backward",
    "Fix": "lastknown.evidence.fixes",
    "Flare": "lastknown.evidence.sightings",
    "Lights": "lastknown.evidence.sightings",
    "LostContact": "lastknown.evidence.silence",
    "PassedBy": "lastknown.evidence.silence",
    "PhoneFix": "lastknown.evidence.fixes",
    "Sector": "lastknown.evidence.sightings",
    "SetAndDrift": "lastknown.evidence.measured",
}
"""The module that each public name lives in; none is also a module's name."""

__all__ = [
    "About",
    "Area",
    "Bearing",
    "BuoyTrack",
    "Debris",
    "Depth",
    "Find",
    "Fix",
    "Flare",
    "Lights",
    "LostContact",
    "PassedBy",
    "PhoneFix",
    "Sector",
    "SetAndDrift",
]

__getattr__ = _loader(__name__, _HOMES, globals())
