"""Takes the pictures of docs/console: pictures.py DIRECTORY, with STRATA_BINARY and STRATA_KUBECONFIG of a server with the sites local-lxc and
local-qemu-tcg. It makes a few instances, and removes them."""
import json
import sys
import time

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from browser import chromium, go, link, page, press, shows, strata, until

target = sys.argv[1]
containers = ["front-1", "front-2", "cache", "queue"]
machine = {"apiVersion": "strata.dev/v1alpha1", "kind": "Instance", "metadata": {"name": "db", "labels": {"tier": "data"}},
           "spec": {"site": "local-qemu-tcg", "image": "tiny", "memory": "128Mi", "stack": {"qemu-tcg": {"display": "standard"}}}}
for name in containers:
    strata("launch", "busybox", name, "--memory", "64Mi", "--label", f"tier={'front' if name.startswith('front') else 'data'}")
strata("stop", "queue")
strata("snapshot", "create", "front-1", "before-upgrade")
strata("volume", "create", "data", "--size", "64Mi", "--site", "local-lxc")
strata("network", "create", "back", "--site", "local-lxc")
strata("apply", "-f", "-", feed=json.dumps(machine))


def typed(browser):
    until(browser, "the prompt", lambda found: "#" in found.find_element(By.CSS_SELECTOR, ".xterm-accessibility-tree").text)
    browser.switch_to.active_element.send_keys("ps; df -h / | tail -1; ip -4 -o addr show eth0", Keys.ENTER)
    until(browser, "the answer", lambda found: "eth0" in found.find_element(By.CSS_SELECTOR, ".xterm-accessibility-tree").text.partition("show eth0")[2])


def advised(browser):
    until(browser, "the form", lambda found: found.find_elements(By.CSS_SELECTOR, ".need"))
    for kind in ("highAvailability", "liveMigration", "noLicenceCost"):
        browser.find_element(By.CSS_SELECTOR, f"[data-kind={kind}] select").send_keys("must be")
    browser.find_element(By.CSS_SELECTOR, "[data-kind=leave] option[value=vsphere]").click()
    shows(browser, "Recommended")
    browser.execute_script("scrollTo(0, 0)")


def changed(browser):
    memory = until(browser, "the form", lambda found: found.find_element(By.ID, "memory"))
    memory.clear()
    memory.send_keys("128Mi")
    until(browser, "the plan", lambda found: found.find_element(By.CSS_SELECTOR, ".changes"))
    browser.execute_script("scrollTo(0, 0)")


def filled(browser):
    until(browser, "the sites", lambda found: found.find_element(By.CSS_SELECTOR, "#site option"))
    browser.find_element(By.ID, "name").send_keys("front-3")
    browser.find_element(By.ID, "memory").send_keys("64Mi")
    shows(browser, "The server would take this.")
    browser.execute_script("scrollTo(0, 0)")


def shown(browser):
    shows(browser, "Connected")
    until(browser, "the screen", lambda found: found.find_element(By.CSS_SELECTOR, ".screen canvas").size["width"] > 300)
    time.sleep(1.5)


PAGES = [
    ("overview", "#/", "What needs attention", None), ("instances", "#/instances", "5 instances", None), ("instance", "#/instances/default/front-1", "before-upgrade", None),
    ("terminal", "#/instances/default/front-1/exec", "Connected", typed), ("screen", "#/instances/default/db/screen", "Screen of db", shown), ("machine", "#/instances/default/db", "CPU", None),
    ("change", "#/instances/default/front-1/edit", "What it should be", changed), ("site", "#/sites/local-lxc", "What it can do", None), ("attachments", "#/attachments", "default/data", None),
    ("create", "#/create", "As YAML", filled), ("advisor", "#/advisor", "Which stack suits", advised), ("stacks", "#/stacks", "Proxmox", None), ("compare", "#/stacks?compare=proxmox,xcp-ng", "best for", None),
]
for dark in (False, True):
    look = "dark" if dark else "light"
    with chromium(dark=dark) as browser:
        address = link()
        browser.get(address.partition("#")[0])
        shows(browser, "Sign in to Strata")
        browser.save_screenshot(f"{target}/signin-{look}.png")
        browser.get(address.replace("/console/#", "/console/?by=link#"))
        shows(browser, "What needs attention")
        # The curves are of what the page has seen.
        for name in ("front-1", "db"):
            go(browser, f"#/instances/default/{name}")
            until(browser, "the curves", lambda found: len(found.find_elements(By.CSS_SELECTOR, "svg.graph")) == 2, 240)
        for name, place, word, prepare in PAGES:
            go(browser, place)
            shows(browser, word, 60)
            if prepare:
                prepare(browser)
            time.sleep(1.5)
            browser.save_screenshot(f"{target}/{name}-{look}.png")
with chromium(width=390, height=844) as browser:
    browser.get(link())
    shows(browser, "What needs attention")
    go(browser, "#/instances")
    shows(browser, "5 instances")
    browser.save_screenshot(f"{target}/instances-narrow.png")
strata("rm", *containers, "db", "--yes")
strata("volume", "rm", "data")
strata("network", "rm", "back")
