"""A virtual machine's screen: a picture on its page, and the screen itself. Prints a line for each thing that held."""
import json

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from browser import chromium, go, judge, link, page, press, severe, shows, strata, until

INSTANCE = {"apiVersion": "strata.dev/v1alpha1", "kind": "Instance", "metadata": {"name": "console-screen"},
            "spec": {"site": "local-qemu-tcg", "image": "tiny", "memory": "128Mi", "stack": {"qemu-tcg": {"display": "standard"}}}}
strata("apply", "-f", "-", feed=json.dumps(INSTANCE))
findings = []
with chromium() as browser:
    browser.get(link())
    shows(browser, "What needs attention")
    go(browser, "#/instances/default/console-screen")
    until(browser, "that it runs", lambda found: found.find_element(By.CSS_SELECTOR, ".head .badge").text == "Running", 120)
    size = "const image = document.querySelector('.thumbnail'); return image && image.complete ? image.naturalWidth : 0"
    until(browser, "the picture of its screen", lambda found: found.execute_script(size) >= 640, 60)
    findings.extend(judge(browser, "a virtual machine"))
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
print("its screen was seen, typed to and left", flush=True)
