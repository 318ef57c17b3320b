"""Routing: which entrance an update comes in by."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot import chinese
from bot.access import Permission
from bot.domain import safety
from bot.domain.people import Speaker
from bot.presses import FormAnswer, FormBack, FormCancel, OpenWord, Press
from handlers.kit.forms import Form
from handlers.kit.reading import Incoming
from handlers.kit.replies import Reply
from handlers.kit.turn import Turn
from models import Dialog

Handler = Callable[[Turn], Awaitable[Reply]]
PressHandler = Callable[[Turn, Any], Awaitable[Reply]]
Fetch = Callable[[], Awaitable[bytes]]
Prepare = Callable[[Incoming, Speaker, Fetch], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Route:
    """One entrance: a command, a menu word, typed phrases, a press, or one of the special ones.

    `prepare` runs before the transaction and may use the network and take its time.
    """

    handler: Handler | PressHandler
    needs: Permission
    command: str | None = None
    word: str | None = None  # a word of the reply keyboard
    phrases: tuple[str, ...] = ()  # how else people ask for it
    begins: tuple[str, ...] = ()  # how a sentence begins that asks for it and says more
    press: type[Press] | None = None
    prepare: Prepare | None = None


@dataclass(frozen=True, slots=True)
class Special:
    """The entrances that are not asked for by a word of their own."""

    start: Route  # /start, with or without an invitation
    menu: Route
    help: Route  # 找人
    contact: Route
    file: Route
    acknowledgement: Route  # a typed 收到
    form: Route  # whatever is said while a form is open
    form_file: Route
    unknown: Route
    old_button: Route
    stranger: Route  # whatever is said by somebody who is not bound
    urgent: Route  # what may not wait, whatever else it may be: an emergency, despair, a death, a swindle
    departed: Route  # whatever is said by somebody who is frozen, has left or has no part any more


class Router:
    """The table of routes, read by what came in."""

    def __init__(self, routes: Sequence[Route], special: Special, forms: Sequence[Form]) -> None:
        self.routes = tuple(routes)
        self.special = special
        self.forms: Mapping[str, Form] = {form.name: form for form in forms}
        self._by_command = {route.command: route for route in routes if route.command}
        self._by_press = {route.press: route for route in routes if route.press}
        self.by_word = {route.word: route for route in routes if route.word}

    def find(self, said: Incoming, speaker: Speaker, dialog: Dialog | None) -> Route:
        """Return the route of an update; there always is one."""
        if said.pressed is not None:
            return self._find_press(said, dialog)
        if said.command == "start":
            return self.special.start
        if said.contact is not None:
            return self.special.contact
        if said.command in self._by_command:
            return self._by_command[said.command]
        if safety.heed(said.text, dialog.form if dialog else None) is not None:
            return self.special.urgent
        if speaker.person is None and dialog is None:
            return self.special.help if chinese.wants_a_person(said.text) else self.special.stranger
        if said.file is not None:
            return self.special.form_file if self._takes_files(dialog) else self.special.file
        return self._find_words(said.text, speaker, dialog)

    def _find_press(self, said: Incoming, dialog: Dialog | None) -> Route:
        press = said.press
        if isinstance(press, OpenWord):
            return self.by_word.get(press.word, self.special.old_button)
        if isinstance(press, FormAnswer | FormBack | FormCancel):
            return self.special.form if dialog is not None else self.special.old_button
        return self.of_press(press) if press else self.special.old_button

    def of_press(self, press: Press) -> Route:
        """Return the route of a button, also where its label was typed instead."""
        return self._by_press.get(type(press), self.special.old_button)

    def _find_words(self, text: str, speaker: Speaker, dialog: Dialog | None) -> Route:
        # A menu word always works, so that nobody is caught in a form.
        word = text.strip()
        if word in self.by_word:
            return self.by_word[word]
        way_out = chinese.escape(text)
        if way_out is chinese.Escape.MENU:
            return self.special.menu
        if dialog is not None:
            return self.special.form
        if way_out is not None:
            return self.special.menu
        if chinese.acknowledges(text):
            return self.special.acknowledgement
        places = [self._by_phrase[words] for words in chinese.wordings(text) if words in self._by_phrase]
        if places:
            return self.routes[min(places)]
        begun = chinese.fold(text)
        for route in self.routes:
            # Whoever may not ask so means something else: 「为什么……」 of a member goes to a human.
            if route.begins and begun.startswith(route.begins) and route.needs in speaker.permissions:
                return route
        return self.special.help if chinese.wants_a_person(text) else self.special.unknown

    @cached_property
    def _by_phrase(self) -> dict[str, int]:
        """Map what people say to the place of the first route that it asks for."""
        places: dict[str, int] = {}
        for place, route in enumerate(self.routes):
            for phrase in (route.word or "", *route.phrases):
                places.setdefault(chinese.key(phrase), place)
        return {words: place for words, place in places.items() if words}

    def _takes_files(self, dialog: Dialog | None) -> bool:
        form = self.forms.get(dialog.form) if dialog is not None else None
        return form is not None and form.on_file is not None

    def likeliest(self, text: str, speaker: Speaker, limit: int = 3) -> list[str]:
        """Return the menu words that resemble what was said and that the speaker may use."""
        candidates = {
            word: (word, *route.phrases)
            for word, route in self.by_word.items()
            if route.needs in speaker.permissions
        }
        return chinese.likeliest(text, candidates, limit)
