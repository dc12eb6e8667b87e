"""The tide atlas that is shipped."""

from __future__ import annotations

from functools import cache

from lastknown.sea.atlas import TideAtlas
from lastknown.sea.model import open_sea

__all__ = ["dover_atlas"]


@cache
def dover_atlas() -> TideAtlas:
    """Return the tide atlas of the shipped pack, opened once."""
    (atlas,) = open_sea("dover-strait").sources
    assert isinstance(atlas, TideAtlas)
    return atlas
