"""What moves things: currents, tide, wind and water temperature, from any source, as one Sea.

- `open_sea` stacks sources into a `Sea`; `Wind` is a row of wind by hand.
- `source` says what a source offers; `atlas` (tide), `wind` (by hand), `readers` (files) and `live`
  (services) make them.
- `tide` predicts from harmonic constants; `errors` holds how wrong a source is; `forcing` puts
  current and wind on one grid for the engine.
"""

from lastknown.sea.errors import CurrentError, WindError
from lastknown.sea.forcing import Forcing
from lastknown.sea.model import Sample, Sea, open_sea
from lastknown.sea.wind import Wind

__all__ = [
    "CurrentError",
    "Forcing",
    "Sample",
    "Sea",
    "Wind",
    "WindError",
    "open_sea",
]
