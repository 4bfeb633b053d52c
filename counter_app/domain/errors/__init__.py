"""Every failure the counter expects, as a tree a clerk can be told about.

* CounterError
  + RuleError               the request breaks a rule; nothing was changed
    - IllegalStep
    - NothingMissing
    - MaterialsNotJudged
    - MaterialsNotComplete
    - NewDemand
    - UnknownMaterial
    - RefusalIncomplete
    - ItemNotUsable
    - InvalidApplicant
    - CaseNotFound
    - ReprintReasonMissing
    - CorrectionEmpty
    - AlreadyExtended
    - NotExtendable
    - ExtensionTooLate
    - WrongApprover
    - ExtensionTooLong
    - ReasonMissing
    - UnknownProcedure
    - FieldMissing
    - TwoPersonsNeeded
    - PostHeldByAnother
    - HandoverNotOpen
    - NotTheTaker
    - TakeoverPending
    - TakeoverNotOpen
    - TakeoverUnknown
    - ReceiverUnknown
    - MayNotSignAlone
    - OpinionsMissing
    - OpinionDisagrees
    - UnknownDepartment
    - OpinionGiven
    - NotForwardable
    - PledgeOpen
    - PledgeTooLong
    - NotDeferrable
    - OverdueReasonMissing
    - PaymentOpen
    - NoFee
    - BankReferenceInvalid
    - SlipMissing
    - DeliveryIncomplete
    - NotLapsed
    - OriginalNotHeld
    - IdentityCardKept
    - ApplicantMustAttend
    - AuthorityMissing
    - PaperRequired
    - NotPledgeable
    - GradeInvalid
    - AlreadyDone
    - OriginalsStillHeld
    - ItemOutOfForce
    - StaleBase
    - RevealReasonMissing
    - RetentionTooShort     records of access are kept half a year at least
    - NothingRevealed
  + DeviceError             a printer or card reader needs a hand
    - PortMissing
    - PortBusy
    - PortDenied
    - Unplugged
    - NoAnswer
    - NoCard
    - LiftCard
    - NotAnIdCard
    - ReaderFault
    - OtherDialect
    - CardUnreadable        the card answered, but not with a card
      * ShortData
      * InnerLengthMismatch
      * TextLen
      * UnknownCardType
      * BadUtf16
      * EmptyText
    - PaperOut
    - CoverOpen
    - PrinterOffline
    - PrinterFault
    - PrinterUnreachable
    - PrinterSilent
    - PdfNotOpened          a readable copy would stay on the disk
  + StorageError            the disk or the local database
    - CommitUnknown         saved or not: reopen and look before doing anything again
    - DiskFull
    - DiskReadOnly
    - WrongKey
      * OtherMachine
    - NewerDatabase
    - DatabaseDamaged
    - AlreadyRunning
    - NoProfile
    - MediumFault           the stick does not hold what was written onto it
    - SavedAfterAll         after CommitUnknown: reopened, it is there
    - NotSaved              after CommitUnknown: reopened, it is not
    - BackupFailed
    - BackupDamaged
    - BackupForeign
    - BackupMissing
    - BackupCancelled
    - BackupBeforeUpgradeFailed  nothing was migrated
    - ViewOnly              a newer database, or a disk that takes no writing
    - RecoveryKeyInvalid
    - RestoreRefused
    - AttachmentOnTheWay    the file will come; the case can be worked on
    - AttachmentDamaged     the county may have it
  + SyncError               the county server could not be reached or said no
    - Offline               wait; the event log keeps the work
    - NotTheCounty          somebody answered, but without the county's signature
    - DeviceRevoked
    - DeviceUnknown
    - EpochChanged
    - EnrolmentRefused
    - CountyBusy            the county asked us to wait, and signed it
    - ProgramTooOld         the county no longer understands this program
    - CountyFault           the county signed an answer, but not one that can be used
    - EventUnknown
    - DevicePending         wait for a person of the county
    - DeviceKeyExpired
    - MassChangeHeld        a pull changes too many open cases; a person is asked first
    - AttachmentNotThere
    - AttachmentNotTaken
    - BundleKeyMissing      the county has not yet told to which key bundles are sealed
  + AccessError             not signed in, or not allowed
    - NotSignedIn
    - WrongPassword
    - NotAuthorised
    - PermissionExpired
    - PermissionEnded
    - SignInPaused          too many wrong tries
    - SignatureWantsOwnPassword  a second person's password is not theirs alone
    - PersonDisabled
    - PasswordTooWeak
    - PasswordUsedBefore
    - UnlockCodeWrong
    - NoUnlockSlot
    - PersonKnown
    - PersonUnknown
    - ChallengeInvalid
    - UnlockRefused
    - DestructionListUnknown
  + InputError              a file, code or card frame that cannot be read
    - UnreadableFile
    - ReleaseInvalid
    - UnknownForm
    - FormDataInvalid
    - CatalogueInvalid
    - CatalogueOutdated
    - CatalogueUnreadable
    - ItemNotFound
    - CalendarInvalid
    - PublicationNotFound
    - PublicationNotNewer
    - PublisherUnknown
    - StaffListInvalid
    - SettingsInvalid
    - ScenarioInvalid
    - ExerciseUnknown
    - AttachmentRefused     no picture or PDF that could be kept
    - BundleInvalid         a courier bundle with anything wrong: refused whole
    - BundleForeign         sealed to another device, or to a former key
    - BundleOutdated        it answers a standing that is no longer ours

Bugs are not in this tree.  They are assertions, and they end in the crash dialog.
"""

from __future__ import annotations

from counter_app.domain.errors.access_errors import (
    AccessError,
    NotAuthorised,
    NotSignedIn,
    PermissionEnded,
    PermissionExpired,
    WrongPassword,
)
from counter_app.domain.errors.attachment_errors import (
    AttachmentDamaged,
    AttachmentNotTaken,
    AttachmentNotThere,
    AttachmentOnTheWay,
    AttachmentRefused,
)
from counter_app.domain.errors.backup_errors import (
    BackupBeforeUpgradeFailed,
    BackupCancelled,
    BackupDamaged,
    BackupFailed,
    BackupForeign,
    BackupMissing,
    RecoveryKeyInvalid,
    RestoreRefused,
    ViewOnly,
)
from counter_app.domain.errors.base import CounterError
from counter_app.domain.errors.device_errors import (
    BadUtf16,
    CardUnreadable,
    CoverOpen,
    DeviceError,
    EmptyText,
    InnerLengthMismatch,
    LiftCard,
    NoAnswer,
    NoCard,
    NotAnIdCard,
    OtherDialect,
    PaperOut,
    PortBusy,
    PortDenied,
    PortMissing,
    PrinterFault,
    PrinterOffline,
    PrinterSilent,
    PrinterUnreachable,
    ReaderFault,
    ShortData,
    TextLen,
    UnknownCardType,
    Unplugged,
)
from counter_app.domain.errors.input_errors import (
    BundleForeign,
    BundleInvalid,
    BundleOutdated,
    CalendarInvalid,
    CatalogueInvalid,
    CatalogueOutdated,
    CatalogueUnreadable,
    ExerciseUnknown,
    FormDataInvalid,
    InputError,
    ItemNotFound,
    PublicationNotFound,
    PublicationNotNewer,
    PublisherUnknown,
    ReleaseInvalid,
    ScenarioInvalid,
    SettingsInvalid,
    StaffListInvalid,
    UnknownForm,
    UnreadableFile,
)
from counter_app.domain.errors.post_errors import (
    HandoverNotOpen,
    NotTheTaker,
    PostHeldByAnother,
    ReceiverUnknown,
    TakeoverNotOpen,
    TakeoverPending,
    TakeoverUnknown,
)
from counter_app.domain.errors.privacy_errors import (
    DestructionListUnknown,
    NothingRevealed,
    PdfNotOpened,
    RetentionTooShort,
    RevealReasonMissing,
)
from counter_app.domain.errors.rule_errors import (
    CaseNotFound,
    CorrectionEmpty,
    IllegalStep,
    InvalidApplicant,
    ItemNotUsable,
    MaterialsNotComplete,
    MaterialsNotJudged,
    NewDemand,
    NothingMissing,
    RefusalIncomplete,
    ReprintReasonMissing,
    RuleError,
    UnknownMaterial,
)
from counter_app.domain.errors.sign_in_errors import (
    ChallengeInvalid,
    NoUnlockSlot,
    PasswordTooWeak,
    PasswordUsedBefore,
    PersonDisabled,
    PersonKnown,
    PersonUnknown,
    SignatureWantsOwnPassword,
    SignInPaused,
    UnlockCodeWrong,
    UnlockRefused,
)
from counter_app.domain.errors.step_errors import (
    AlreadyDone,
    AlreadyExtended,
    ApplicantMustAttend,
    AuthorityMissing,
    BankReferenceInvalid,
    DeliveryIncomplete,
    ExtensionTooLate,
    ExtensionTooLong,
    FieldMissing,
    GradeInvalid,
    IdentityCardKept,
    ItemOutOfForce,
    MayNotSignAlone,
    NoFee,
    NotDeferrable,
    NotExtendable,
    NotForwardable,
    NotLapsed,
    NotPledgeable,
    OpinionDisagrees,
    OpinionGiven,
    OpinionsMissing,
    OriginalNotHeld,
    OriginalsStillHeld,
    OverdueReasonMissing,
    PaperRequired,
    PaymentOpen,
    PledgeOpen,
    PledgeTooLong,
    ReasonMissing,
    SlipMissing,
    StaleBase,
    TwoPersonsNeeded,
    UnknownDepartment,
    UnknownProcedure,
    WrongApprover,
)
from counter_app.domain.errors.storage_errors import (
    AlreadyRunning,
    CommitUnknown,
    DatabaseDamaged,
    DiskFull,
    DiskReadOnly,
    MediumFault,
    NewerDatabase,
    NoProfile,
    NotSaved,
    OtherMachine,
    SavedAfterAll,
    StorageError,
    WrongKey,
    newer_database,
)
from counter_app.domain.errors.sync_errors import (
    BundleKeyMissing,
    CountyBusy,
    CountyFault,
    DeviceKeyExpired,
    DevicePending,
    DeviceRevoked,
    DeviceUnknown,
    EnrolmentRefused,
    EpochChanged,
    EventUnknown,
    MassChangeHeld,
    NotTheCounty,
    Offline,
    ProgramTooOld,
    SyncError,
)

# fmt: off
__all__ = [
    "AccessError", "AlreadyDone", "AlreadyExtended", "AlreadyRunning", "ApplicantMustAttend",
    "AttachmentDamaged", "AttachmentNotTaken", "AttachmentNotThere", "AttachmentOnTheWay",
    "AttachmentRefused", "AuthorityMissing", "BackupBeforeUpgradeFailed", "BackupCancelled",
    "BackupDamaged", "BackupFailed", "BackupForeign", "BackupMissing", "BadUtf16",
    "BankReferenceInvalid", "BundleForeign", "BundleInvalid", "BundleKeyMissing", "BundleOutdated",
    "CalendarInvalid", "CardUnreadable", "CaseNotFound", "CatalogueInvalid", "CatalogueOutdated",
    "CatalogueUnreadable", "ChallengeInvalid", "CommitUnknown", "CorrectionEmpty", "CounterError",
    "CountyBusy", "CountyFault", "CoverOpen", "DatabaseDamaged", "DeliveryIncomplete",
    "DestructionListUnknown", "DeviceError", "DeviceKeyExpired", "DevicePending", "DeviceRevoked",
    "DeviceUnknown", "DiskFull", "DiskReadOnly", "EmptyText", "EnrolmentRefused", "EpochChanged",
    "EventUnknown", "ExerciseUnknown", "ExtensionTooLate", "ExtensionTooLong", "FieldMissing",
    "FormDataInvalid", "GradeInvalid", "HandoverNotOpen", "IdentityCardKept", "IllegalStep",
    "InnerLengthMismatch", "InputError", "InvalidApplicant", "ItemNotFound", "ItemNotUsable",
    "ItemOutOfForce", "LiftCard", "MassChangeHeld", "MaterialsNotComplete", "MaterialsNotJudged",
    "MayNotSignAlone", "MediumFault", "NewDemand", "NewerDatabase", "NoAnswer", "NoCard", "NoFee",
    "NoProfile", "NoUnlockSlot", "NotAnIdCard", "NotAuthorised", "NotDeferrable", "NotExtendable",
    "NotForwardable", "NotLapsed", "NotPledgeable", "NotSaved", "NotSignedIn", "NotTheCounty",
    "NotTheTaker", "NothingMissing", "NothingRevealed", "Offline", "OpinionDisagrees",
    "OpinionGiven", "OpinionsMissing", "OriginalNotHeld", "OriginalsStillHeld", "OtherDialect",
    "OtherMachine", "OverdueReasonMissing", "PaperOut", "PaperRequired", "PasswordTooWeak",
    "PasswordUsedBefore", "PaymentOpen", "PdfNotOpened", "PermissionEnded", "PermissionExpired",
    "PersonDisabled", "PersonKnown", "PersonUnknown", "PledgeOpen", "PledgeTooLong", "PortBusy",
    "PortDenied", "PortMissing", "PostHeldByAnother", "PrinterFault", "PrinterOffline",
    "PrinterSilent", "PrinterUnreachable", "ProgramTooOld", "PublicationNotFound",
    "PublicationNotNewer", "PublisherUnknown", "ReaderFault", "ReasonMissing", "ReceiverUnknown",
    "RecoveryKeyInvalid", "RefusalIncomplete", "ReleaseInvalid", "ReprintReasonMissing",
    "RestoreRefused", "RetentionTooShort", "RevealReasonMissing", "RuleError", "SavedAfterAll",
    "ScenarioInvalid", "SettingsInvalid", "ShortData", "SignInPaused",
    "SignatureWantsOwnPassword", "SlipMissing",
    "StaffListInvalid", "StaleBase", "StorageError", "SyncError", "TakeoverNotOpen",
    "TakeoverPending", "TakeoverUnknown", "TextLen", "TwoPersonsNeeded", "UnknownCardType",
    "UnknownDepartment", "UnknownForm", "UnknownMaterial", "UnknownProcedure", "UnlockCodeWrong",
    "UnlockRefused", "Unplugged", "UnreadableFile", "ViewOnly", "WrongApprover", "WrongKey",
    "WrongPassword",
    "newer_database",
]
# fmt: on
