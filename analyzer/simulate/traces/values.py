"""How settings of zones and keys print in the audit channel.

How Windows prints most of them is not known (facts: section 11): periods are seconds
here, as in MS-DNSP, switches 0 or 1, times ISO 8601.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from analyzer.knowledge import NEVER
from analyzer.simulate.hosts import Host
from analyzer.simulate.zones import Skd, Zone


def zone_values(zone: Zone) -> dict[str, str]:
    """The values of events 525 and 527, by field name."""
    settings = zone.settings
    return {
        "DenialOfExistence": settings.denial,
        "DistributeTrustAnchor": "None",
        "DnsKeyRecordSetTtl": seconds(settings.dnskey_ttl),
        "DSRecordGenerationAlgorithm": settings.ds_digests,
        "DSRecordSetTtl": seconds(settings.parent.ds_ttl),
        "EnableRfc5011KeyRollover": str(int(settings.rfc5011)),
        "IsKeyMasterServer": "1",
        "KeyMasterServer": zone.key_master,
        "NSec3HashAlgorithm": "RsaSha1",
        "NSec3Iterations": str(settings.nsec3_iterations),
        "NSec3OptOut": "0",
        "NSec3RandomSaltLength": str(settings.nsec3_salt_length),
        "NSec3UserSalt": settings.nsec3_user_salt,
        "ParentHasSecureDelegation": str(int(settings.parent.policy != "none")),
        "PropagationTime": seconds(settings.propagation),
        "SecureDelegationPollingPeriod": "43200",
        "SignatureInceptionOffset": "3600",
    }


def key_values(zone: Zone, skd: Skd) -> dict[str, str]:
    """The values of events 569, 570 and 572 by field name, but for times."""
    return {
        "KeyId": braced(skd.guid),
        "KeyType": "KeySigningKey" if skd.role == "KSK" else "ZoneSigningKey",
        "CurrentState": "Active",
        "KeyStorageProvider": skd.storage,
        "StoreKeysInAD": str(int(zone.in_directory(skd))),
        "CryptoAlgorithm": skd.algorithm,
        "KeyLength": str(skd.length),
        "DnsKeySignatureValidityPeriod": seconds(skd.dnskey_validity),
        "DSSignatureValidityPeriod": seconds(skd.ds_validity),
        "ZoneSignatureValidityPeriod": seconds(skd.zone_validity),
        "InitialRolloverOffset": seconds(skd.offset),
        "RolloverPeriod": str(NEVER) if skd.period is None else seconds(skd.period),
        "RolloverType": "DoubleSignature" if skd.role == "KSK" else "PrePublish",
        "NextRolloverAction": skd.next_action,
        "CurrentRolloverStatus": str(int(skd.status)),
        "ActiveKey": braced(skd.active_key),
        "StandbyKey": braced(skd.standby_key),
        "NextKey": braced(skd.next_key),
    }


def key_times(skd: Skd, host: Host) -> dict[str, str]:
    """The times in events 569, 570 and 572 by field name, as the clock of a host shows them."""
    return {"LastRolloverTime": _time(host, skd.last_rolled), "NextRolloverTime": _time(host, skd.due)}


def seconds(span: timedelta) -> str:
    """A span as whole seconds."""
    return str(int(span.total_seconds()))


def braced(guid: str | None) -> str:
    """A GUID as the DNS server prints it: upper case, in braces; empty where there is none."""
    return f"{{{guid.upper()}}}" if guid else ""


def _time(host: Host, time: datetime | None) -> str:
    return host.clock(time).strftime("%Y-%m-%dT%H:%M:%SZ") if time else "0"
