"""AIS from files and feeds into columns."""

from __future__ import annotations

from lastknown.exchange._aisread import AisRead, BadLine, HeardBeacon

__all__ = ["AisRead", "BadLine", "HeardBeacon"]
