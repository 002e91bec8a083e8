"""Does everything that the console can do, at a server with real containers. Prints a line for each thing that held."""
import os
import subprocess
import sys

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from browser import chromium, go, judge, link, page, press, severe, shows, strata, until

MARKUP = "<img src=x onerror=document.title='owned'>"
data = sys.argv[1]
findings = []


def done(words):
    print(words, flush=True)


def phase(name):
    return strata("get", "instance", name, "-o", "json").partition('"phase": "')[2].partition('"')[0]


def sign_in(browser):
    address = link()
    browser.get(address.partition("#")[0])
    shows(browser, "Sign in to Strata")
    findings.extend(judge(browser, "sign in"))
    field = browser.find_element(By.ID, "token")
    field.send_keys("wrong" * 8, Keys.ENTER)
    shows(browser, "Nobody has this token.")
    field.clear()
    with open(f"{data}/token") as file:
        field.send_keys(file.read().strip(), Keys.ENTER)
    shows(browser, "What needs attention")
    cookie = browser.get_cookie("__Host-strata")
    assert cookie["httpOnly"] and cookie["secure"] and cookie["sameSite"] == "Strict", cookie
    press(browser, "Sign out")
    shows(browser, "You are signed out.")
    browser.get(address.replace("/console/#", "/console/?by=link#"))
    shows(browser, "What needs attention")
    assert "code" not in browser.current_url
    browser.get(address.replace("/console/#", "/console/?again#"))
    shows(browser, "the link has been used")
    browser.get(link().replace("/console/#", "/console/?new#"))
    shows(browser, "local-lxc")
    done("signed in by token and by link")


def create(browser):
    browser.find_element(By.TAG_NAME, "body").send_keys("c")
    name = until(browser, "the form", lambda found: found.find_element(By.ID, "name"))
    until(browser, "the sites", lambda found: found.find_element(By.CSS_SELECTOR, "#site option"))
    name.send_keys("Wrong_Name")
    until(browser, "the refusal", lambda found: "metadata.name" in found.find_element(By.CSS_SELECTOR, ".verdict.bad").text)
    findings.extend(judge(browser, "create"))
    name.clear()
    name.send_keys("console-one")
    browser.find_element(By.ID, "labels").send_keys("made=here")
    shows(browser, "The server would take this.")
    press(browser, "Create", "form")
    until(browser, "its page", lambda found: found.find_element(By.TAG_NAME, "h1").text == "console-one")
    until(browser, "that it runs", lambda found: found.find_element(By.CSS_SELECTOR, ".head .badge").text == "Running", 60)
    assert phase("console-one") == "Running"
    done("created by the form")


def one(browser):
    state = lambda word: until(browser, word, lambda found: found.find_element(By.CSS_SELECTOR, ".head .badge").text == word, 45)
    for button, word in (("Pause", "Paused"), ("Start", "Running"), ("Stop", "Stopped"), ("Start", "Running")):
        press(browser, button)
        state(word)
        assert phase("console-one") == word, phase("console-one")
    press(browser, "Take a snapshot…")
    field = until(browser, "the question", lambda found: found.find_element(By.ID, "dialog-name"))
    field.clear()
    field.send_keys("console-kept")
    press(browser, "OK", "dialog")
    until(browser, "the snapshot", lambda found: found.find_element(By.CSS_SELECTOR, ".lines .badge").text == "Ready", 45)
    press(browser, "Revert…")
    shows(browser, "what console-one wrote to its disk since then")
    findings.extend(judge(browser, "a question"))
    press(browser, "Revert", "dialog")
    shows(browser, "revert asked for")
    state("Running")
    event = f'{{"apiVersion": "v1", "kind": "Event", "metadata": {{"name": "hostile"}}, "type": "Warning", "reason": "Hostile", "message": "{MARKUP}", ' \
        '"involvedObject": {"kind": "Instance", "name": "console-one", "namespace": "default"}}'
    subprocess.run([os.environ["STRATA_BINARY"], "apply", "-f", "-"], input=event, text=True, check=True, capture_output=True)
    shows(browser, MARKUP)
    browser.find_element(By.CSS_SELECTOR, "details summary").click()
    shows(browser, "kind: Instance")
    findings.extend(judge(browser, "instance"))
    go(browser, "#/")
    shows(browser, MARKUP)
    assert not browser.find_elements(By.CSS_SELECTOR, "img[src=x]") and "owned" not in browser.title
    findings.extend(judge(browser, "overview"))
    done("stopped, started, paused, kept and reverted one; markup stayed text")


def names(browser):
    return [row.text for row in browser.find_elements(By.CSS_SELECTOR, ".tablebody .row .cell[data-column=name]")]


def many(browser):
    strata("launch", "busybox", "console-two", "--no-wait")
    go(browser, "#/instances")
    until(browser, "both", lambda found: sorted(names(found)) == ["console-one", "console-two"])
    browser.find_element(By.TAG_NAME, "body").send_keys("/")
    search = browser.switch_to.active_element
    search.send_keys("two")
    until(browser, "one row", lambda found: names(found) == ["console-two"])
    search.send_keys(Keys.CONTROL, "a")
    search.send_keys("label:made=here stack:lxc")
    until(browser, "the labelled row", lambda found: names(found) == ["console-one"])
    search.send_keys(Keys.ESCAPE)
    until(browser, "both", lambda found: len(names(found)) == 2)
    press(browser, "Name")
    until(browser, "the other order", lambda found: found.find_element(By.CSS_SELECTOR, "[aria-sort=descending]"))
    until(browser, "that both run", lambda found: found.find_element(By.CSS_SELECTOR, ".tablebody").text.count("Running") == 2, 60)
    browser.find_element(By.CSS_SELECTOR, ".headrow input").click()
    press(browser, "Stop", ".bulk")
    shows(browser, "All 2 done.")
    until(browser, "that both stopped", lambda found: found.find_element(By.CSS_SELECTOR, ".tablebody").text.count("Stopped") == 2, 60)
    findings.extend(judge(browser, "instances"))
    done("filtered, sorted and stopped many")


def delete(browser):
    browser.find_element(By.CSS_SELECTOR, ".headrow input").click()
    press(browser, "Delete…", ".bulk")
    shows(browser, "its snapshots console-kept")
    press(browser, "Delete", "dialog")
    until(browser, "the end of both", lambda found: not {"console-one", "console-two"} & set(names(found)), 60)
    done("deleted many, having named what is lost")


def stacks(browser):
    go(browser, "#/stacks")
    cards = until(browser, "the stacks", lambda found: found.find_elements(By.CSS_SELECTOR, ".stack"))
    findings.extend(judge(browser, "stacks"))
    browser.execute_script("scrollTo(0, 0)")
    for box in browser.find_elements(By.CSS_SELECTOR, ".stack input")[:2]:
        box.click()
    press(browser, "Compare two or three")
    drawn = "return [...document.querySelectorAll('figure img')].filter((image) => image.complete && image.naturalWidth > 100).length"
    until(browser, "two pictures", lambda found: found.execute_script(drawn) == 2)
    findings.extend(judge(browser, "comparison"))
    go(browser, "#/stacks/proxmox")
    shows(browser, "Against it")
    until(browser, "a picture", lambda found: found.execute_script(drawn) == 1)
    findings.extend(judge(browser, "stack"))
    browser.find_element(By.TAG_NAME, "body").send_keys("?")
    shows(browser, "this help")
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    done(f"read {len(cards)} stacks")


def dark(browser):
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark"}]})
    for place, word in (("#/", "What needs attention"), ("#/instances", "None selected"), ("#/create", "As YAML"), ("#/stacks/lxc", "Against it")):
        go(browser, place)
        shows(browser, word)
        findings.extend(judge(browser, f"dark {place}"))


def restart(browser):
    go(browser, "#/instances")
    shows(browser, "Live")
    done("ready for the restart")
    shows(browser, "Connection lost", 40)
    done("told of the loss")
    until(browser, "what came after", lambda found: "console-late" in names(found), 40)
    shows(browser, "Live")
    done("caught up")


with chromium() as browser:
    sign_in(browser)
    create(browser)
    one(browser)
    many(browser)
    delete(browser)
    stacks(browser)
    dark(browser)
    complaints = severe(browser, allowed=["401 (Unauthorized)", "422 ("])
    restart(browser)
assert not complaints, complaints
assert not findings, "\n".join(findings)
done("axe-core and the browser found nothing serious")
