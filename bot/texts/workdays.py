"""Words about working days: what has to be added once a year."""

from bot.messages import Message


def year_missing(year: int) -> Message:
    """Ask for the days off of a year that nobody has entered yet."""
    return Message(
        f"{year}年的放假和调休，程序里还没有。\n\n"
        "国务院的通知出来以后，请管程序的同志照说明添上。没添以前，只按周末和法定节日算，调休的日子会不准。",
        "放假安排",
    )
