"""The chat page for everybody: it explains itself, needs no mouse, and is legible at any size."""

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from bot.sandbox.world import World

from .conftest import NARROW, SAMPLE, SECRETARY, WIDE, Visit, asking, keys, written

# Chromium takes a second to start: one of them, and its event loop, serve all tests.
pytestmark = pytest.mark.asyncio(loop_scope="package")

TABLET = {"width": 820, "height": 1180}
LAPTOP = {"width": 1024, "height": 768}


async def test_the_first_visit_explains_itself_once(visit: Visit) -> None:
    page = await visit(welcomed=False)

    await expect(page.get_by_role("dialog")).to_contain_text("欢迎来到红叶试用间")
    await expect(page.locator(".welcome li")).to_have_count(5)
    await page.get_by_role("button", name="开始试用").click()
    await page.reload()
    await expect(page.locator(".owner-name").first).to_have_text("沈国安")

    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.get_by_role("button", name="这是什么").click()
    await expect(page.get_by_role("dialog")).to_be_visible()


async def test_the_page_leads_from_one_step_to_the_next(world: World, page: Page, left: Locator) -> None:
    guide = page.get_by_role("complementary", name="试一试")
    world.deliver(SECRETARY, asking("导入预览", "确认导入", "不导入"))

    await expect(guide).to_contain_text("1/5交花名册")
    await expect(guide).to_contain_text(f"沈国安的手机上点「写消息」左边的曲别针，选「{SAMPLE}」")
    await left.get_by_role("button", name="不导入").click()
    await left.get_by_role("button", name="确认导入").click()
    await expect(guide).to_contain_text("2/5请一位同志进来")
    await expect(guide).to_contain_text("沈国安写「周德明」发出去")
    await guide.get_by_role("button", name="跳过这步").click()
    await page.reload()

    await expect(guide).to_contain_text("3/5发一个通知")


async def test_the_guide_is_put_away_and_called_again(visit: Visit) -> None:
    page = await visit(NARROW)
    guide = page.get_by_role("complementary", name="试一试")
    await expect(guide.locator(".guide-how")).to_be_visible()

    await page.get_by_role("textbox", name="写消息").first.click()
    await expect(guide.locator(".guide-how")).to_be_hidden()
    await guide.get_by_role("button", name="收起，不再提示").click()
    await page.reload()
    await expect(guide).to_be_hidden()

    await page.get_by_role("button", name="这是什么").click()
    await page.get_by_role("button", name="开始试用").click()
    await expect(guide).to_contain_text("1/5")


async def test_everything_is_done_without_a_mouse(world: World, page: Page, left: Locator) -> None:
    world.deliver(SECRETARY, asking("发吗？", "发"))
    await expect(left.get_by_role("button", name="发", exact=True)).to_be_visible()
    await left.locator(".owner").focus()
    await page.keyboard.press("Enter")
    await page.keyboard.type("周德明")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Escape")
    await expect(left.locator(".owner")).to_be_focused()

    for _ in range(12):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.dataset.press") == "发":
            break
    await page.keyboard.press("Enter")

    assert (await written(world))[0]["callback_query"]["data"] == "发"


@pytest.mark.parametrize("size", [NARROW, TABLET, LAPTOP, WIDE])
async def test_nothing_is_cut_off_at_any_size_of_screen_and_text(
    world: World, visit: Visit, size: Any
) -> None:
    world.deliver(
        SECRETARY,
        asking("https://example.com/" + "很长" * 3 + "x" * 90, "一个说明得很长很长很长很长很长很长的按钮"),
        keys(["发通知", "看回音", "等我批"], ["办活动", "老同志"], ["找人"], resize_keyboard=True),
    )
    page = await visit(size)
    await page.locator(".message").first.wait_for()

    for _ in range(7):
        sticking_out = await page.evaluate(STICKING_OUT)
        assert sticking_out == []
        if not await page.get_by_role("button", name="字大一些").is_enabled():
            break
        await page.get_by_role("button", name="字大一些").click()


STICKING_OUT = """() => [...document.querySelectorAll('body *')].filter(node => {
  if (!node.checkVisibility() || node.closest('svg, legend')) return false;
  const box = node.getBoundingClientRect();
  return box.width && (box.left < -1 || box.right > innerWidth + 1);
}).map(node => node.outerHTML.slice(0, 90))"""


async def test_all_words_are_legible(world: World, page: Page, left: Locator) -> None:
    world.deliver(SECRETARY, asking("发吗？ https://example.com /help", "发"), keys(["找人"]))
    await world.text(SECRETARY, "好")
    await world.upload(SECRETARY, "名册.csv", "text/csv", b"x")
    await expect(left.locator(".message")).to_have_count(3)

    faint = await page.evaluate(FAINT)
    await left.locator(".owner").click()
    faint += await page.evaluate(FAINT)

    assert faint == []


# WCAG AA: every text against the nearest opaque background behind it.
FAINT = """() => {
  const parse = words => (words.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const behind = node => {
    for (; node; node = node.parentElement) {
      const colour = parse(getComputedStyle(node).backgroundColor);
      if (colour.length === 3 || colour[3] > .7) return colour;
    }
    return [246, 238, 225];
  };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    const away = node.closest('[hidden], script, style, template, legend, :disabled');
    if (!walk.currentNode.data.trim() || !node.checkVisibility() || away) continue;
    const style = getComputedStyle(node);
    const [a, b] = [light(parse(style.color)), light(behind(node))].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize);
    const enough = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
    const ratio = (a + .05) / (b + .05);
    const words = walk.currentNode.data.slice(0, 20);
    if (ratio < enough) found.push(`${ratio.toFixed(2)} ${node.className}: ${words}`);
  }
  return found;
}"""
