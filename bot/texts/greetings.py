"""Words that greetings of festivals and birthdays share: how one stands, and asking for other words."""

from collections.abc import Sequence

from models import ProposalState

TEXT_AT_MOST = 400  # characters
STATES = {
    ProposalState.PROPOSED: "等您看",
    ProposalState.APPROVED: "已同意",
    ProposalState.SKIPPED: "这次不发",
    ProposalState.SENT: "已经发了",
    ProposalState.BY_HAND: "请人问候了",
    ProposalState.UNKNOWN: "说不准发没发",
    ProposalState.EXPIRED: "没有发",
}

_TOO_LATE = {
    ProposalState.SENT: "这份问候已经发出去了。",
    ProposalState.BY_HAND: "这份问候已经请结对的同志去说了。",
    ProposalState.UNKNOWN: "数据恢复以前，这份问候可能已经发过了。我不再发，免得发两遍。",
}


def too_late(state: ProposalState) -> str:
    """Refuse to decide on what is over."""
    return _TOO_LATE.get(state, "日子已经过了，不再补发。")


def ask_words(old: str) -> str:
    """Ask for other words; the old ones are there to be copied."""
    return f"请把新的问候整段发给我，署名也写上。现在的是：\n\n{old}"


def words_needed() -> str:
    """Refuse nothing, and what is too long for a greeting."""
    return f"问候要有几句话，也不要太长，{TEXT_AT_MOST}个字以内。"


def reconsider(concerns: Sequence[str]) -> str:
    """Stand above the new words where some of them had better not be there."""
    return "请再看一眼：\n" + "\n".join(concerns)
