"""The sandbox's stage: the same bot against a local messenger, with the sample branch and a clock."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.app import App, prepare_database
from bot.clock import Clock, instant, local_day
from bot.database import Database
from bot.domain import people, roster, visit_import
from bot.domain.roster_reading import read_sheets
from bot.domain.workdays import is_workday
from bot.errors import listening
from bot.sandbox import page
from bot.sandbox.server import SandboxServer
from bot.sandbox.world import Persona, World
from bot.settings import Settings
from bot.spreadsheets import read
from bot.texts.members import ROLE_NAMES
from handlers.menus import menu_keyboard
from handlers.routes import router
from models import Account, Branch, Channel, Member, Person, Role

TOKEN = "1000001:local-sandbox-not-a-secret"
DATABASE = Path("data/sandbox.db")
MESSAGES = Path("data/sandbox-messages.db")
CLOCK = Path("data/sandbox-clock.txt")
BRANCH = "云泽市民生事务办公室离退休干部党支部"
STEP = timedelta(minutes=10)
OPENING = time(9, 0)  # a fresh start is a workday at nine
_USER_IDS_FROM = 7_000_000
_SAMPLE = resources.files("bot.sandbox") / "sample"
_SHEETS = ("members.csv", "cadres.csv", "pairs.csv")
_VISITS = "visits.csv"
_ATTACHMENTS = {
    "样例花名册.xlsx": "花名册.xlsx",
    "样例结对干部.csv": "cadres.csv",
    "样例结对.csv": "pairs.csv",
}
# Everybody whose channel is the bot has opened it before the curtain rises, but for these three.
_STILL_TO_INVITE = ("罗家骏", "梁启明", "魏晓红")
_RELATIVE = Persona(_USER_IDS_FROM - 1, "吴小燕", "家属", "10055500001", "吴长贵的女儿")
_STRANGER = Persona(_USER_IDS_FROM - 2, "路过的人", "陌生人", "10055500002", "不在名册上")
_ROLES_FIRST = (Role.SECRETARY, Role.DEPUTY, Role.LIAISON, Role.ORGANISATION, Role.PUBLICITY)
_CHANNEL_HINTS = {
    Channel.PHONE: "不用智能手机",
    Channel.PAPER: "看纸质通知",
    Channel.RELATIVE: "家属代收",
}


class StageClock:
    """The page's hand on the clock: it runs through the time, or jumps as if the bot had been down."""

    def __init__(self, clock: Clock, zone: str, file: Path) -> None:
        self._clock = clock
        self._file = file
        self.zone = ZoneInfo(zone)
        self.app: App | None = None  # there as soon as the bot runs

    def now(self) -> datetime:
        """Return the sandbox's time."""
        return self._clock.now()

    async def run_through(self, to: datetime, progress: Callable[[datetime], None]) -> None:
        """Move on in steps of at most ten minutes; what becomes due happens at each."""
        while (left := to - self.now()) > timedelta(0):
            self._advance(min(STEP, left))
            await self._catch_up()
            progress(self.now())

    async def jump(self, to: datetime) -> None:
        """Move on at once; the next tick finds what became due meanwhile."""
        self._advance(max(to - self.now(), timedelta(0)))
        await self._catch_up()

    async def _catch_up(self) -> None:
        if self.app is not None:
            await self.app.runner.tick()
            await self.app.sender.drain()

    def _advance(self, by: timedelta) -> None:
        self._clock.advance(by)
        self._file.write_text(str(self._clock.offset.total_seconds()))


@asynccontextmanager
async def open_stage(settings: Settings, folder: Path = Path()) -> AsyncIterator[str]:
    """Run the sandbox and give the address of its page.

    It has a database of its own, always, whatever DATABASE_URL says.
    """
    (folder / DATABASE).parent.mkdir(parents=True, exist_ok=True)
    settings = settings.model_copy(
        update={
            "database_url": f"sqlite:///{folder / DATABASE}",
            "branch_name": BRANCH,
            "bot_token": SecretStr(TOKEN),
            "proxy_url": None,
            "webhook_url": None,
        }
    )
    clock = _clock(folder / CLOCK, settings.timezone)
    personas = await _seed(settings, clock)
    world = World("支部小助手", "hongye_bot", TOKEN, personas, now=clock.now, store=folder / MESSAGES)
    world.acquaint(persona.user_id for persona in personas)
    hand = StageClock(clock, settings.timezone, folder / CLOCK)
    attachments = {name: Path(str(_SAMPLE / file)) for name, file in _ATTACHMENTS.items()}
    server = SandboxServer(
        world,
        port=settings.sandbox_port,
        extra_routes=lambda web: page.routes(web, world, hand, attachments),
    )
    with listening("SANDBOX_PORT", settings.sandbox_port):
        await server.start()
    try:
        async with App(settings.model_copy(update={"bot_api_url": server.url}), clock) as app:
            hand.app = app
            await _lay_keyboards(app, world, personas, clock.now())
            yield server.url
    finally:
        await server.stop()
        await world.close()


def _clock(file: Path, zone: str) -> Clock:
    """Return the clock as it was left, or at nine on the next workday."""
    if file.exists():
        return Clock(timedelta(seconds=float(file.read_text())))
    now = datetime.now(UTC)
    day = local_day(now, zone)
    while instant(day, OPENING, zone) < now or not is_workday(day):
        day += timedelta(days=1)
    clock = Clock(instant(day, OPENING, zone) - now)
    file.write_text(str(clock.offset.total_seconds()))
    return clock


async def _seed(settings: Settings, clock: Clock) -> list[Persona]:
    """Import the sample branch, once, through the real importer; return who is on the stage."""
    database = Database(settings.database_url)
    try:
        branch = await prepare_database(settings, database)
        async with database.transaction() as session:
            if (await session.exec(select(Person.id).limit(1))).first() is None:
                await _import_sample(session, branch, clock.now())
                await _spare(session, branch)
                await _open_accounts(session, branch, clock.now())
        async with database.reading() as session:
            return await _personas(session, branch, clock.now())
    finally:
        await database.close()


async def _import_sample(session: AsyncSession, branch: Branch, now: datetime) -> None:
    today = local_day(now, branch.zone)
    for name in _SHEETS:
        reading = read_sheets(await read((_SAMPLE / name).read_bytes()), today)
        batch = await roster.open_import(session, branch.id, reading, name, None, now)
        await roster.preview(session, batch, now)
        await roster.confirm(session, batch, None, now)
        await session.flush()
    for sheet in await read((_SAMPLE / _VISITS).read_bytes()):
        await visit_import.take(session, branch, sheet, now)


async def _spare(session: AsyncSession, branch: Branch) -> None:
    """Set what the branch knows and no roster has a column for: who mourns, and who is in hospital."""
    for person, _ in await _everybody(session, branch):
        if person.name == "黄玉梅":
            person.mourning_until = date(2027, 4, 30)
        elif person.name == "朱宝山":
            person.hospital_since = date(2026, 11, 15)
        session.add(person)


async def _open_accounts(session: AsyncSession, branch: Branch, now: datetime) -> None:
    bot_id = int(TOKEN.partition(":")[0])
    for person, member in await _everybody(session, branch):
        by_bot = member is None or (member.channel is Channel.BOT and member.is_on_roll())
        if by_bot and person.name not in _STILL_TO_INVITE:
            user_id = _USER_IDS_FROM + person.id
            session.add(
                Account(
                    branch_id=branch.id,
                    bot_id=bot_id,
                    user_id=user_id,
                    chat_id=user_id,
                    person_id=person.id,
                    bound_at=now,
                )
            )


async def _lay_keyboards(app: App, world: World, personas: Sequence[Persona], now: datetime) -> None:
    """Let those who have been here long have the keyboard that came with their first words."""
    routes, bot_id = router(), int(TOKEN.partition(":")[0])
    async with app.database.reading() as session:
        for persona in personas:
            chat = world.chat(persona.user_id)
            speaker, _ = await people.who(session, bot_id, persona.user_id, now)
            if chat.keyboard is None and speaker.roles:
                rows = menu_keyboard(routes, speaker).rows
                chat.keyboard = {
                    "keyboard": [[{"text": word} for word in row] for row in rows],
                    "resize_keyboard": True,
                }


async def _everybody(session: AsyncSession, branch: Branch) -> Sequence[tuple[Person, Member | None]]:
    found = await session.exec(
        select(Person, Member)
        .outerjoin(Member, col(Member.person_id) == col(Person.id))
        .where(Person.branch_id == branch.id)
        .order_by(col(Person.id))
    )
    return found.all()


async def _personas(session: AsyncSession, branch: Branch, now: datetime) -> list[Persona]:
    today = local_day(now, branch.zone)
    ranked = []
    for person, member in await _everybody(session, branch):
        if member is not None and not member.is_on_roll():
            continue
        roles = await people.roles_of(session, person, member, today)
        role = next((word for held, word in ROLE_NAMES.items() if held in roles), "")
        place = min((_ROLES_FIRST.index(role) for role in roles if role in _ROLES_FIRST), default=9)
        hint = _CHANNEL_HINTS.get(member.channel, "") if member else ""
        if person.name in _STILL_TO_INVITE:
            hint = "还没有接通，可以邀请"
        persona = Persona(_USER_IDS_FROM + person.id, person.name, role, person.phone or "", hint)
        ranked.append((place, member is None, persona))
    ranked.sort(key=lambda entry: entry[:2])
    return [*(persona for _, _, persona in ranked), _RELATIVE, _STRANGER]
