"""Words of the channels: how a member is reached, and how that is changed."""

from dataclasses import dataclass

from bot.messages import Button, Message
from bot.presses import Press
from models import Channel


@dataclass(frozen=True, slots=True)
class ChangeChannel(Press, code="cho"):
    """改联系方式."""

    person_id: int


@dataclass(frozen=True, slots=True)
class ChooseChannel(Press, code="chs"):
    """From now on he is reached like this."""

    person_id: int
    channel: str


CHANGE = "改联系方式"
_HOW = {
    Channel.BOT: "手机上的小助手",
    Channel.RELATIVE: "家属代收",
    Channel.PHONE: "打电话",
    Channel.PAPER: "送纸条",
}
_CONSEQUENCES = {
    Channel.BOT: "通知发到他自己的手机上。",
    Channel.RELATIVE: "通知发给代收的家属；只告本人的，请人当面或打电话说。",
    Channel.PHONE: "有了通知，请人打电话告诉他。",
    Channel.PAPER: "要回音的，印成大字请人送去；知道就行的，攒着每月送一次。",
}


def change(
    name: str, channel: Channel, relatives: tuple[str, ...], person_id: int, more: tuple[Button, ...]
) -> Message:
    """Show how a member is reached, and offer the other ways; `more` are about his relatives."""
    lines = [f"现在：{_HOW[channel]}", *relatives]
    others = tuple(
        Button(f"改成{words}", ChooseChannel(person_id, str(way)))
        for way, words in _HOW.items()
        if way is not channel
    )
    return Message("\n".join(lines), f"怎么联系{name}同志", (*others, *more))


def changed(
    name: str, channel: Channel, *, connected: bool, relatives: bool, buttons: tuple[Button, ...]
) -> Message:
    """Say what holds from now on, and what is still missing for it."""
    words = _CONSEQUENCES[channel]
    if channel is Channel.BOT and not connected:
        words += "\n\n他的手机还没接通，请发个邀请。"
    if channel is Channel.RELATIVE and not relatives:
        words += "\n\n现在还没有代收的家属，请加一位。"
    return Message(words, f"{name}同志：{_HOW[channel]}", buttons)
