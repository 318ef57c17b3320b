"""Words of why a human has to do it (跟进的原因): what a notice left to people, and what was promised."""

from dataclasses import dataclass

from models import Why


@dataclass(frozen=True, slots=True)
class Promise:
    """How something promised is asked for, and what its helper answers."""

    call: str
    visit: str
    called: str
    visited: str
    instead: str | None  # what else settles it where it was to be done at his door


WHY = {
    Why.UNBOUND: "手机上还没有小助手",
    Why.BLOCKED: "手机上停了小助手",
    Why.PHONE: "习惯接电话",
    Why.PAPER: "习惯看纸上的",
    Why.RELATIVE: "还没有家属代收",
    Why.HIMSELF: "平时由家属代收，这件事只告诉本人",
    Why.DOUBT: "手机上收到没有，说不准",
    Why.FAILED: "手机上没收到",
    Why.SILENT: "手机上收到了，还没有回",
    Why.ANNIVERSARY: "政治生日",
    Why.CARD: "答应了送贺卡",
    Why.WISH: "托支部办一件事",
    Why.OCCASION: "走访慰问",
    Why.GREETING: "支部问候",
    Why.RECALLED: "通知收回了",
    Why.SHEET: "纸上的月报",
}
# What was promised, as it is called where it is to be done by telephone, and at his door.
PROMISES = {
    Why.ANNIVERSARY: Promise("请打电话", "请上门", "打过了", "去过了", "改打电话了"),
    Why.CARD: Promise("请送贺卡", "请送贺卡", "送到了", "送到了", None),
    Why.WISH: Promise("请办一件事", "请办一件事", "办好了", "办好了", "电话说了"),
    Why.OCCASION: Promise("请打电话", "请走访", "打过了", "去过了", "改打电话了"),
    Why.GREETING: Promise("请打电话", "请上门", "打过了", "去过了", "改打电话了"),
    Why.RECALLED: Promise("请打电话", "请上门", "说过了", "说过了", "改打电话了"),
    Why.SHEET: Promise("请念月报", "请送月报", "念过了", "送到了", "电话里念了"),
}
SPOKEN = (Why.ANNIVERSARY, Why.OCCASION, Why.GREETING, Why.RECALLED)  # their words can be said as they stand


def asked(why: Why, *, visit: bool, occasion: str | None = None) -> str:
    """Name in a list what is asked of a helper: 「打电话」, 「出院看望，上门看看」."""
    if why is Why.CARD:
        return "送贺卡"
    if why is Why.WISH:
        return "办一件事"
    if why is Why.SHEET:
        return "送月报"
    way = "上门看看" if visit else "打电话"
    return f"{occasion or WHY[why]}，{way}" if why in PROMISES else way


def in_vain(attempts: int, *, visit: bool) -> str:
    """「2次没接通」"""
    return f"{attempts}次没{'见到' if visit else '接通'}"
