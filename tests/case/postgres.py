"""A PostgreSQL server that the tests start themselves: own folder, a unix socket, no network."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


def program(name: str) -> str:
    """Return the path of one of the server's programs; skips where there is none."""
    found = shutil.which(name)
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if places:
        return str(places[-1])
    if found is None:
        pytest.skip(f"{name} is not installed: no PostgreSQL server to test against")
    return found


def account() -> str | None:
    """Return whom the server runs as: it refuses to be root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    pytest.skip("PostgreSQL does not run as root, and there is no other account")


@dataclass(frozen=True)
class Server:
    folder: Path
    user: str | None

    def run(self, name: str, *words: str, **options: Any) -> None:
        subprocess.run(
            [program(name), *words],
            user=self.user,
            cwd=self.folder,
            check=True,
            stdout=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            **options,
        )

    def url(self, database: str) -> str:
        return f"postgresql://tests@/{database}?host={self.folder}"

    def new_database(self, name: str) -> str:
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url(name)

    def new_schema(self, name: str) -> str:
        """Return the address of an empty schema, much cheaper than a database of its own."""
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}".encode())
        return f"{self.url('postgres')}&options=-csearch_path%3D{name}"

    def start(self, **options: Any) -> None:
        log, data = str(self.folder / "log"), str(self.folder / "data")
        self.run("pg_ctl", "-D", data, "-l", log, "-w", "-t", "60", "start", **options)

    def stop(self, mode: str) -> None:
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", mode, "-w", "stop")


@contextmanager
def server(*words: str, **options: Any) -> Iterator[Server]:
    """Yield a running server; `words` go to initdb, `options` to the process that starts it."""
    program("postgres")
    user = account()
    folder = Path(tempfile.mkdtemp(prefix="lk-pg-"))
    if user is not None:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    made = Server(folder, user)
    try:
        made.run("initdb", "-D", "data", "-U", "tests", "-A", "trust", "-E", "UTF8", *words)
        with (folder / "data" / "postgresql.conf").open("a") as file:
            file.write(f"listen_addresses=''\nunix_socket_directories='{folder}'\n")
            file.write("max_connections=20\nshared_buffers=16MB\n")
        made.start(**options)
        yield made
        made.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
