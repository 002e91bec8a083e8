"""A headless Chromium at the console of a server, for the scripts beside this file."""
import contextlib
import json
import os
import subprocess

from selenium import webdriver
from selenium.common.exceptions import DetachedShadowRootException, NoSuchElementException, NoSuchShadowRootException, StaleElementReferenceException, TimeoutException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

STRATA = os.environ["STRATA_BINARY"]


def strata(*arguments, feed=None):
    return subprocess.run([STRATA, *arguments], check=True, capture_output=True, text=True, input=feed).stdout.strip()


def link(kubeconfig=None):
    """The address that signs in whoever the kubeconfig is of."""
    return strata("console", "--no-open", *(["--kubeconfig", kubeconfig] if kubeconfig else []))


def user(data, name, role, *more):
    """The path of a new user's kubeconfig."""
    path = f"{data}/{name}.kubeconfig"
    with open(path, "w") as file:
        subprocess.run([STRATA, "user", "add", name, "--role", role, "--data", data, *more], check=True, stdout=file, stderr=subprocess.PIPE)
    return path


def phase(name):
    return json.loads(strata("get", "instance", name, "-o", "json"))["status"].get("phase", "Pending")


def spec(name):
    return json.loads(strata("get", "instance", name, "-o", "json"))["spec"]


def shifts(browser, since):
    """By how much the page's content has moved by itself since a moment of its clock (layout-shift, https://web.dev/articles/cls)."""
    return browser.execute_script("""
        const since = arguments[0];
        return new Promise((done) => {
          const entries = [];
          new PerformanceObserver((list) => entries.push(...list.getEntries())).observe({ type: "layout-shift", buffered: true });
          setTimeout(() => done(entries.filter((entry) => entry.startTime >= since && !entry.hadRecentInput).reduce((sum, entry) => sum + entry.value, 0)), 200);
        });""", since)


@contextlib.contextmanager
def chromium(width=1360, height=860, dark=False):
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for switch in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--ignore-certificate-errors", "--hide-scrollbars",
                   f"--window-size={width},{height}"):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    browser.set_script_timeout(30)
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
    if width < 600:
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": True})
    try:
        yield browser
    finally:
        browser.quit()


def until(browser, what, condition, limit=30):
    """Waits until a condition holds; says what did not."""
    try:
        return WebDriverWait(browser, limit, 0.1).until(lambda found: quietly(condition, found))
    except TimeoutException:
        raise AssertionError(f"{what} never came; the page says: {page(browser)}") from None


def quietly(condition, browser):
    """A page that redraws itself replaces elements under one's hands: that is looked at once more."""
    try:
        return condition(browser)
    except (DetachedShadowRootException, NoSuchElementException, NoSuchShadowRootException, StaleElementReferenceException):
        return False


def done(words):
    """Says that something held."""
    print(words, flush=True)


def names(browser):
    """The names in the table, as far as they can be seen."""
    return [row.text for row in browser.find_elements(By.CSS_SELECTOR, ".tablebody .row .cell[data-column=name]")]


def page(browser):
    return browser.find_element(By.TAG_NAME, "body").text


def shows(browser, text, limit=30):
    return until(browser, f'"{text}"', lambda found: text in page(found), limit)


def go(browser, place):
    browser.execute_script("location.hash = arguments[0]", place)


def deep(browser, selector):
    """An element of the site's picture, which is a tree of its own."""
    return browser.find_element(By.CSS_SELECTOR, ".diagram").shadow_root.find_element(By.CSS_SELECTOR, selector)


def saved(browser, directory, words):
    """The one file that comes into a directory when a button is pressed."""
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": directory})
    press(browser, words)
    found = until(browser, "a file", lambda _: [name for name in os.listdir(directory) if not name.endswith((".crdownload", ".tmp")) and not name.startswith(".")], 60)
    return os.path.join(directory, *found)


def press(browser, words, within="body"):
    """Presses the button with these words."""
    def attempt(found):
        for button in found.find_elements(By.CSS_SELECTOR, f"{within} button, {within} a.button"):
            if button.text == words and button.is_enabled():
                # The head of the page, which stays, may lie over it.
                found.execute_script("arguments[0].scrollIntoView({ block: 'center' })", button)
                button.click()
                return True
        return False
    return until(browser, f"the button {words}", attempt)


def severe(browser, allowed=()):
    """What the browser complained about, such as scripts that the Content-Security-Policy stopped."""
    return [entry["message"] for entry in browser.get_log("browser")
            if entry["level"] == "SEVERE" and not any(word in entry["message"] for word in allowed)]


def judge(browser, where):
    """axe-core's serious findings."""
    import axe_selenium_python
    folder = os.path.join(os.path.dirname(axe_selenium_python.__file__), "node_modules", "axe-core")
    with open(os.path.join(folder, "axe.min.js")) as file:
        # Given to the page by the debugger, which the page's policy does not bind.
        browser.execute_cdp_cmd("Runtime.evaluate", {"expression": file.read()})
    found = browser.execute_async_script(
        "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']}).then((all) => done(all.violations.map((one) =>"
        "({id: one.id, impact: one.impact, at: one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160))}))), (error) => done([{id: String(error), impact: 'critical'}]));")
    return [f"{where}: {json.dumps(one)}" for one in found if one["impact"] in ("serious", "critical")]
