"""The commands that look at the sea."""

from __future__ import annotations

from collections.abc import Sequence

from lastknown.cli.output import print_json
from lastknown.cli.progress import progress
from lastknown.errors import LastknownError

__all__ = ["show_sea"]


def show_sea(
    position: str,
    time: str,
    sources: Sequence[str],
    wind_kn: float | None,
    wind_from_deg: float | None,
    *,
    as_json: bool,
) -> None:
    """Answer ``lastknown sea at``."""
    from lastknown.desk.conditions import sea_document, sea_words
    from lastknown.geo.position import parse_position
    from lastknown.sea.model import open_sea
    from lastknown.sea.wind import Wind
    from lastknown.times import parse_time, to_seconds

    place, moment = parse_position(position), parse_time(time)
    wind = None
    if wind_kn is not None and wind_from_deg is not None:
        wind = Wind(speed_kn=wind_kn, from_deg=wind_from_deg)
    elif wind_kn is not None or wind_from_deg is not None:
        raise LastknownError("wind by hand needs both --wind-kn and --wind-from-deg; add the other")
    with progress() as report:
        report("Opening the sea", None)
        sea = open_sea(*(sources or ["dover-strait"]), wind=wind)
        document = sea_document(sea, place, to_seconds(moment))
    if as_json:
        print_json(document)
    else:
        print(sea_words(document))
