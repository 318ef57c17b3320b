"""Sentences that every feature shares."""


def not_found() -> str:
    """Answer for what is not there any more, or never was."""
    return "这一条已经找不到了。可以点下面的「找人」，我请人帮您看看。"


def not_allowed() -> str:
    """Answer for what is somebody else's to do."""
    return "这件事要由支部负责的同志来办。需要的话，点「找人」。"


def stranger() -> str:
    """Answer for somebody who is not bound yet."""
    return (
        "您好，我是支部小助手，是一个程序。\n\n"
        "请支部的同志发给您邀请，打开就能用；手里有邀请数字的，直接把数字发给我。"
    )


def sorry(reference: str) -> str:
    """Answer when something of ours broke; the code can be read out on the telephone."""
    return f"对不起，刚才没办成，不是您的问题。\n\n请过一会儿再试，或者点「找人」，告诉他这个号：{reference}"


def alarm(reference: str) -> str:
    """Tell those in charge that something of ours broke."""
    return f"程序出了一个错，已经记下，编号 {reference}。请告诉管程序的同志；通知和名册都没有丢。"


def in_a_group() -> str:
    """Say the one line for a group before leaving it."""
    return "我只在单独的聊天里帮忙，这里就不打扰大家了。有事请单独找我。"


def too_many() -> str:
    """Answer to a flood of messages."""
    return "您发得有点快，我一条一条看。稍等一会儿再发，就好。"


def place(latitude: float, longitude: float) -> str:
    """Stand for a place somebody sent, so that whoever helps can find it."""
    return f"（位置：北纬{latitude:.5f}，东经{longitude:.5f}）"


def place_called(title: str, address: str) -> str:
    """Stand for a place with a name."""
    return f"（位置：{title}，{address}）" if address else f"（位置：{title}）"


# The messenger's own command menu; everything in it can be had without typing too.
COMMANDS = (
    ("menu", "主菜单"),
    ("help", "找人帮忙"),
    ("stop", "不再接收消息"),
)

BACK = "返回"
CANCEL = "取消"
MENU = "主菜单"
HELP = "找人"


def left_form() -> str:
    """Say that a form was left and nothing happened."""
    return "好的，先不办了，什么都没有改动。"


def file_too_big() -> str:
    """Answer to a file the messenger will not hand over."""
    return "这个文件太大了，我收不下。请发小一点的，20兆以内就行。"


def file_not_fetched() -> str:
    """Answer when a file could not be fetched from the messenger."""
    return "这个文件没有收全。请再发一次，好吗？"
