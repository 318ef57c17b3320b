"""按错了: an alarm that was sounded by mistake is called off, by its button or in words."""

from datetime import timedelta

from bot import chinese
from bot.domain import help as help_
from bot.domain import help_answers
from bot.domain.help import Asker
from bot.messages import Message
from bot.texts import common
from bot.texts import help_urgent as say
from handlers.kit.replies import Redraw, Reply
from handlers.kit.turn import Turn
from models import HelpRequest, Matter

_SECOND_TAP = timedelta(seconds=6)  # 按错了 so soon after 急 is asked about


async def take_back(turn: Turn, press: say.TakeBack) -> Reply:
    """Answer 按错了: the same people are told; right after 急 it may be a second tap, so it is asked."""
    request = await turn.session.get(HelpRequest, press.request_id)
    if request is None or not is_his(turn, request):
        return Message(common.not_found())
    if not press.sure and request.alarmed_at is not None and turn.now < request.alarmed_at + _SECOND_TAP:
        return say.really_wrong(request.id)
    if request.state not in help_.OPEN:
        return Redraw(say.alarm((), (), None, request.id, over=True))
    people = await help_answers.take_back(turn.session, turn.branch, request, turn.now)
    names = [one.name for one in people if turn.speaker.person is None or one.id != turn.person.id]
    thanks = say.taken_back(names, to_stranger=turn.speaker.person is None)
    if press.sure or turn.said.pressed is None:
        return Redraw(thanks)
    # The alarm is a board, whose next drawing would take these words away again.
    return [Redraw(say.alarm((), (), None, request.id, over=True)), thanks]


async def typed(turn: Turn, asker: Asker) -> Reply:
    """Do what 按错了 does where it is written instead of pressed; None where it is something else."""
    sure = chinese.means(turn.said.text, (say.SURELY_WRONG,))
    if not sure and not chinese.means(turn.said.text, say.MISTAKEN):
        return None
    request = await help_.open_of(turn.session, asker, Matter.EMERGENCY)
    return await take_back(turn, say.TakeBack(request.id, int(sure))) if request is not None else None


def is_his(turn: Turn, request: HelpRequest) -> bool:
    """Say whether a call is the asker's own, or one that he made for another."""
    if turn.speaker.person is not None:
        return turn.person.id in (request.person_id, request.written_by)
    return request.person_id is None and request.chat_id == turn.said.chat_id
