"""Nine people at the door, timed: a real browser at 360 px, taps at a person's pace.

    .venv/bin/python -m benchmarks.door FOLDER

From the list on the screen: the date, the figure, *Gem*; once with the net, once with the net cut
between the figure and *Gem*. Before each tap the thumb waits 0.6 to 1 s after its target is there
and still (2 s on a new screen, to find one's line). The processor is slowed four times, as an old
phone. Timed until the screen says that it is saved, or kept on the device; and, without the net,
until the house has it, counted from when the net is back.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import median

from playwright.sync_api import Locator, expect, sync_playwright

from tests.door_case import Door
from tests.support import chromium

RUNS = 4
SLOWER = 4


class Thumb:
    def __init__(self, random: Random) -> None:
        self.random, self.taps = random, 0

    def tap(self, target: Locator, *, new_screen: bool = False) -> None:
        if new_screen:
            target.scroll_into_view_if_needed()  # a flick of the thumb
        expect(target).to_be_in_viewport()
        time.sleep(2.0 if new_screen else self.random.uniform(0.6, 1.0))
        target.tap()
        self.taps += 1


@contextmanager
def _net(door: Door, cut: bool) -> Iterator[None]:
    if not cut:
        yield
        return
    with door.without_net():
        yield


def journey(door: Door, path: str, *, cut: bool, random: Random) -> tuple[int, float, float]:
    """Taps, seconds until the screen says it is safe, and seconds until the house has it."""
    page, thumb = door.page, Thumb(random)
    began = time.perf_counter()
    thumb.tap(page.locator(f'.date-card[href="{path}"]').first, new_screen=True)
    nine = page.locator("label").filter(has_text=re.compile("^9$"))
    thumb.tap(nine, new_screen=True)
    with _net(door, cut):
        thumb.tap(page.get_by_role("button", name="Gem", exact=True))
        door.listed()
        if cut:
            door.waits("1 registrering venter på nettet")
        else:
            expect(page.get_by_role("status").filter(has_text="Gemt").first).to_be_visible()
        safe = time.perf_counter() - began
    back = time.perf_counter()
    while door.saved(path) is None:
        time.sleep(0.05)
    arrived = time.perf_counter() - back
    assert door.saved(path) == (9, 1)
    expect(page.locator("#waiting")).to_be_hidden(timeout=30_000)
    return thumb.taps, safe, arrived


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    random = Random(5)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for path in folder.glob("door.db*"):
            path.unlink()
        door = Door(browser, folder / "door.db")
        slow = door.context.new_cdp_session(door.page)
        slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        print("| net | taps | seconds: median | longest | then in the house after |")
        print("|---|---|---|---|---|")
        for cut in (False, True):
            took = []
            for _ in range(RUNS):
                took.append(journey(door, door.open_dates()[0], cut=cut, random=random))
                door.open()
            taps = {each[0] for each in took}
            safe = [each[1] for each in took]
            sent = f"{median(each[2] for each in took):.1f} s" if cut else "at once"
            print(
                f"| {'cut' if cut else 'there'} | {', '.join(map(str, taps))} |"
                f" {median(safe):.1f} s | {max(safe):.1f} s | {sent} |",
                flush=True,
            )
        door.close()
        browser.close()


if __name__ == "__main__":
    main()
