"""Opening files of any kind that is read: what a file is by its first bytes, and what is wrong."""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lastknown.errors import LastknownError

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["SeaFile", "find_file", "one_line"]

_HDF5 = b"\x89HDF\r\n\x1a\n"
_AGAIN = "get it again, or take it out of the list"
_PACKED = {
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "zip",
    b"BZh": "bzip2",
    b"(\xb5/\xfd": "zstandard",
    b"\xfd7zX": "xz",
}


@dataclass(frozen=True)
class SeaFile:
    """One file (or Zarr folder) and how to open it.

    Attributes
    ----------
    path : where it is.
    kind : ``h5netcdf``, ``scipy``, ``netcdf4``, ``zarr`` or ``grib``.
    select : index along dimensions chosen by the user (``#ensemble_member=0``).
    """

    path: Path
    kind: str
    select: Mapping[str, int] = field(default_factory=dict)
    _kept: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @contextmanager
    def open(self) -> Iterator[xr.Dataset]:
        """Open it for the time of a ``with``; values are read when they are asked for.

        Times are left as they are written; packed numbers and missing values are decoded. What
        goes wrong inside the ``with`` while reading is told as an error of this file.

        Raises
        ------
        LastknownError : it is damaged.
        """
        with _quiet():
            ds = self._opened()
            try:
                yield self._chosen(ds)
            except (OSError, RuntimeError, EOFError) as error:
                raise self._damaged(error) from None
            finally:
                if self.kind != "grib":  # GRIB messages are opened and closed one by one
                    ds.close()

    def _chosen(self, ds: xr.Dataset) -> xr.Dataset:
        """Return the dataset at the index that the user chose along its dimensions."""
        for dim, index in self.select.items():
            if dim not in ds.dims:
                raise LastknownError(
                    f"{self.path} has no dimension {dim} to choose along; it has"
                    f" {', '.join(map(str, ds.dims))}"
                )
            if not -ds.sizes[dim] <= index < ds.sizes[dim]:
                raise LastknownError(
                    f"{self.path}: #{dim}={index} is beyond its {ds.sizes[dim]} values;"
                    f" choose 0 to {ds.sizes[dim] - 1}"
                )
        return ds.isel(dict(self.select))

    def _opened(self) -> xr.Dataset:
        if self.kind == "grib":
            from lastknown.sea.grib import open_grib

            if "grib" not in self._kept:
                self._kept["grib"] = open_grib(self.path)
            kept: xr.Dataset = self._kept["grib"]
            return kept
        import xarray as xr

        extra: dict[str, Any] = {"consolidated": False} if self.kind == "zarr" else {}
        if self.kind == "h5netcdf":
            extra = {"phony_dims": "access"}
        try:
            return xr.open_dataset(
                self.path,
                engine=self.kind,
                decode_times=False,
                decode_timedelta=False,
                decode_coords=False,
                cache=False,
                **extra,
            )
        except Exception as error:
            damaged = self._damaged(error)
        # raised out here: an error raised inside would hold the first one, its frames, the handle
        raise damaged

    def _damaged(self, error: BaseException) -> LastknownError:
        if isinstance(error, LastknownError):
            return error
        return LastknownError(f"{self.path}: damaged or cut short ({one_line(error)}); {_AGAIN}")


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep to itself what libraries warn of while a file is read, each for its reason."""
    with warnings.catch_warnings():
        # _FillValue and missing_value differ: both are taken as missing, which is what is wanted
        warnings.filterwarnings("ignore", message=".*has multiple fill values", module="xarray")
        # a scale factor that overflows at the fill value; the result is masked right after
        warnings.filterwarnings(
            "ignore", message="(overflow|invalid value) encountered", module="xarray"
        )
        yield


def find_file(text: str | Path) -> SeaFile:
    """Return the file that a path names, with its kind told from its content.

    Parameters
    ----------
    text : a path; ``#dim=index`` at its end chooses along a dimension (several with commas).

    Raises
    ------
    LastknownError : it does not exist, is empty, or is nothing that is read here.
    """
    path, select = _split(str(text))
    if not path.exists():
        raise LastknownError(f"{path} does not exist; give the path of a netCDF, Zarr or GRIB file")
    kind = _folder_kind(path) if path.is_dir() else _file_kind(path)
    return SeaFile(path, kind, select)


def _split(text: str) -> tuple[Path, dict[str, int]]:
    path, mark, tail = text.rpartition("#")
    if not mark or Path(text).exists():
        return Path(text).expanduser(), {}
    select = {}
    for part in tail.split(","):
        name, _, index = part.partition("=")
        if not index.strip().lstrip("-").isdigit():
            raise LastknownError(
                f"{text!r}: after # comes dimension=index, like #ensemble_member=0"
            )
        select[name.strip()] = int(index)
    return Path(path).expanduser(), select


def _folder_kind(path: Path) -> str:
    marks = ("zarr.json", ".zgroup", ".zmetadata")
    if any((path / mark).is_file() for mark in marks):
        return "zarr"
    raise LastknownError(
        f"{path} is a folder but no Zarr store (it has neither zarr.json nor .zgroup);"
        " give the files in it, or the store's own folder"
    )


def _file_kind(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            head = stream.read(512)
    except OSError as error:
        raise LastknownError(
            f"{path} cannot be read ({error.strerror}); check its rights"
        ) from None
    if not head:
        raise LastknownError(f"{path} is empty (0 bytes); {_AGAIN}")
    if head.startswith(_HDF5):
        return "h5netcdf"
    if head[:3] == b"CDF":
        return _classic_kind(path, head)
    if b"GRIB" in head:
        return "grib"
    raise LastknownError(f"{path} {_what(head)}")


def _classic_kind(path: Path, head: bytes) -> str:
    if head[3:4] in (b"\x01", b"\x02"):
        return "scipy"
    if head[3:4] == b"\x05" and importlib.util.find_spec("netCDF4"):
        return "netcdf4"
    raise LastknownError(
        f"{path} is netCDF of the 64-bit data kind, read only with the extra"
        " (pip install 'lastknown[live]'); or turn it with: nccopy -k nc4 in.nc out.nc"
    )


def _what(head: bytes) -> str:
    """Return what is wrong with a file that begins with `head`."""
    start = head.lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<")):
        return (
            "is a web page, not data (a login page or an error saved under this name);"
            " open it in a browser, then get the file again"
        )
    for mark, name in _PACKED.items():
        if head.startswith(mark):
            return f"is packed with {name}; unpack it first"
    if start.startswith((b"{", b"[")) or b"error" in start[:200]:
        first = start.splitlines()[0][:80].decode("utf-8", "replace") if start else ""
        return f"is text, not data ({first!r}); get the file again"
    return (
        f"is neither netCDF, Zarr nor GRIB (it begins with {head[:8]!r});"
        " give a file of one of these kinds"
    )


def one_line(error: BaseException, most: int = 140) -> str:
    """Return the text of an exception on one line, without traceback or quotes around keys."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= most else text[: most - 1] + "…"
