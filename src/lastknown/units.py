"""Conversions at the edges; inside everything is SI (metres, seconds, m/s)."""

from typing import Final

__all__ = ["FT", "HOUR", "KNOT", "MINUTE", "NM"]

NM: Final = 1852.0
"""Metres in one international nautical mile (exact)."""

KNOT: Final = 1852.0 / 3600.0
"""Metres per second in one knot (exact)."""

FT: Final = 0.3048
"""Metres in one international foot (exact)."""

MINUTE: Final = 60.0
"""Seconds in one minute."""

HOUR: Final = 3600.0
"""Seconds in one hour."""
