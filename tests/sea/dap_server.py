"""Servers on 127.0.0.1 for the tests of live sources: files, ERDDAP, DAP 2, one that hangs."""

from __future__ import annotations

import json
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import numpy as np
import xarray as xr

__all__ = ["dap_answer", "erddap_answer", "hanging", "serving"]

Answer = tuple[int, bytes]


@contextmanager
def serving(answer: Callable[[str, str], Answer]) -> Iterator[tuple[str, list[str]]]:
    """Serve ``answer(path, query)`` until the end of the ``with``; yield address and requests."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked.append(unquote(self.path))
            code, body = answer(parts.path, unquote(parts.query))
            first, last = 0, len(body)
            held = re.match(r"bytes=(\d+)-(\d+)$", self.headers.get("Range", ""))
            if held and code == 200:
                code, first, last = 206, int(held[1]), int(held[2]) + 1
            self.send_response(code)
            self.send_header("Content-Length", str(len(body[first:last])))
            self.send_header("Accept-Ranges", "bytes")
            if code == 206:
                self.send_header("Content-Range", f"bytes {first}-{last - 1}/{len(body)}")
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body[first:last])

        def do_HEAD(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def hanging() -> Iterator[str]:
    """Accept connections and never say a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def erddap_answer(ds: xr.Dataset, folder: Path) -> Callable[[str, str], Answer]:
    """Return what an ERDDAP server with this one dataset (named ``sea``) answers."""

    def answer(path: str, query: str) -> Answer:
        if path == "/erddap/info/sea/index.json":
            return 200, json.dumps({"table": {"rows": _info(ds)}}).encode()
        if path != "/erddap/griddap/sea.nc":
            return 404, b"Not found"
        part = ds[[re.split(r"\[", text)[0] for text in query.split(",")]]
        for dim, text in zip(ds["uo"].dims, re.findall(r"\[([^\]]*)\]", query), strict=False):
            ends = [_number(end) for end in re.findall(r"\(([^)]*)\)", text)]
            axis = part[dim].values
            index = [int(np.abs(axis - end).argmin()) for end in ends]
            if index[0] > index[-1] or min(ends) < axis.min() or max(ends) > axis.max():
                return 404, b"Query error"
            part = part.isel({dim: slice(index[0], index[-1] + 1)})
        made = folder / "erddap.nc"
        part.to_netcdf(made, engine="scipy")
        return 200, made.read_bytes()

    return answer


def _number(text: str) -> float:
    if "T" in text:
        return float(np.datetime64(text.removesuffix("Z"), "s").astype(int))
    return float(text)


def _info(ds: xr.Dataset) -> list[list[str]]:
    rows: list[list[str]] = []
    for name in ds["uo"].dims:
        axis = ds[name]
        step = "-" if axis.size > 1 and axis.values[0] > axis.values[-1] else ""
        value = f"nValues={axis.size}, evenlySpaced=true, averageSpacing={step}0.25"
        rows.append(["dimension", str(name), "", "double", value])
        reach = f"{axis.values.min()}, {axis.values.max()}"
        rows.append(["attribute", str(name), "actual_range", "double", reach])
    rows += [
        ["variable", str(name), "", "float", ", ".join(map(str, ds[name].dims))]
        for name in ds.data_vars
    ]
    for name in ds.variables:
        rows += [
            ["attribute", str(name), key, "String", str(v)] for key, v in ds[name].attrs.items()
        ]
    return rows


def dap_answer(ds: xr.Dataset) -> Callable[[str, str], Answer]:
    """Return what a DAP 2 server with this one dataset at ``/dap/sea`` answers (all float64).

    Forms of the three answers: DAP 2.0 specification, NASA ESE-RFC-004.1.1.
    """

    def answer(path: str, query: str) -> Answer:
        head, _, kind = path.rpartition(".")
        if head != "/dap/sea":
            return 404, b"Not found"
        if kind == "das":
            return 200, _das(ds)
        if kind == "dds":
            return 200, _dds(ds, _asked(ds, query))
        if kind == "dods":
            asked = _asked(ds, query)
            return 200, _dds(ds, asked) + b"\nData:\n" + b"".join(
                _packed(ds[name].values[ranges]) for name, ranges in asked
            )
        return 404, b"Not found"

    return answer


Asked = list[tuple[str, tuple[slice, ...]]]


def _asked(ds: xr.Dataset, query: str) -> Asked:
    names = query.split(",") if query else [str(name) for name in ds.variables]
    asked: Asked = []
    for text in names:
        name = re.split(r"\[", text)[0].split(".")[-1]
        ranges = []
        for low, step, high in re.findall(r"\[(\d+)(?::(\d+))??(?::(\d+))?\]", text):
            ranges.append(slice(int(low), int(high or low) + 1, int(step or 1)))
        whole = tuple(slice(0, n) for n in ds[name].shape)
        asked.append((name, tuple(ranges) or whole))
    return asked


def _das(ds: xr.Dataset) -> bytes:
    lines = ["Attributes {"]
    for name in ds.variables:
        lines.append(f"    {name} {{")
        lines += [f'        String {key} "{value}";' for key, value in ds[name].attrs.items()]
        lines.append("    }")
    return "\n".join([*lines, "}"]).encode()


def _dds(ds: xr.Dataset, asked: Asked) -> bytes:
    lines = ["Dataset {"]
    for name, ranges in asked:
        shape = ds[name].values[ranges].shape
        dims = "".join(f"[{d} = {n}]" for d, n in zip(ds[name].dims, shape, strict=True))
        lines.append(f"    Float64 {name}{dims};")
    return "\n".join([*lines, "} sea;"]).encode()


def _packed(values: np.ndarray) -> bytes:
    """Return an array as XDR: its length twice, then big-endian doubles."""
    count = struct.pack(">II", values.size, values.size) if values.ndim else b""
    return count + np.asarray(values, ">f8").tobytes()
