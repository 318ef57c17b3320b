"""What may not wait in somebody's words, in the order of safety; asked before anything else is."""

from bot.domain.tidings import Death, Scam, death, scam
from bot.domain.urgency import Need, need
from bot.patterns import Pattern

FORM = "help"  # the question of 找人; in any other form a death or a swindle may be what is written about
ANSWER = "help answer"  # what is written there goes to whoever asked for help
NOTICE = "notice"
_A_CRY = 20  # characters; a longer text in a notice may be advice to others
_ADVICE = Pattern(r"如果|如有|如遇|要是|一旦|遇到|万一|凡是|请[^。！!]{0,6}(?:拨|打)[^。！!]{0,2}120")


def heed(words: str, form: str | None = None, *, forwarded: bool = False) -> Need | Death | Scam | None:
    """Return what may not wait; `form` is the one that is open in the chat.

    Who advises others in his own answer or notice, or passes on what others wrote, is asked, and no
    alarm is sounded in his name.
    """
    found = need(words)
    if forwarded and found is Need.EMERGENCY:
        return Need.LIKELY
    if form == ANSWER:
        return Need.LIKELY if found in (Need.EMERGENCY, Need.LIKELY) else None
    if found is Need.EMERGENCY and form == NOTICE and len(words) > _A_CRY and _ADVICE.search(words):
        return Need.LIKELY
    if found in (Need.EMERGENCY, Need.CRISIS):
        return found
    told = death(words) or scam(words) if form in (None, FORM) else None
    return told or found  # a mourner is never asked whether he needs an ambulance
