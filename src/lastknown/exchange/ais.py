"""AIS from files and feeds into columns."""

from __future__ import annotations

from lastknown.exchange._aisdecode import LONGEST, Decoder
from lastknown.exchange._aisread import AisRead, BadLine, HeardBeacon

__all__ = ["LONGEST", "AisRead", "BadLine", "Decoder", "HeardBeacon"]
