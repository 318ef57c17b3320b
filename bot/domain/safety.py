"""What may not wait in somebody's words, in the order of safety; asked before anything else is."""

from bot.domain.tidings import Death, Scam, death, scam
from bot.domain.urgency import Need, need

FORM = "help"  # the question of 找人; in any other form a death or a swindle may be what is written about


def heed(words: str, form: str | None = None) -> Need | Death | Scam | None:
    """Return what may not wait; `form` is the one that is open in the chat."""
    found = need(words)
    if found in (Need.EMERGENCY, Need.CRISIS):
        return found
    told = death(words) or scam(words) if form in (None, FORM) else None
    return told or found  # a mourner is never asked whether he needs an ambulance
