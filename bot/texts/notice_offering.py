"""Words that offer to make a notice of what was written without 发通知."""

from bot.messages import Button, Message
from bot.texts.notice_writing import OpenDraft
from models import Notice


def offer(notice: Notice) -> Message:
    """Offer a draft; nothing leaves by itself."""
    return Message(
        "您这段话，像是一份通知。\n\n要发给大家，请点下面；发之前还会给您看。不是的话，不用管它，什么都不会发。",
        buttons=(Button("拟成通知", OpenDraft(notice.id)),),
    )
