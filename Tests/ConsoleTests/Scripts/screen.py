"""A virtual machine: what only such a one can, a picture of its screen on its page, and the screen itself. Prints a line for each thing that held."""
import json
import sys

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from browser import chromium, go, judge, link, page, phase, press, severe, shows, spec, strata, until

INSTANCE = {"apiVersion": "strata.dev/v1alpha1", "kind": "Instance", "metadata": {"name": "console-screen"},
            "spec": {"site": "local-qemu-tcg", "image": "tiny", "memory": "128Mi", "stack": {"qemu-tcg": {"display": "standard"}}}}
strata("apply", "-f", "-", feed=json.dumps(INSTANCE))
strata("site", "add", "console-other", "--stack", "qemu-tcg", "--option", f"path={sys.argv[1]}/other", "--no-wait")
findings = []
with chromium() as browser:
    browser.get(link())
    shows(browser, "What needs attention")
    go(browser, "#/instances/default/console-screen")
    until(browser, "that it runs", lambda found: found.find_element(By.CSS_SELECTOR, ".head .badge").text == "Running", 120)
    size = "const image = document.querySelector('.thumbnail'); return image && image.complete ? image.naturalWidth : 0"
    until(browser, "the picture of its screen", lambda found: found.execute_script(size) >= 640, 60)
    findings.extend(judge(browser, "a virtual machine"))
    state = lambda word: until(browser, word, lambda found: found.find_element(By.CSS_SELECTOR, ".head .badge").text == word, 90)
    for button, word in (("Suspend", "Suspended"), ("Start", "Running")):
        press(browser, button)
        state(word)
        assert phase("console-screen") == word
    press(browser, "Reset…")
    shows(browser, "what console-screen has in its memory and has not written")
    press(browser, "Reset", "dialog")
    shows(browser, "reset asked for")
    until(browser, "the site to move to", lambda found: '"phase": "Ready"' in strata("get", "site", "console-other", "-o", "json"))
    press(browser, "Move…")
    shows(browser, "Let it run on meanwhile")
    findings.extend(judge(browser, "a choice"))
    press(browser, "OK", "dialog")
    until(browser, "that it has moved", lambda found: spec("console-screen")["site"] == "console-other", 90)
    until(browser, "its new site", lambda found: found.find_element(By.CSS_SELECTOR, ".facts a").text == "console-other")
    state("Running")
    press(browser, "Screen")
    shows(browser, "Connected")
    lit = """
        const canvas = document.querySelector(".screen canvas");
        if (!canvas?.width) return 0;
        const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        return pixels.filter((value, at) => at % 4 === 0 && value > 100).length;"""
    until(browser, "something on the screen", lambda found: found.execute_script(lit) > 100)
    findings.extend(judge(browser, "screen"))
    # Keys are the machine's, until one leaves.
    browser.switch_to.active_element.send_keys("?c")
    assert not browser.find_elements(By.CSS_SELECTOR, "dialog") and browser.current_url.endswith("/screen")
    browser.switch_to.active_element.send_keys(Keys.SHIFT, Keys.ESCAPE)
    until(browser, "the way out", lambda found: found.switch_to.active_element.text == "Send Ctrl+Alt+Del")
    strata("stop", "console-screen", "--no-wait")
    until(browser, "the end", lambda found: any(word in page(found) for word in ("The session has ended.", "the connection was lost")), 60)
    complaints = severe(browser, allowed=["rfb.js", "websock.js", "409 (Conflict)", "favicon"])
assert not complaints, complaints
assert not findings, "\n".join(findings)
strata("rm", "console-screen", "--yes")
print("suspended, reset and moved it; its screen was seen, typed to and left", flush=True)
