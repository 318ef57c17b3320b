"""红叶 (Hongye): a calm chat assistant for a Party branch of retired cadres.

The map: an update is stored by `bot/delivery/inbox.py`, put in order by `handlers/kit/ordering.py`
and turned into a press or words by `handlers/kit/reading.py`; `handlers/kit/dispatch.py` finds its
route in `handlers/routes.py` and calls a handler, which asks a verb of `bot/domain` and answers with
a sentence of `bot/texts`. The answer is a row of the outbox, committed with the change that caused
it; `bot/delivery/sender.py` sends it. `scheduler/timetable.py` says what becomes due by itself. One
word is one file name in every folder. `bot/app.py` plugs the parts together; nobody imports it but
the command line.
"""
