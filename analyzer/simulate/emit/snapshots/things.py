"""What Get-DnsServerSigningKey, Get-DnsServerDnsSecZoneSetting and Get-DnsServerZone return.

Names, order and spellings of properties are those of Microsoft's own examples; the
states of `CurrentState` and `KeyMasterStatus` other than the usual were not seen.
"""

from __future__ import annotations

from analyzer.knowledge import statuses
from analyzer.simulate.emit.powershell import Thing, Value
from analyzer.simulate.zones import HOUR, Skd, Zone

_NAMESPACE = "root/Microsoft/Windows/DNS"
_CIM = "Microsoft.Management.Infrastructure"
_HALF_A_DAY = 12 * HOUR


def signing_keys(zone: Zone, server: str, *, remote: bool = True) -> list[Thing]:
    """The zone's keys as `server` shows them; asked from afar, each names the server.

    `KeyId` has no braces and small letters, the keys in use have braces and capitals.
    """
    return [_thing("DnsServerSigningKey", _key(zone, skd), server, remote=remote) for skd in zone.skds]


def zone_settings(zone: Zone, server: str, *, remote: bool = True) -> Thing:
    """The zone's DNSSEC settings as `server` shows them."""
    settings = zone.settings
    values: dict[str, Value] = {
        "ZoneName": zone.name,
        "IsKeyMasterServer": server == zone.key_master,
        "KeyMasterServer": zone.key_master,
        "KeyMasterStatus": "Online",
        "DenialOfExistence": settings.denial,
        "NSec3HashAlgorithm": "RsaSha1",
        "NSec3Iterations": settings.nsec3_iterations,
        "NSec3OptOut": False,
        "IsNSec3SaltConfigured": settings.nsec3_salt_length > 0,
        "NSec3RandomSaltLength": settings.nsec3_salt_length,
        "NSec3UserSalt": settings.nsec3_user_salt,
        "DnsKeyRecordSetTTL": settings.dnskey_ttl,
        "DSRecordSetTTL": settings.parent.ds_ttl,
        "DSRecordGenerationAlgorithm": tuple(settings.ds_digests.split(", ")),
        "DistributeTrustAnchor": ("None",),
        "EnableRfc5011KeyRollover": settings.rfc5011,
        "ParentHasSecureDelegation": settings.parent.policy != "none",
        "SecureDelegationPollingPeriod": _HALF_A_DAY,
        "PropagationTime": settings.propagation,
        "SignatureInceptionOffset": HOUR,
    }
    return _thing("DnsServerDnsSecZoneSetting", values, server, remote=remote)


def zones(found: list[Zone], server: str, *, remote: bool = True) -> list[Thing]:
    """The zones of a server, which of them are signed, and how they are stored."""
    return [
        _thing(
            "DnsServerPrimaryZone",
            {
                "ZoneName": zone.name,
                "ZoneType": "Primary",
                "IsAutoCreated": False,
                "IsDsIntegrated": zone.settings.integrated,
                "IsReverseLookupZone": zone.name.endswith(".arpa"),
                "IsSigned": zone.signed_since is not None,
            },
            server,
            remote=remote,
        )
        for zone in found
        if server in zone.servers
    ]


def _key(zone: Zone, skd: Skd) -> dict[str, Value]:
    return {
        "KeyId": skd.guid,
        "IsRolloverEnabled": skd.period is not None,
        "ActiveKey": _braced(skd.active_key),
        "CryptoAlgorithm": skd.algorithm,
        "CurrentRolloverStatus": next(s.powershell for s in statuses() if s.number == skd.status),
        "CurrentState": "Active",
        "DnsKeySignatureValidityPeriod": skd.dnskey_validity,
        "DSSignatureValidityPeriod": skd.ds_validity,
        "InitialRolloverOffset": skd.offset,
        "KeyLength": skd.length,
        "KeyStorageProvider": skd.storage,
        "KeyType": "KeySigningKey" if skd.role == "KSK" else "ZoneSigningKey",
        "LastRolloverTime": skd.last_rolled,
        "NextKey": _braced(skd.next_key),
        "NextRolloverAction": skd.next_action,
        "NextRolloverTime": skd.due,
        "RolloverPeriod": skd.period,
        "RolloverType": "DoubleSignature" if skd.role == "KSK" else "PrePublish",
        "StandbyKey": _braced(skd.standby_key),
        "StoreKeysInAD": zone.in_directory(skd),
        "ZoneName": zone.name,
        "ZoneSignatureValidityPeriod": skd.zone_validity,
    }


def _thing(name: str, values: dict[str, Value], server: str, *, remote: bool) -> Thing:
    """A CIM instance: after its own properties come those that all instances have."""
    shown = (*list(values)[:4], "...")
    common: dict[str, Value] = {
        "PSComputerName": server if remote else None,
        "CimClass": f"{_NAMESPACE}:{name}",
        "CimInstanceProperties": shown,
        "CimSystemProperties": f"{_CIM}.CimSystemProperties",
    }
    types = {"CimInstanceProperties": f"{_CIM}.Internal.Data.CimPropertiesCollection"}
    return Thing(f"{_CIM}.CimInstance#{_NAMESPACE}/{name}", values | common, types)


def _braced(guid: str | None) -> str | None:
    return f"{{{guid.upper()}}}" if guid else None
