"""The console at a server that answers late, and at one that falls silent. Prints a line for each thing that held."""
import asyncio
import sys
import threading

from selenium.webdriver.common.by import By

from browser import chromium, go, link, page, shows, until


class Road:
    """Carries bytes between the browser and the server, each piece `delay` seconds late, or not at all while `is_cut`."""

    def __init__(self, port):
        self.target, self.delay, self.is_cut, self.open = port, 0.0, False, set()
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.server = asyncio.run_coroutine_threadsafe(asyncio.start_server(self.accept, "127.0.0.1", 0), self.loop).result()
        self.port = self.server.sockets[0].getsockname()[1]

    async def accept(self, reader, writer):
        if self.is_cut:
            return writer.close()
        inner, outer = await asyncio.open_connection("127.0.0.1", self.target)
        self.open |= {writer, outer}
        await asyncio.gather(self.carry(reader, outer, 0), self.carry(inner, writer, 1))

    async def carry(self, reader, writer, is_answer):
        try:
            while data := await reader.read(65536):
                if is_answer:
                    await asyncio.sleep(self.delay)
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        writer.close()

    def cut(self):
        self.is_cut = True
        for writer in list(self.open):
            self.loop.call_soon_threadsafe(writer.close)


address = link()
port = int(address.split("127.0.0.1:")[1].split("/")[0])
road = Road(port)
with chromium() as browser:
    browser.get(address.replace(f":{port}/", f":{road.port}/"))
    shows(browser, "What needs attention")
    road.delay = 3.0
    go(browser, "#/instances")
    assert "Loading…" in page(browser), page(browser)
    shows(browser, "Waiting for the server…")
    shows(browser, "There is no instance yet.", 60)
    until(browser, "that it waits no more", lambda found: not found.find_element(By.ID, "slow").text, 60)
    print("at a slow server each page says what it waits for, and comes", flush=True)
    road.delay = 0.0
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*/console/table.js"]})
    browser.refresh()
    shows(browser, "The console could not be loaded")
    browser.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})
    shows(browser, "There is no instance yet.")
    print("what did not load is told of, and loaded again", flush=True)
    road.cut()
    shows(browser, "Connection lost", 40)
    road.is_cut = False
    shows(browser, "Live", 40)
    print("a lost connection is told of, and found again", flush=True)
