"""The page in a real browser: silent, alone, whole, and fit for a telephone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from analyzer.report import write
from analyzer.report.report import Report

CHARTS = 9
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
SMALLEST_TEXT = """
return Math.min(...[...document.querySelectorAll('figure svg')]
  .filter(svg => svg.getBoundingClientRect().width)
  .flatMap(svg => [...svg.querySelectorAll('text')]
    .map(text => parseFloat(getComputedStyle(text).fontSize) * svg.getScreenCTM().a)))
"""


@pytest.fixture(scope="module")
def driver(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """A headless Chromium with a profile of its own, which notes messages and requests."""
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    browser = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    yield browser
    browser.quit()


@pytest.fixture(scope="module")
def written(demo: Report, hostile: Report, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The addresses of the written pages."""
    folder = tmp_path_factory.mktemp("pages")
    pages = {}
    for name, report in (("demo", demo), ("hostile", hostile)):
        write(report, folder / name, ["html"])
        pages[name] = (folder / name / "report.html").as_uri()
    return pages


def show(driver: webdriver.Chrome, page: str, width: int, scheme: str = "light") -> None:
    """Open a page at that width and colour scheme."""
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    wishes = (("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce"))
    features = [{"name": name, "value": value} for name, value in wishes]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": features})
    driver.get_log("performance")
    driver.get(page)


def requests(driver: webdriver.Chrome) -> list[str]:
    """All addresses that were asked for since the last call."""
    messages: list[dict[str, Any]] = [
        json.loads(entry["message"])["message"] for entry in driver.get_log("performance")
    ]
    return [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]


@pytest.mark.parametrize("name", ["demo", "hostile"])
def test_the_page_is_silent_and_alone(name: str, driver: webdriver.Chrome, written: dict[str, str]) -> None:
    """The console stays empty and nothing is asked for but the page itself."""
    show(driver, written[name], 1280)
    assert driver.get_log("browser") == []
    assert requests(driver) == [written[name]]


def test_nothing_from_a_log_ran(driver: webdriver.Chrome, written: dict[str, str]) -> None:
    """A script in a zone's name did not run and made no element."""
    show(driver, written["hostile"], 1280)
    assert driver.title != "ran"
    assert driver.execute_script("return document.querySelectorAll('script').length") == 1
    assert driver.execute_script("return document.querySelectorAll('img, iframe, object').length") == 0
    assert driver.execute_script("return typeof window.ran") == "undefined"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_charts_are_there(width: int, scheme: str, driver: webdriver.Chrome, written: dict[str, str]) -> None:
    """Each figure shows one drawing, in the shape that fits, with text that can be read."""
    show(driver, written["demo"], width, scheme)
    boxes = driver.execute_script(
        "return [...document.querySelectorAll('figure svg')].map(e => e.getBoundingClientRect())"
        ".filter(box => box.width).map(box => [box.width, box.height])"
    )
    assert len(boxes) == CHARTS
    assert all(w >= min(width * 0.8, 800) and h > 100 for w, h in boxes)
    assert driver.execute_script(SMALLEST_TEXT) >= 9


@pytest.mark.parametrize("name", ["demo", "hostile"])
def test_a_telephone_needs_no_sideways_scrolling(
    name: str, driver: webdriver.Chrome, written: dict[str, str]
) -> None:
    """At 320 pixels the page is no wider, even with every fold open; wide tables scroll by themselves."""
    show(driver, written[name], 320)
    driver.execute_script("document.querySelectorAll('details').forEach(e => e.open = true)")
    wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert driver.execute_script(wide) == 0


def test_colours_follow_the_scheme(driver: webdriver.Chrome, written: dict[str, str]) -> None:
    """Page and charts turn dark together."""
    seen = {}
    for scheme in ("light", "dark"):
        show(driver, written["demo"], 1280, scheme)
        seen[scheme] = driver.execute_script(
            "return [getComputedStyle(document.body).backgroundColor, "
            "getComputedStyle(document.querySelector('figure .wide text')).fill]"
        )
    assert seen["light"][0] != seen["dark"][0]
    assert seen["light"][1] != seen["dark"][1]


def test_print_opens_what_is_folded(driver: webdriver.Chrome, written: dict[str, str]) -> None:
    """On paper the passed rules and the evidence can be read without a click."""
    show(driver, written["demo"], 800)
    shown = "return document.querySelector('#rules details table').checkVisibility()"
    assert driver.execute_script(shown) is False
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert driver.execute_script(shown) is True


@pytest.mark.parametrize("media", ["light", "dark", "print"])
@pytest.mark.parametrize("name", ["demo", "hostile"])
def test_axe_finds_no_barrier(
    name: str, media: str, npm: Path, driver: webdriver.Chrome, written: dict[str, str]
) -> None:
    """The rules of axe-core for WCAG 2.2 AA and good practice find nothing, with every fold open."""
    show(driver, written[name], 1280, "light" if media == "print" else media)
    if media == "print":
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    driver.execute_script("document.querySelectorAll('details').forEach(e => e.open = true)")
    driver.execute_script((npm / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    driver.set_script_timeout(60)
    found = driver.execute_async_script(
        "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']})"
        ".then(r => done({rules: r.passes.length, barriers: r.violations.map(v => "
        "[v.id, v.nodes.slice(0, 3).map(n => n.html.slice(0, 200))])}))"
    )
    assert found["barriers"] == []
    assert found["rules"] > 20


def column(driver: webdriver.Chrome, label: str, number: int) -> list[str]:
    """The cells of a column of the table of that label, as they are shown."""
    return driver.execute_script(  # type: ignore[no-any-return]
        "const rows = document.querySelector(`[aria-label='${arguments[0]}'] tbody`).rows;"
        "return [...rows].filter(r => !r.hidden && r.cells.length > 1)"
        ".map(r => r.cells[arguments[1]].textContent.trim())",
        label,
        number,
    )


def test_tables_can_be_sorted(driver: webdriver.Chrome, written: dict[str, str]) -> None:
    """A click on a head sorts by it, numbers as numbers, and a second one turns the order."""
    show(driver, written["demo"], 1280)
    button = driver.find_element("css selector", "[aria-label='Zones'] thead th:nth-child(2) button")
    button.click()
    assert column(driver, "Zones", 1) == ["0", "1", "6", "11"]
    button.click()
    assert column(driver, "Zones", 1) == ["11", "6", "1", "0"]
    state = driver.execute_script(
        "return [...document.querySelectorAll('[aria-label=Zones] thead th')].map(h => h.ariaSort)"
    )
    assert state == [None, "descending", None, None, None, None]


def test_what_explains_a_row_moves_with_it(driver: webdriver.Chrome, written: dict[str, str]) -> None:
    """The diagnosis of a rollover stays below it, however the table is sorted."""
    show(driver, written["demo"], 1280)
    head = "[aria-label='Rollovers'] thead th:nth-child(4) button"
    above = (
        "return document.querySelector('[aria-label=Rollovers] tr.aside').previousSibling.cells[0].innerText"
    )
    for _ in range(2):
        driver.find_element("css selector", head).click()
        assert driver.execute_script(above.replace("previousSibling", "previousElementSibling")) == (
            "woodgrove.example"
        )
    starts = column(driver, "Rollovers", 3)
    assert starts == sorted(starts, reverse=True)


def test_tables_can_be_filtered(driver: webdriver.Chrome, written: dict[str, str]) -> None:
    """Typing leaves the rows that hold the text, says how many, and clearing brings all back."""
    show(driver, written["demo"], 1280)
    field = driver.find_element("css selector", "input[aria-label='Filter rows of Rollovers']")
    field.send_keys("Fabrikam")
    assert column(driver, "Rollovers", 0) == ["fabrikam.example"] * 2
    told = driver.find_element("css selector", "#rollovers output")
    assert told.text == "2 of 9"
    field.clear()
    field.send_keys(" ")
    assert len(column(driver, "Rollovers", 0)) == 9


def test_everything_can_be_read_without_script(driver: webdriver.Chrome, written: dict[str, str]) -> None:
    """With scripts off the text is the same, and nothing is left over that would need them."""
    text = "return document.querySelector('main').textContent.replace(/\\s+/g, ' ')"
    show(driver, written["demo"], 1280)
    with_script = driver.execute_script(text)
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        show(driver, written["demo"], 1280)
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
        assert driver.execute_script(text) == with_script
        assert driver.execute_script("return document.querySelectorAll('button, input').length") == 0
    finally:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_a_link_to_a_folded_finding_opens_it(driver: webdriver.Chrome, tmp_path: Path, demo: Report) -> None:
    """The address of any finding leads to it, even where it lies in a fold."""
    many = [replace(demo.findings[1], id=f"F-{number:06d}") for number in range(12)]
    write(replace(demo, findings=tuple(many)), tmp_path, ["html"])
    show(driver, f"{(tmp_path / 'report.html').as_uri()}#F-000011", 1280)
    shown = "return document.getElementById(arguments[0]).checkVisibility()"
    assert driver.execute_script(shown, "F-000011") is True
    assert driver.execute_script("return document.querySelector('details.rest').open") is True


def test_every_chart_has_its_words(driver: webdriver.Chrome, written: dict[str, str]) -> None:
    """The accessible name of each drawing is its title and sentence, and a table with its rows follows."""
    show(driver, written["demo"], 1280)
    named = driver.execute_script(
        "return [...document.querySelectorAll('figure')].map(f => [f.parentElement.querySelectorAll("
        "'details table tbody tr').length, ...f.getAttribute('aria-labelledby').split(' ')"
        ".map(id => document.getElementById(id).textContent.trim().length)])"
    )
    assert len(named) == CHARTS
    assert all(min(words) > 20 and rows for rows, *words in named)


def test_a_chart_by_itself_opens(driver: webdriver.Chrome, written: dict[str, str]) -> None:
    """The chart files open in a browser without an error."""
    page = Path(written["demo"]).parent
    show(driver, f"{page.as_posix()}/charts/daily.svg".replace("file:/", "file:///", 1), 800)
    assert driver.execute_script("return document.documentElement.tagName") == "svg"
    assert driver.get_log("browser") == []
