"""Every error that Eventwire raises on purpose, as one tree.

    EventwireError
    ├── UsageError            the call, a file of settings or the lake is wrong: one line, exit 2, nothing written
    │   ├── InputNotFound         a path that does not exist or matches no file
    │   ├── InvalidSourceSpec     a source spec that does not fit its shape
    │   ├── InvalidLexicon        a lexicon row with an unknown code, a rule without its sentences
    │   ├── InvalidSettings       an environment setting that does not parse
    │   ├── LakeNotWritable       the lake folder cannot be made or written
    │   ├── ArchiveBusy           another process writes to the raw archive
    │   ├── LakeTooNew            the lake was written by a newer schema
    │   └── NoSuchRow             an id that is not in the lake
    ├── DocumentError         one document cannot be used: a quarantine row with a reason, the run goes on
    ├── ContractViolation     a table does not hold what its contract says: the step stops, the files stay as they were
    └── TooManyQuarantined    more than half of a run's documents ended in quarantine: the run fails, its tables stay

A message names the thing, the cause and the fix.
"""


class EventwireError(Exception):
    """Base of all errors that Eventwire raises on purpose."""


class UsageError(EventwireError):
    """The user can fix it: shown as one line, exit status 2."""


class InputNotFound(UsageError):
    """An input path does not exist, or holds no file that any reader knows."""


class InvalidSourceSpec(UsageError):
    """A source spec (YAML) does not fit its shape."""


class InvalidLexicon(UsageError):
    """A lexicon file names an unknown code, or a rule comes without sentences that prove it."""


class InvalidSettings(UsageError):
    """An EVENTWIRE_ environment variable holds a value that does not parse."""


class LakeNotWritable(UsageError):
    """The lake folder cannot be made or written."""


class ArchiveBusy(UsageError):
    """Another process writes to the raw archive; two fetches at once would ask the same hosts twice."""


class LakeTooNew(UsageError):
    """The lake was written by a newer version of the contracts than this program knows."""


class NoSuchRow(UsageError):
    """The id that was asked for is not in the lake."""


class ContractViolation(EventwireError):
    """A frame does not hold what its table's contract says."""


class TooManyQuarantined(EventwireError):
    """More than half of the documents of a run ended in quarantine."""


class DocumentError(EventwireError):
    """One document cannot be used; becomes a quarantine row.

    reason is one of schemas.operations.QUARANTINE_REASONS, detail is for people, retryable says whether the same bytes may
    pass another time (a deadline under load) or never will (not text).
    """

    def __init__(self, reason: str, detail: str, *, retryable: bool = False) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
        self.retryable = retryable
