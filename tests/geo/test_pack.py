from __future__ import annotations

import json
import time
import tomllib
from pathlib import Path

import h5py
import numpy as np
import pytest
import shapely

from lastknown.errors import LastknownError
from lastknown.geo._coastfile import load_coast, save_coast
from lastknown.geo.box import box_holds
from lastknown.geo.coast import build_coast, is_land, nearest_shore, on_land
from lastknown.geo.pack import Pack, check_pack, open_coast, open_pack, shipped_packs
from tests.samples import sample_path


@pytest.fixture(scope="module")
def dover() -> Pack:
    return open_pack("dover-strait")


def test_the_shipped_pack_is_whole(dover: Pack) -> None:
    assert check_pack("dover-strait") == ()
    assert "dover-strait" in shipped_packs()
    assert dover.box == (-2.5, 49.2, 4.6, 52.6)
    assert {dover.far_shore, dover.departure_shore} <= set(dover.coast().ring_ids)
    assert all(box_holds(dover.box, place.lon, place.lat) for place in dover.places())
    assert all(place.of_fr for place in dover.places())
    names = {place.name: place.called("fr") for place in dover.places()}
    assert names["Dover"] == "Douvres"
    assert names["Calais"] == "Calais"
    assert names["Sandettie light vessel"] == "bateau-feu Sandettié"
    assert {place.called("en") for place in dover.places()} == set(names)
    assert [feature["properties"]["kind"] for feature in dover.lanes()["features"]] == [
        "lane",
        "lane",
        "separation zone",
    ]
    assert dover.border()["features"][0]["geometry"]["type"] == "LineString"
    assert any("TICON-4" in line for line in dover.credits)
    assert dover.attribution == ("MUMM/RBINS COHERENS", "TICON-4 (CC BY 4.0)")


def test_the_licence_of_the_whole_names_that_of_every_part(dover: Pack) -> None:
    root = Path(__file__).parents[2]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = set(project["license"].split(" AND "))
    parts = [part for part in dover.manifest.values() if isinstance(part, dict)]
    told = "; ".join(part.get("licence", "") for part in parts)
    known = {"LGPL-3.0-or-later": "LGPL-3.0-or-later", "CC BY 4.0": "CC-BY-4.0", "ODbL": "ODbL-1.0"}
    assert named == {"Apache-2.0"} | {known[text] for text in known if text in told}
    for pattern in project["license-files"]:
        assert list(root.glob(pattern)), pattern


def test_the_far_shore_is_england_and_the_other_france(dover: Pack) -> None:
    varne = next(place for place in dover.places() if place.name == "Varne light vessel")
    coast = dover.coast()
    england = nearest_shore(coast, varne.lon, varne.lat, ring_id=dover.far_shore)
    france = nearest_shore(coast, varne.lon, varne.lat, ring_id=dover.departure_shore)
    assert england is not None
    assert france is not None
    assert england.lat > varne.lat > france.lat
    assert not on_land(coast.index, varne.lon, varne.lat)


def test_gauges_hold_what_the_tide_needs(dover: Pack) -> None:
    gauges = dover.gauges()
    for gauge in gauges:
        names = {constituent["name"] for constituent in gauge["harmonic_constituents"]}
        assert {"M2", "S2", "K2", "K1", "P1"} <= names
        assert box_holds(dover.box, gauge["longitude"], gauge["latitude"])
    dover_gauge = next(gauge for gauge in gauges if gauge["name"] == "Dover")
    assert len(dover_gauge["harmonic_constituents"]) > 40


def test_depth_and_tide_can_be_read(dover: Pack) -> None:
    grid = dover.depth()
    assert grid is not None
    lon, lat, depth = grid
    assert depth.shape == (len(lat), len(lon))
    assert 0 < np.nanmin(depth) <= np.nanmax(depth) < 100
    assert dover.tide_path is not None
    with h5py.File(dover.tide_path) as file:
        assert file["u_amplitude"].shape == (len(lat), len(lon), 11)


def test_the_coast_loads_within_50_ms(dover: Pack) -> None:
    path = dover.path_of("coast")
    assert path is not None
    took = []
    for _ in range(5):
        start = time.perf_counter()
        load_coast(path)
        took.append(time.perf_counter() - start)
    assert min(took) < 0.05


def test_the_coast_agrees_with_the_sample() -> None:
    sample = json.loads(sample_path("data/dover/coast_gshhg_full.geojson").read_text())
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in sample["features"]]
    land = shapely.union_all(shapes)
    shapely.prepare(land)
    draw = np.random.default_rng(1)
    lon, lat = draw.uniform(-2.49, 4.49, 50_000), draw.uniform(49.21, 52.19, 50_000)
    ours = is_land(open_pack("dover-strait").coast().index, lon, lat)
    assert (ours == shapely.contains_xy(land, lon, lat)).all()


def test_coast_file_returns_the_same(tmp_path: Path) -> None:
    ring = np.array([[179.5, -17.0], [180.5, -17.0], [180.0, -16.25], [179.5, -17.0]])
    coast = build_coast([ring], (178, -18, 182, -16), ["isle"], "ours")
    save_coast(coast, tmp_path / "c.npz")
    back = load_coast(tmp_path / "c.npz")
    assert (back.ring_ids, back.box, back.source) == (coast.ring_ids, coast.box, coast.source)
    for ours, theirs in zip(coast.index, back.index, strict=True):
        assert np.array_equal(ours, theirs)


@pytest.mark.parametrize("size", [0, 10, 3000])
def test_a_broken_coast_file_is_said_so(tmp_path: Path, dover: Pack, size: int) -> None:
    path = dover.path_of("coast")
    assert path is not None
    (tmp_path / "c.npz").write_bytes(path.read_bytes()[:size])
    with pytest.raises(LastknownError, match="broken"):
        load_coast(tmp_path / "c.npz")
    with pytest.raises(LastknownError, match="does not exist"):
        load_coast(tmp_path / "none.npz")


def test_coast_from_geojson(tmp_path: Path) -> None:
    file = tmp_path / "isle.geojson"
    rings = [[[1, 51], [1.2, 51], [1.2, 51.2], [1, 51]]]
    feature = {"type": "Feature", "properties": {"name": "isle"}}
    feature["geometry"] = {"type": "Polygon", "coordinates": rings}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    coast = open_coast(file)
    assert coast.ring_ids == ("isle",)
    assert on_land(coast.index, 1.15, 51.1)
    assert open_coast("dover-strait") is open_pack("dover-strait").coast()
    for text in ("{", "[]", '{"type": "FeatureCollection", "features": []}', '{"type": "Point"}'):
        file.write_text(text)
        with pytest.raises(LastknownError, match=r"isle\.geojson"):
            open_coast(file)


def manifest(folder: Path, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "manifest.toml").write_text(text)


def test_no_such_pack(tmp_path: Path) -> None:
    for name in ("atlantis", tmp_path, tmp_path / "x", "", ".", "/", "x" * 5000, "\0"):
        with pytest.raises(LastknownError, match="dover-strait"):
            open_pack(name)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("format = [", "cannot be read"),
        ("format = 9", "format 9"),
        ("format = 1", "no box"),
        ("format = 1\nbox = [1, 2]", "four numbers"),
        ("format = 1\nbox = [1, 52, 2, 51]", "lat_min"),
    ],
)
def test_broken_manifest(tmp_path: Path, text: str, says: str) -> None:
    manifest(tmp_path, text)
    with pytest.raises(LastknownError, match=says):
        open_pack(tmp_path)
    assert [finding.level for finding in check_pack(tmp_path)] == ["error"]


def test_check_names_what_is_missing(tmp_path: Path) -> None:
    manifest(
        tmp_path,
        'format = 1\nbox = [1, 51, 2, 52]\n[coast]\nfile = "coast.npz"\n[tide]\nfile = "tide.nc"\n'
        '[places]\nfile = "places.csv"\nsource = "x"\nlicence = "y"\n'
        '[shores]\nfar = "9"\n[model]\nfiles = ["model/a.nc"]\n[lanes]\nfile = "lanes.geojson"\n',
    )
    square = np.array([[1.2, 51.2], [1.4, 51.2], [1.4, 51.4], [1.2, 51.2]])
    save_coast(build_coast([square], (1, 51, 3, 52), ["7"]), tmp_path / "coast.npz")
    (tmp_path / "tide.nc").write_bytes(b"CDF\x01")
    (tmp_path / "lanes.geojson").write_text("{")
    (tmp_path / "places.csv").write_text("name,kind,lat,lon,source\nRome,port,41.9,12.5,x\n")
    texts = "\n".join(str(finding) for finding in check_pack(tmp_path))
    for said in (
        "error: the coast's box",
        "warning: [shores] names '9'",
        "error: tide=",
        "warning: model:",
        "lanes.geojson cannot be read",
        "places: Rome lies outside",
        "[coast] does not state its source",
    ):
        assert said in texts
    (tmp_path / "coast.npz").unlink()
    assert "error: coast: coast.npz is not there" in {
        str(f).split(";")[0] for f in check_pack(tmp_path)
    }
