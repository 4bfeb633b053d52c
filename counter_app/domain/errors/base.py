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
    - SearchNotRecorded     nothing can be written, so nobody is looked for by number
    - RecoveryKeyInvalid
    - RestoreRefused
    - AttachmentOnTheWay    the file will come; the case can be worked on
    - AttachmentDamaged     the county may have it
    - CaseBodiesAway        went by rule; the county has it, and gives it back
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
    - PasswordToReplace
    - PasswordTooWeak
    - PasswordUsedBefore
    - UnlockCodeWrong
    - UnlockChallengeOver
    - NoUnlockSlot
    - PersonKnown
    - PersonUnknown
    - ChallengeInvalid
    - UnlockRefused
    - DestructionListUnknown
    - ScanReasonMissing
    - ScanNotRecorded         so it was not opened
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

from typing import ClassVar


class CounterError(Exception):
    """An expected failure, worded for the clerk in front of it.

    Attributes:
        code: Stable name for programs: the kebab-case class name, printed by `--json`.
        phone_code: Short name on screen, to be read out over the telephone.
        advice: The one thing the clerk should do next, in Chinese.
        is_retryable: Whether trying the same call again later can succeed on its own.
    """

    code: ClassVar[str] = "counter-error"
    phone_code: ClassVar[str] = "C000"
    advice: ClassVar[str] = "请联系县政务服务中心运维人员"
    is_retryable: ClassVar[bool] = False
