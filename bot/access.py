"""Who may do what, on one screen; whatever is not granted is denied."""

from collections.abc import Iterable
from enum import StrEnum

from models import Role


class Permission(StrEnum):
    """What a route asks for; own data needs only `OWN`."""

    GREET = "anybody"  # start, bind, ask for a person
    OWN = "own"  # own notices, own receipts, own page
    PEOPLE_READ = "people:read"  # members and their pages, as far as the role reaches (bot/domain/members.py)
    PEOPLE_CHANGE = "people:change"
    PEOPLE_REACH = "people:reach"  # how a member is reached, and through which relative
    ACT_FOR = "act:for"  # do for a member what he could do himself (bot/domain/acting_for.py)
    ROSTER = "roster"  # import, undo, export
    INVITE = "invite"
    ADMIT = "admit"  # decide claims, cut off a lost account
    QUIET = "quiet"  # hospital, mourning: who is spared cheerful words, as far as the role reaches
    FREEZE = "freeze"  # freeze, restore, confirm a death
    NOTICE_WRITE = "notice:write"
    NOTICE_SEND = "notice:send"
    NOTICE_SECOND = "notice:second"  # the second look at a risky notice
    NOTICE_READ = "notice:read"  # the boards
    OVERSEE = "oversee"  # the month on one page, and the monthly sheets for who reads on paper
    WHY = "why"  # what was due to somebody and what became of it, whoever he is
    PAIR = "pair"  # say who looks after whom, who takes over and who stands in
    FOLLOW_UP = "followup"  # tell somebody by telephone or at his door (bot/domain/followups.py)
    VISIT_LOG = "visit:log"  # write down a visit or a call, of those in his care
    VISIT_LEDGER = "visit:ledger"  # 台账: everybody's visits, with their words
    ENTRUST = "entrust"  # name somebody to act for a time
    GREETINGS = "greetings"  # approve what is said on anniversaries, festivals and birthdays
    MEDALS = "medals"  # 光荣在党50年: see the list, enter what became of it
    EXPORT = "export"


_P = Permission
_ANYBODY = frozenset({_P.GREET})
_KNOWN = _ANYBODY | {_P.OWN}
_ACTING = _KNOWN | {
    _P.PEOPLE_READ,
    _P.PEOPLE_CHANGE,
    _P.PEOPLE_REACH,
    _P.ACT_FOR,
    _P.INVITE,
    _P.ADMIT,
    _P.QUIET,
    _P.FREEZE,
    _P.NOTICE_WRITE,
    _P.NOTICE_SEND,
    _P.NOTICE_SECOND,
    _P.NOTICE_READ,
    _P.OVERSEE,
    _P.WHY,
    _P.PAIR,
    _P.FOLLOW_UP,
    _P.VISIT_LOG,
    _P.VISIT_LEDGER,
    _P.GREETINGS,
    _P.MEDALS,
    _P.EXPORT,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.MEMBER: _KNOWN,
    Role.RELATIVE: _KNOWN | {_P.ACT_FOR},
    Role.CADRE: _KNOWN | {_P.PEOPLE_READ, _P.QUIET, _P.FOLLOW_UP, _P.VISIT_LOG, _P.ACT_FOR},
    Role.GROUP_LEADER: _KNOWN | {_P.PEOPLE_READ, _P.QUIET, _P.FOLLOW_UP, _P.VISIT_LOG, _P.ACT_FOR},
    Role.DISCIPLINE: _KNOWN,
    Role.ORGANISATION: _KNOWN | {_P.PEOPLE_READ, _P.PEOPLE_CHANGE, _P.ROSTER, _P.MEDALS, _P.EXPORT},
    Role.PUBLICITY: _KNOWN | {_P.NOTICE_WRITE, _P.NOTICE_SECOND},
    Role.LIAISON: _KNOWN
    | {
        _P.PEOPLE_READ,
        _P.PEOPLE_REACH,
        _P.ACT_FOR,
        _P.INVITE,
        _P.ADMIT,
        _P.QUIET,
        _P.FREEZE,
        _P.NOTICE_WRITE,
        _P.NOTICE_SECOND,
        _P.NOTICE_READ,
        _P.OVERSEE,
        _P.WHY,
        _P.PAIR,
        _P.FOLLOW_UP,
        _P.VISIT_LOG,
        _P.VISIT_LEDGER,
    },
    Role.DEPUTY: _ACTING | {_P.ROSTER},
    Role.ACTING: _ACTING,
    Role.SECRETARY: frozenset(Permission),
}


def granted(roles: Iterable[Role]) -> frozenset[Permission]:
    """Return what somebody with these roles may do; nobody known may still ask for a person."""
    return _ANYBODY.union(*(GRANTS[role] for role in roles))
