"""All rules, by family."""

from __future__ import annotations

from analyzer.policy.conflict.by_cause import (
    BulkTrigger,
    ManualDuringAutomatic,
    RetryStorm,
    TwoAdministrators,
)
from analyzer.policy.conflict.by_code import KeyAccess, Misuse, WrongServer
from analyzer.policy.conflict.frequent import Frequent
from analyzer.policy.conflict.parameters import ParameterChange
from analyzer.policy.conflict.recurrent import Recurrent
from analyzer.policy.conflict.scheduled import Scheduled
from analyzer.policy.conflict.unexplained import Unexplained
from analyzer.policy.expired import WaiverExpired
from analyzer.policy.keys import clauses
from analyzer.policy.keys.automatic import AutomaticOff
from analyzer.policy.keys.flapping import Flapping
from analyzer.policy.keys.storage import Storage
from analyzer.policy.logs.coverage import LogCoverage, LogMissingHost
from analyzer.policy.logs.gaps import LogCleared, LogClockJump, LogHoles, LogRetention
from analyzer.policy.logs.settings import LogSettingsChanged
from analyzer.policy.rolling.ended import Failed, KeyMasterMoved, Missed
from analyzer.policy.rolling.forced import Forced
from analyzer.policy.rolling.never import Never
from analyzer.policy.rolling.planned import DueTogether, LongShare
from analyzer.policy.rolling.signing import Resigned, Unsigned
from analyzer.policy.rolling.stuck import Blocked, Stuck
from analyzer.policy.rule import Rule

RULES: tuple[Rule, ...] = (
    Frequent(),
    Recurrent(),
    Scheduled(),
    RetryStorm(),
    ManualDuringAutomatic(),
    BulkTrigger(),
    ParameterChange(),
    TwoAdministrators(),
    WrongServer(),
    KeyAccess(),
    Misuse(),
    Unexplained(),
    Stuck(),
    Blocked(),
    Missed(),
    Failed(),
    Forced(),
    KeyMasterMoved(),
    Unsigned(),
    Resigned(),
    LongShare(),
    DueTogether(),
    Never(),
    clauses.Algorithm(),
    clauses.Length(),
    clauses.DsDigest(),
    clauses.Denial(),
    clauses.Nsec3Iterations(),
    clauses.Nsec3Salt(),
    clauses.SignatureValidity(),
    clauses.Period(),
    AutomaticOff(),
    Flapping(),
    Storage(),
    LogCoverage(),
    LogCleared(),
    LogSettingsChanged(),
    LogRetention(),
    LogHoles(),
    LogClockJump(),
    LogMissingHost(),
    WaiverExpired(),
)
"""Every rule, in the order of `rules.csv`; the last judges nothing until it is given waivers."""
