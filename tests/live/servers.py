"""Real DNS servers, BIND and Knot, on loopback addresses and high ports, in folders of their own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import dns.exception
import dns.message
import dns.query

from analyzer.live import Address
from tests.conftest import missing

T = TypeVar("T")
PATIENCE = 30.0
PAUSE = 0.1

NAMED = """\
options {{
  directory "{folder}"; pid-file "{folder}/named.pid"; session-keyfile "{folder}/session.key";
  listen-on port {port} {{ {ip}; }}; listen-on-v6 {{ none; }};
  recursion no; dnssec-validation no; notify no;
  minimal-responses yes; key-directory "{folder}"; managed-keys-directory "{folder}";
}};
key rndc {{ algorithm hmac-sha256; secret "c2ltdWxhdGVkIHNlY3JldCBmb3IgdGVzdHM="; }};
controls {{ inet {ip} port {control} allow {{ 127.0.0.0/8; }} keys {{ rndc; }}; }};
{more}
"""
RNDC = """\
key rndc {{ algorithm hmac-sha256; secret "c2ltdWxhdGVkIHNlY3JldCBmb3IgdGVzdHM="; }};
options {{ default-key rndc; default-server {ip}; default-port {control}; }};
"""
KNOT = """\
server:
  rundir: "{folder}"
  listen: "{ip}@{port}"
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
database:
  storage: "{folder}"
{more}
"""


@dataclass(frozen=True)
class Server:
    """A running server; `control` runs its control program with some words."""

    address: Address
    folder: Path
    control: Callable[..., str]


def program(name: str) -> str:
    """The path of a program, which may lie where only root looks."""
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if path is None:
        missing(name)
        raise AssertionError
    return path


def free_port(ip: str) -> int:
    """A port of an address that nobody listens on, over UDP or TCP."""
    while True:
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            tcp.bind((ip, 0))
            port = int(tcp.getsockname()[1])
            try:
                udp.bind((ip, port))
            except OSError:
                continue
            return port


def until(ask: Callable[[], T], good: Callable[[T], bool], patience: float = PATIENCE) -> T:
    """Ask again and again until the answer is good; fails, with the last answer, when it takes too long."""
    end = time.monotonic() + patience
    while not good(answer := ask()):
        assert time.monotonic() < end, f"never came about; in the end: {answer}"
        time.sleep(PAUSE)
    return answer


@contextmanager
def bind(
    folder: Path, ip: str, zones: Mapping[str, Path], more: str = "", options: str = ""
) -> Iterator[Server]:
    """BIND with some zones; `options` are those of every zone, `more` what else its configuration says."""
    folder.mkdir()
    port, control = free_port(ip), free_port(ip)
    told = "".join(
        f'zone "{name}" {{ type primary; file "{path}"; {options} }};\n' for name, path in zones.items()
    )
    config, rndc = folder / "named.conf", folder / "rndc.conf"
    config.write_text(
        NAMED.format(folder=folder, ip=ip, port=port, control=control, more=more + told), encoding="ascii"
    )
    rndc.write_text(RNDC.format(ip=ip, control=control), encoding="ascii")
    command = [program("named"), "-g", "-c", str(config), "-n", "1", "-U", "1"]
    talk = [program("rndc"), "-c", str(rndc)]
    with _running(command, folder, Address(ip, port), talk) as server:
        yield server


@contextmanager
def knot(
    folder: Path, ip: str, zones: Mapping[str, Path], more: str = "", options: str = ""
) -> Iterator[Server]:
    """Knot DNS with some zones; `options` are those of every zone, `more` what stands before them."""
    folder.mkdir()
    port = free_port(ip)
    told = "".join(f'  - domain: {name}\n    file: "{path}"\n{options}' for name, path in zones.items())
    config = folder / "knot.conf"
    config.write_text(
        KNOT.format(folder=folder, ip=ip, port=port, more=f"{more}\nzone:\n{told}"), encoding="ascii"
    )
    command = [program("knotd"), "-c", str(config)]
    talk = [program("knotc"), "-b", "-c", str(config), "-s", str(folder / "knot.sock")]
    with _running(command, folder, Address(ip, port), talk) as server:
        yield server


@contextmanager
def _running(command: Sequence[str], folder: Path, address: Address, talk: Sequence[str]) -> Iterator[Server]:
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, cwd=folder)

    def control(*words: str) -> str:
        done = subprocess.run([*talk, *words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{words}: {done.stdout} {done.stderr}"
        return done.stdout

    try:
        until(lambda: process.poll() is not None or _listens(address), bool)
        assert process.poll() is None, log.read_text(errors="replace")
        yield Server(address, folder, control)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _listens(address: Address) -> bool:
    query = dns.message.make_query("nothing.invalid", "SOA")
    try:
        dns.query.udp(query, address.ip, 0.2, address.port)
    except (dns.exception.DNSException, OSError):
        return False
    return True
