"""Signed zone files in every state of their keys, made by BIND's own tools with explicit times."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from pathlib import Path

TTL = 300
FAST = "ECDSAP256SHA256"
UNSIGNED = """\
$TTL {ttl}
{zone}. SOA ns1.{zone}. host.{zone}. {serial} 3600 900 604800 300
{zone}. NS ns1.{zone}.
{zone}. NS ns2.{zone}.
ns1.{zone}. A 127.0.0.1
ns2.{zone}. A 127.0.0.3
www.{zone}. A 192.0.2.1
"""


@dataclass
class ZoneFile:
    """A zone being made: its folder of keys and its file as it is now."""

    name: str
    folder: Path
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """The file to serve."""
        return self.folder / f"{self.name}.zone"

    def fresh(self, serial: int = 1, more: str = "") -> ZoneFile:
        """Begin with an unsigned file, and records more."""
        self.path.write_text(UNSIGNED.format(zone=self.name, ttl=TTL, serial=serial) + more, encoding="ascii")
        return self

    def key(self, name: str, *options: str, algorithm: str = FAST) -> ZoneFile:
        """Make a key, a KSK where its name says so; times are options of dnssec-keygen."""
        flags = ("-f", "KSK") if name.startswith("ksk") else ()
        made = _run("dnssec-keygen", "-K", self.folder, "-a", algorithm, *flags, *options, self.name)
        self.keys[name] = made.split()[-1]
        return self

    def time(self, name: str, *options: str) -> ZoneFile:
        """Change a key's times."""
        _run("dnssec-settime", "-K", self.folder, *options, self.keys[name])
        return self

    def sign(self, since: str, *options: str) -> ZoneFile:
        """Sign from a time on; what is signed already stays as it is, if it is far from its end."""
        place = ("-K", self.folder, "-d", self.folder, "-o", self.name, "-f", self.path)
        _run(
            "dnssec-signzone",
            "-S",
            "-x",
            "-P",
            "-N",
            "keep",
            "-s",
            since,
            "-e",
            "now+20d",
            *options,
            *place,
            self.path,
        )
        return self

    def tag(self, name: str) -> int:
        """A key's tag."""
        return int(self.keys[name].rsplit("+", 1)[1])

    def ds(self, *names: str) -> str:
        """The DS records of some keys."""
        return "".join(_run("dnssec-dsfromkey", "-2", self.folder / self.keys[name]) for name in names)


def _run(*command: object) -> str:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return done.stdout


def stages(folder: Path) -> tuple[dict[str, ZoneFile], str]:
    """A zone file for every state, by a short name, and the DS records that the parent is to have.

    The parent is signed six hours ago: what a zone signed before that was there when its DS
    was set, what it signed afterwards was not.
    """
    made = {name: _make(folder, name) for name in MAKERS}
    records = "".join(
        zone.ds(*DS.get(name, ("ksk",))) for name, zone in made.items() if DS.get(name) != () and zone.keys
    )
    return made, records


def _make(folder: Path, name: str) -> ZoneFile:
    place = folder / name
    place.mkdir()
    zone = ZoneFile(f"{name}.test", place).fresh()
    MAKERS[name](zone)
    return zone


def _idle(zone: ZoneFile) -> None:
    zone.key("ksk").key("zsk").sign("now-2d")


def _nsec3(zone: ZoneFile) -> None:
    zone.key("ksk").key("zsk").sign("now-2d", "-3", "abcd", "-H", "0")


def _zsk_published(zone: ZoneFile) -> None:
    zone.key("ksk").key("zsk").sign("now-2d")
    zone.key("zsk-new", "-P", "now-1h", "-A", "now+10d").sign("now-1h")


def _zsk_swapped(zone: ZoneFile) -> None:
    """The data's signatures are near their end when the keys change places, the DNSKEY set's are not."""
    zone.key("ksk").key("zsk").key("zsk-new", "-P", "now-2d", "-A", "now+10d")
    zone.sign("now-2d", "-e", "now+1d", "-X", "now+20d")
    zone.time("zsk", "-I", "now-1h", "-D", "now+10d").time("zsk-new", "-A", "now-1h")
    zone.sign("now-1h", "-i", "432000")


def _zsk_mixed(zone: ZoneFile) -> None:
    """Only what changes, the SOA, is signed by the new key yet."""
    zone.key("ksk").key("zsk").key("zsk-new", "-P", "now-2d", "-A", "now+10d").sign("now-2d")
    zone.time("zsk", "-I", "now-1h", "-D", "now+10d").time("zsk-new", "-A", "now-1h")
    zone.sign("now-1h", "-N", "increment")


def _two_ksks(zone: ZoneFile, since: str) -> None:
    zone.key("ksk").key("ksk-new").key("zsk").sign(since)


def _large(zone: ZoneFile) -> None:
    """Its DNSKEY set is too large for UDP."""
    for name in ("ksk", "ksk-new", "zsk"):
        zone.key(name, "-b", "2048", algorithm="RSASHA256")
    zone.sign("now-1h")


def _revoked(zone: ZoneFile) -> None:
    zone.key("ksk").key("ksk-new").key("zsk").time("ksk", "-R", "now-1h").sign("now-1h")


def _expired(zone: ZoneFile) -> None:
    zone.key("ksk").key("zsk").sign("now-20d", "-e", "now-1h")


def _future(zone: ZoneFile) -> None:
    zone.key("ksk").key("zsk").sign("now+1d")


def _algorithms(zone: ZoneFile) -> None:
    zone.key("ksk").key("zsk").key("ksk-new", algorithm="ED25519").key("zsk-new", algorithm="ED25519")
    zone.sign("now-2d")


def _unsigned(zone: ZoneFile) -> None:
    """Nothing is done to it."""


MAKERS = {
    "idle": _idle,
    "nsec3": _nsec3,
    "zsk-published": _zsk_published,
    "zsk-swapped": _zsk_swapped,
    "zsk-mixed": _zsk_mixed,
    "ksk-waiting": lambda zone: _two_ksks(zone, "now-1h"),
    "ksk-seen": lambda zone: _two_ksks(zone, "now-1h"),
    "ksk-changed": lambda zone: _two_ksks(zone, "now-2d"),
    "ksk-no-ds": lambda zone: _two_ksks(zone, "now-1h"),
    "ksk-revoked": _revoked,
    "large": _large,
    "ds-of-another": _idle,
    "expired": _expired,
    "future": _future,
    "algorithms": _algorithms,
    "unsigned": _unsigned,
    "unsigned-with-ds": _unsigned,
}
DS: dict[str, tuple[str, ...]] = {
    "ksk-seen": ("ksk", "ksk-new"),
    "large": ("ksk", "ksk-new"),
    "ksk-changed": ("ksk-new",),
    "ksk-no-ds": (),
    "ksk-revoked": ("ksk-new",),
    "ds-of-another": (),
    "unsigned": (),
}
"""Whose DS the parent has, where it is not that of the only or the old KSK."""
STRAY = "{zone}. DS 4711 13 2 " + "ab" * 32 + "\n"
"""A DS of no key."""


def parent(folder: Path, records: str, children: dict[str, ZoneFile]) -> ZoneFile:
    """The parent zone `test`, signed six hours ago, with a delegation for each child."""
    place = folder / "parent"
    place.mkdir()
    delegations = "".join(
        f"{z.name}. NS ns1.{z.name}.\nns1.{z.name}. A 127.0.0.1\n" for z in children.values()
    )
    strays = "".join(STRAY.format(zone=f"{name}.test") for name in ("ds-of-another", "unsigned-with-ds"))
    return (
        ZoneFile("test", place).fresh(1, delegations + records + strays).key("ksk").key("zsk").sign("now-6h")
    )


def split(folder: Path) -> dict[str, Path]:
    """Two versions of `split.test`, by the make of server that has them: the later one has a key more."""
    place = folder / "split"
    place.mkdir()
    zone = ZoneFile("split.test", place).fresh().key("ksk").key("zsk").sign("now-2d")
    old = place / "old.zone"
    old.write_bytes(zone.path.read_bytes())
    zone.key("zsk-new", "-P", "now-1h", "-A", "now+10d").sign("now-1h", "-N", "increment")
    return {"bind": old, "knot": zone.path}
