"""Words that answer a tap of a helper (跟进): noted, tried in vain, handed over; and what is next."""

from collections.abc import Sequence

from bot.messages import Button, Message
from bot.texts.followup_reasons import PROMISES, in_vain
from bot.texts.followups import AskPartner, BackToTask, OpenTask, Page, done, oops
from bot.texts.visit_log import LogVisit
from models import FollowUpState, Via

_MANY = 3  # calls in vain, after which something else has to be thought of


def next_one(task_id: int, name: str) -> Button:
    """Lead on to the next call."""
    return Button(f"下一位：{name}", OpenTask(task_id))


def one_more(task_id: int) -> Button:
    """Lead on to what else the same person is to be told."""
    return Button("还有一件", OpenTask(task_id))


def thanked(facts: Page, following: Button | None) -> Message:
    """Answer 已告知; a visit, and what was promised, may go into the record of visits (台账) too."""
    shown = done(facts)
    if facts.via is not Via.VISIT and facts.why not in PROMISES:
        return Message(f"{shown.text}\n\n谢谢您！", "记下了", _after(shown.buttons, following))
    record = Button("记一笔", LogVisit(facts.person_id))
    text = f"{shown.text}\n\n谢谢您！老同志怎么样、说了什么，点「记一笔」，记进走访慰问台账。"
    return Message(text, "记下了", _after((record, *shown.buttons), following))


def not_answered(facts: Page, gone_to: str | None, following: Button | None) -> Message:
    """Answer 没接通, and 没见到."""
    visit = facts.state is FollowUpState.VISIT
    verb = "去" if visit else "打"
    vain = in_vain(facts.attempts, visit=visit)
    if gone_to:
        text = f"{vain}，交给{gone_to}同志想办法。您不用再{verb}了。"
    elif facts.attempts >= _MANY:
        text = f"已经{vain}。{'' if visit else '可以请人上门看看，也'}可以换一位同志。"
        return Message(text, facts.name, (Button("返回", BackToTask(facts.task_id)), *oops(facts)))
    elif facts.urgent:
        text = f"晚一点再请您{verb}一次。"
    else:
        text = f"下一个工作日的名单里，再请您{verb}一次。"
    return Message(text, f"{facts.name}，没{'见到' if visit else '接通'}", _after(oops(facts), following))


def visit_noted(facts: Page, following: Button | None) -> Message:
    """Answer 需要上门."""
    promise = PROMISES.get(facts.why)
    label = promise.visited if promise else "已上门告知"
    buttons = (Button(label, AskPartner(facts.task_id, facts.step, Via.VISIT)), *oops(facts))
    text = f"记下了。方便的时候去看看，去过了再点「{label}」。"
    return Message(text, f"{facts.name}，需要上门", _after(buttons, following))


def handed_over(facts: Page, helper: str, following: Button | None) -> Message:
    """Answer 换人."""
    return Message(f"交给{helper}同志了。", facts.name, _after(oops(facts), following))


def _after(buttons: Sequence[Button], following: Button | None) -> tuple[Button, ...]:
    if following is None:
        return tuple(buttons)
    return (*buttons, following)
