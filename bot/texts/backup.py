"""What those in charge hear after the data came back from a backup (备份)."""

from collections.abc import Sequence

from bot.messages import Message

SHOWN = 4  # stopped notices that are named; a message for elders has at most eight lines


def restored(doubtful: int, stopped: Sequence[str]) -> Message:
    """Say what a restore left for people to decide; `stopped` are the gists of notices."""
    lines = ["备份之后办的事，这里都没有了。"]
    if doubtful:
        lines.append(f"有 {doubtful} 条消息说不准到没到，我没有再发。")
    if stopped:
        lines.append("排好要发的通知，怕发两遍，我先停下了。要发的请重新写：")
        lines += [f"· {gist}" for gist in stopped[:SHOWN]]
    if len(stopped) > SHOWN:
        lines.append(f"还有 {len(stopped) - SHOWN} 个。")
    return Message("\n".join(lines), title="数据刚从备份里恢复")
