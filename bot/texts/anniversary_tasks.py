"""What the pair is asked, and told, about a member's political anniversary (政治生日)."""

from collections.abc import Sequence
from datetime import date

from bot.messages import Button, Message
from bot.texts import dates
from bot.texts.members import ShowMember
from models import Greeting


def when(greeting: Greeting) -> str:
    """「6月10日，星期四」, or 「7月」 where only the month is known."""
    return f"{greeting.day.month}月里" if greeting.month_only else dates.day(greeting.day)


def bring_card(greeting: Greeting) -> str:
    """What the helper says to somebody whom the program does not reach."""
    return f"{when(greeting)}，是您入党{greeting.years}周年。支部的同志们祝贺您，给您准备了一张贺卡。"


def visit(greeting: Greeting) -> str:
    """What the helper says at his door where a visit was arranged."""
    return f"{when(greeting)}，是您入党{greeting.years}周年。支部的同志们祝贺您，我带着贺卡来看看您。"


def pair(day: date, today: date, celebrated: Sequence[tuple[int, str, int, bool]]) -> Message:
    """Tell the pair whose day it is: (person, name, years, only the month is known)."""
    near = "今天" if day == today else "明天" if (day - today).days == 1 else ""
    lines = []
    for _, name, years, month_only in celebrated:
        what = f"{name}同志入党{years}周年"
        lines.append(
            f"这个月是{what}，贺卡{near}早上发出。" if month_only else f"{what}，贺卡早上8点半发出。"
        )
    lines.append("您方便的话，打个电话问候一声就好。")
    buttons = tuple(Button(name, ShowMember(person_id)) for person_id, name, _, _ in celebrated[:6])
    return Message("\n".join(lines), title=f"{near}（{dates.day(day)}）", buttons=buttons)
