"""Conversions at the edges; inside everything is SI (metres, seconds, m/s)."""

import math
from typing import Final

__all__ = ["FT", "HOUR", "KNOT", "MINUTE", "NM", "RADIUS_50"]

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

RADIUS_50: Final = math.sqrt(2.0 * math.log(2.0))
"""Radius that holds 50 % over the sd of one component, circular normal: 1.17741."""
