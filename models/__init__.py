"""The tables: one file per feature, rows without behaviour beyond questions about themselves.

Importing this package registers every table on `SQLModel.metadata`, which the migrations read.
"""

from models.anniversaries import OPEN_GREETINGS, Greeting, GreetingRound, GreetingState, Way
from models.base import metadata
from models.binding import Account, Claim, ClaimKind, ClaimState, Guess, Invitation, Medium
from models.birthdays import Birthday, BirthdayGreeting, BirthdayRound
from models.boards import Board
from models.branch import Branch
from models.briefs import BriefRound, BriefStep, VisitDelay
from models.changes import Change
from models.dialogs import Dialog
from models.festivals import Festival, FestivalGreeting, ProposalState
from models.followups import FollowUp, FollowUpState, ListHour, Partner, Why
from models.health import BotIdentity, Incident
from models.help import HelpRequest, HelpState, HelpWord, Matter
from models.inbox import Inbox, InboxState
from models.medals import Medal, MedalState
from models.media import Media, MediaKind, Upload
from models.notices import Attachment, Mode, Notice, NoticeState, Receipt, Via
from models.outbox import Action, Lane, Outbox, OutboxState
from models.pairings import Absence, Pairing
from models.people import (
    Appointment,
    BirthdayKind,
    Channel,
    DeathReport,
    Member,
    Mobility,
    Person,
    Precision,
    Proxy,
    Role,
    Scope,
    Status,
    Verdict,
)
from models.profiles import Profile
from models.roster import ImportBatch
from models.sheets import Sheet, SheetItem
from models.visits import (
    PhotoConsent,
    Visit,
    VisitMedia,
    VisitMember,
    VisitOccasion,
    VisitOutcome,
    VisitState,
    VisitVisitor,
    VisitWay,
)

__all__ = [
    "OPEN_GREETINGS",
    "Absence",
    "Account",
    "Action",
    "Appointment",
    "Attachment",
    "Birthday",
    "BirthdayGreeting",
    "BirthdayKind",
    "BirthdayRound",
    "Board",
    "BotIdentity",
    "Branch",
    "BriefRound",
    "BriefStep",
    "Change",
    "Channel",
    "Claim",
    "ClaimKind",
    "ClaimState",
    "DeathReport",
    "Dialog",
    "Festival",
    "FestivalGreeting",
    "FollowUp",
    "FollowUpState",
    "Greeting",
    "GreetingRound",
    "GreetingState",
    "Guess",
    "HelpRequest",
    "HelpState",
    "HelpWord",
    "ImportBatch",
    "Inbox",
    "InboxState",
    "Incident",
    "Invitation",
    "Lane",
    "ListHour",
    "Matter",
    "Medal",
    "MedalState",
    "Media",
    "MediaKind",
    "Medium",
    "Member",
    "Mobility",
    "Mode",
    "Notice",
    "NoticeState",
    "Outbox",
    "OutboxState",
    "Pairing",
    "Partner",
    "Person",
    "PhotoConsent",
    "Precision",
    "Profile",
    "ProposalState",
    "Proxy",
    "Receipt",
    "Role",
    "Scope",
    "Sheet",
    "SheetItem",
    "Status",
    "Upload",
    "Verdict",
    "Via",
    "Visit",
    "VisitDelay",
    "VisitMedia",
    "VisitMember",
    "VisitOccasion",
    "VisitOutcome",
    "VisitState",
    "VisitVisitor",
    "VisitWay",
    "Way",
    "Why",
    "metadata",
]
