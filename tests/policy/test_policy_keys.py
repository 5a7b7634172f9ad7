"""Rules about settings: by the typed table, in every profile, at every change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.knowledge.timing import parameters
from analyzer.model import Action, Snapshot
from analyzer.policy import assess, profile_names, profile_of
from analyzer.policy.keys.values import value_of
from analyzer.policy.registry import RULES
from analyzer.policy.requirements import contradicting, requirements
from tests.policy.cases import DEFAULT_KEY, ZSK, case, findings, judged, outcomes, roll, signed
from tests.rollover.histories import at, classic, event

BY_DEFAULT = {
    "default": {
        ("KEY-LENGTH", "ZSK", "SP800-57-STRENGTH"),
        ("KEY-DS-DIGEST", None, "RFC9905-SHA1"),
        ("KEY-NSEC3-ITERATIONS", None, "RFC9276-3.1-ITER"),
    },
    "windows-stig": set(),
    "bind-stig": {("KEY-PERIOD", "KSK", "BIND-9X-001113")},
    "nist": {
        ("KEY-LENGTH", "ZSK", "SP800-57-STRENGTH"),
        ("KEY-PERIOD", "KSK", "SP800-81-2-KSK"),
        ("KEY-SIGNATURE-VALIDITY", "ZSK", "SP800-81-2-RRSIG"),
    },
    "rfc": {
        ("KEY-DS-DIGEST", None, "RFC9905-SHA1"),
        ("KEY-NSEC3-ITERATIONS", None, "RFC9276-3.1-ITER"),
        ("KEY-NSEC3-SALT", None, "RFC9276-3.1-SALT"),
    },
    "windows-limits": set(),
}
"""What Windows' defaults break, by the column default_complies of the facts, per profile."""


@pytest.mark.parametrize("profile", profile_names())
def test_windows_defaults_break_exactly_what_the_table_predicts(profile: str) -> None:
    """A zone signed by the wizard gives these findings about keys and no others."""
    found = [f for f in assess(case(signed()), profile)[1] if f.rule.startswith("KEY-")]
    told = {(f.rule, f.key_role, name) for f in found for name in clauses_of(f.numbers)}
    assert told == BY_DEFAULT[profile]


def clauses_of(numbers: dict[str, float | int | str]) -> list[str]:
    """The clauses that a finding names."""
    return [name.partition(" by ")[2] for name in numbers if " by " in name]


def test_every_clause_can_be_looked_up() -> None:
    """Its rule and parameter exist, and so does the clause that contradicts it, which says so in turn."""
    names = {p.name for p in parameters()}
    ids = {r.id for r in requirements()}
    for one in requirements():
        assert one.rule in {r.id for r in RULES}
        assert one.parameter in names
        assert one.against in ids | {""}
        assert one.source
        assert one.requirement
    known = ids | {f"{r.id}/{r.parameter}" for r in requirements()}
    for name in profile_names():
        assert profile_of(name).requirements <= known


@pytest.mark.parametrize(
    ("rule", "profile", "bad", "good"),
    [
        ("KEY-ALGORITHM", "default", {"CryptoAlgorithm": "RsaSha1"}, {"CryptoAlgorithm": "ECDsaP256Sha256"}),
        ("KEY-ALGORITHM", "default", {"CryptoAlgorithm": "7"}, {"CryptoAlgorithm": "13"}),
        ("KEY-LENGTH", "default", {"KeyLength": "1024"}, {"KeyLength": "2048"}),
        (
            "KEY-DS-DIGEST",
            "default",
            {"DSRecordGenerationAlgorithm": "3"},
            {"DSRecordGenerationAlgorithm": "2"},
        ),
        ("KEY-DENIAL", "windows-stig", {"DenialOfExistence": "NSec"}, {"DenialOfExistence": "1"}),
        ("KEY-NSEC3-ITERATIONS", "default", {"NSec3Iterations": "10"}, {"NSec3Iterations": "0"}),
        ("KEY-NSEC3-SALT", "default", {"NSec3UserSalt": "AABB"}, {"NSec3UserSalt": "-"}),
        ("KEY-NSEC3-SALT", "windows-stig", {"NSec3RandomSaltLength": "0"}, {"NSec3RandomSaltLength": "8"}),
        ("KEY-NSEC3-SALT", "rfc", {"NSec3RandomSaltLength": "8"}, {"NSec3RandomSaltLength": "0"}),
        (
            "KEY-SIGNATURE-VALIDITY",
            "windows-stig",
            {"DnsKeySignatureValidityPeriod": "86400"},
            {"DnsKeySignatureValidityPeriod": "172800"},
        ),
        (
            "KEY-SIGNATURE-VALIDITY",
            "rfc",
            {"ZoneSignatureValidityPeriod": "259200"},
            {"ZoneSignatureValidityPeriod": "345600"},
        ),
        ("KEY-PERIOD", "bind-stig", {"RolloverPeriod": "366.00:00:00"}, {"RolloverPeriod": "365.00:00:00"}),
        ("KEY-AUTOMATIC-OFF", "default", {"RolloverPeriod": "4294967295"}, {"RolloverPeriod": "7776000"}),
        ("KEY-STORAGE", "default", {"StoreKeysInAD": "0"}, {"StoreKeysInAD": "1"}),
    ],
)
def test_each_rule_by_its_values(rule: str, profile: str, bad: dict[str, str], good: dict[str, str]) -> None:
    """The bad value is found, the good one passes, in whatever spelling."""
    other = event(Action.KEY_ADDED, at(0.1), key_guid="k9", key_role="KSK", detail={"StoreKeysInAD": "1"})
    more = [other] if rule == "KEY-STORAGE" else []
    assert "finding" in outcomes(case([*signed(**bad), *more]), rule, profile)
    told = judged(case([*signed(**good), *more]), rule, profile)
    assert {a.outcome for a in told if "k9" not in a.subject} == {"passed"}


CLAUSES = (
    "KEY-ALGORITHM",
    "KEY-LENGTH",
    "KEY-DS-DIGEST",
    "KEY-NSEC3-ITERATIONS",
    "KEY-PERIOD",
    "KEY-STORAGE",
)


@pytest.mark.parametrize("rule", CLAUSES)
def test_settings_that_nobody_logged_are_not_assessed(rule: str) -> None:
    """A zone whose keys roll, and of whose settings nothing is told."""
    assert outcomes(case(roll(1, 5, **ZSK)), rule) == {"not assessed"}


def test_a_role_that_is_not_known_is_not_judged_by_a_clause_about_one() -> None:
    """A key's period cannot be held against a clause about KSKs where its role is not told."""
    told = event(Action.KEY_ADDED, at(0.1), key_guid="x1", detail={"RolloverPeriod": "65232000"})
    assert outcomes(case([told]), "KEY-PERIOD", "nist") == {"not assessed"}


def test_a_profile_without_a_clause_says_so() -> None:
    """Nothing is asked of the denial of existence by default."""
    assert outcomes(case(signed()), "KEY-DENIAL") == {"not applicable"}


def test_nsec_has_no_iterations() -> None:
    """The setting is there and means nothing."""
    one = case(signed(DenialOfExistence="NSec"))
    assert outcomes(one, "KEY-NSEC3-ITERATIONS") == {"not applicable"}


def test_elliptic_curves_are_short_and_strong() -> None:
    """The clause is about RSA."""
    one = case(signed(CryptoAlgorithm="ECDsaP256Sha256", KeyLength="256"))
    assert outcomes(one, "KEY-LENGTH") == {"not applicable"}


def test_the_stig_exempts_servers_with_nothing_but_integrated_zones() -> None:
    """One zone that is in a file on the same server ends the exemption."""
    bad = {"DnsKeySignatureValidityPeriod": "86400"}
    integrated = signed(**bad, StoreKeysInAD="1")
    told = judged(case(integrated), "KEY-SIGNATURE-VALIDITY", "windows-stig")
    assert {a.outcome for a in told} == {"not applicable"}
    assert "exempts" in told[0].reason
    mixed = [*integrated, *signed(zone="b.example")]
    assert "finding" in outcomes(case(mixed), "KEY-SIGNATURE-VALIDITY", "windows-stig")
    assert "finding" in outcomes(case(integrated), "KEY-SIGNATURE-VALIDITY", "bind-stig")


def test_both_sides_of_a_contradiction_are_named() -> None:
    """Where BIND's STIG wants at most a year, Infoblox's wants at least one."""
    (found,) = findings(case(signed()), "KEY-PERIOD", "bind-stig")
    assert "IDNS-7X-000230" in found.explanation
    assert {r.partition(":")[0] for r in found.references} == {"BIND-9X-001113", "IDNS-7X-000230"}
    (salt,) = findings(case(signed()), "KEY-NSEC3-SALT", "rfc")
    assert "WDNS-22-000044" in salt.explanation
    kept = judged(case(signed()), "KEY-NSEC3-SALT", "windows-stig")
    assert "RFC9276-3.1-SALT (RFC 9276 (BCP 236)) contradicts" in kept[0].reason
    assert contradicting(next(r for r in requirements() if r.id == "WIN-AUTO-OFF")) == ()


def test_citations_that_nobody_checked_say_so() -> None:
    """In the references and the explanation, and the confidence is medium."""
    (found,) = findings(case(signed()), "KEY-LENGTH", "nist")
    assert found.confidence == "medium"
    assert "this citation is not verified" in found.references[0]
    assert "not verified" in found.explanation
    (checked,) = findings(case(signed()), "KEY-PERIOD", "bind-stig")
    assert checked.confidence == "high"
    assert "not verified" not in checked.references[0]


def test_settings_are_judged_at_every_change() -> None:
    """A value that held for ten days is told with its time, though it is right again."""
    off = event(Action.KEY_MODIFIED, at(20), detail={"RolloverPeriod": "4294967295"}, **ZSK)
    on = event(Action.KEY_MODIFIED, at(30), detail={"RolloverPeriod": "7776000"}, **ZSK)
    added = event(Action.KEY_ADDED, at(1), detail=DEFAULT_KEY | {"RolloverPeriod": "7776000"}, **ZSK)
    (found,) = findings(case([added, off, on]), "KEY-AUTOMATIC-OFF")
    assert (found.first_seen, found.last_seen) == (at(20), at(30))
    assert " was " in found.title
    (now,) = findings(case([added, off]), "KEY-AUTOMATIC-OFF")
    assert (now.first_seen, now.last_seen) == (at(20), at(60))
    assert outcomes(case([added, off, on], start=40), "KEY-AUTOMATIC-OFF") == {"passed"}


def test_a_failed_rollover_switches_automatic_rollover_off() -> None:
    """Until the key rolls again, or its period is set anew."""
    failed = [*roll(4, **ZSK), classic(Action.FAILED, at(5), **ZSK)]
    (found,) = findings(case(failed), "KEY-AUTOMATIC-OFF")
    assert (found.first_seen, found.key_guid) == (at(5), "z1")
    assert "finding" not in outcomes(case([*failed, *roll(10, 14, **ZSK)]), "KEY-AUTOMATIC-OFF")
    anew = event(Action.KEY_MODIFIED, at(9), detail={"RolloverPeriod": "7776000"}, **ZSK)
    assert outcomes(case([*failed, anew]), "KEY-AUTOMATIC-OFF") == {"passed"}


def test_a_snapshot_without_time_is_less_sure() -> None:
    """When the value began to hold is not known."""
    shot = Snapshot(
        "keys.csv",
        "line:2",
        "key",
        None,
        "a.example",
        None,
        {"KeyId": "z1", "KeyType": "ZoneSigningKey", "RolloverPeriod": "4294967295"},
    )
    (found,) = findings(case(snapshots=[shot]), "KEY-AUTOMATIC-OFF")
    assert found.confidence == "medium"
    assert "a time not known" in found.explanation


def test_storage_by_the_providers_that_are_allowed() -> None:
    """The parameter names them."""
    only = profile_of("default", {"key_storage_providers": ["Contoso HSM"]})
    assert outcomes(case(signed()), "KEY-STORAGE", only) == {"finding"}
    same = profile_of("default", {"key_storage_providers": [DEFAULT_KEY["KeyStorageProvider"]]})
    assert outcomes(case(signed()), "KEY-STORAGE", same) == {"passed"}


def test_the_stig_on_storage_is_never_met_by_logs() -> None:
    """Permissions of files are not in them."""
    assert outcomes(case(signed()), "KEY-STORAGE", "windows-stig") == {"not assessed"}


def flapping(turns: int) -> list[object]:
    """A validity that is set to and fro, a day each."""
    values = ("864000", "604800")
    changes = [
        event(Action.KEY_MODIFIED, at(5 + n), detail={"ZoneSignatureValidityPeriod": values[n % 2]}, **ZSK)
        for n in range(turns)
    ]
    return [*roll(1, 2, **ZSK), *changes]


def test_settings_changed_back_and_forth() -> None:
    """Twice back to the value before is a quarrel, once is maintenance."""
    (found,) = findings(case(flapping(4)), "KEY-SETTINGS-FLAPPING")
    assert found.numbers["returns"] == 2
    assert len(found.evidence) == 2
    assert outcomes(case(flapping(3)), "KEY-SETTINGS-FLAPPING") == {"passed"}
    assert outcomes(case(roll(1, 2, **ZSK)), "KEY-SETTINGS-FLAPPING") == {"not assessed"}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("CryptoAlgorithm", "8", frozenset({"RsaSha256"})),
        ("CryptoAlgorithm", "rsasha256", frozenset({"RsaSha256"})),
        ("DSRecordGenerationAlgorithm", "{Sha1, Sha256}", frozenset({"Sha1", "Sha256"})),
        ("DSRecordGenerationAlgorithm", "6", frozenset({"Sha256", "Sha384"})),
        ("DSRecordGenerationAlgorithm", "Sha512", None),
        ("NSec3UserSalt", "", frozenset({"-"})),
        ("NSec3UserSalt", "AB", frozenset({"AB"})),
        ("RolloverPeriod", "90.00:00:00", 7776000.0),
        ("KeyLength", "many", None),
    ],
)
def test_values_in_every_spelling(name: str, text: str, value: object) -> None:
    """Numbers, names and flags as the tables and cmdlets print them; what cannot be read is None."""
    assert value_of(name, text) == value


def test_a_value_that_cannot_be_read_is_not_assessed() -> None:
    """It neither passes nor fails."""
    one = case(signed())
    odd = tuple(replace(s, value="?") if s.parameter == "NSec3Iterations" else s for s in one.settings)
    assert outcomes(replace(one, settings=odd), "KEY-NSEC3-ITERATIONS") == {"not assessed"}
