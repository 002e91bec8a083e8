"""Does everything that the console can do, at a server with real containers. Prints a line for each thing that held."""
import os
import subprocess
import sys
import tempfile

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from browser import chromium, deep, done, go, judge, link, names, page, phase, press, saved, severe, shifts, shows, spec, strata, until

MARKUP = "<img src=x onerror=document.title='owned'>"
data = sys.argv[1]
findings = []


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
    shows(browser, "whose disks have no size of their own")
    assert not browser.find_element(By.ID, "disk").is_enabled()
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
    for button, word in (("Pause", "Paused"), ("Resume", "Running"), ("Stop", "Stopped"), ("Start", "Running")):
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
    until(browser, "the curve of its memory", lambda found: found.find_element(By.CSS_SELECTOR, "svg.graph[aria-label^=Memory]"), 60)
    go(browser, "#/")
    shows(browser, MARKUP)
    assert not browser.find_elements(By.CSS_SELECTOR, "img[src=x]") and "owned" not in browser.title
    findings.extend(judge(browser, "overview"))
    done("stopped, started, paused, kept and reverted one; markup stayed text")


def edit(browser):
    go(browser, "#/instances/default/console-one/edit")
    memory = until(browser, "the form", lambda found: found.find_element(By.ID, "memory"))
    memory.send_keys("1")
    shows(browser, "spec.memory")
    findings.extend(judge(browser, "edit"))
    memory.clear()
    memory.send_keys("64Mi")
    until(browser, "the plan", lambda found: found.find_element(By.CSS_SELECTOR, ".changes").text == "spec.memory: (none) → 64Mi at once")
    # Somebody else was faster.
    strata("apply", "-f", "-", feed='{"apiVersion": "strata.dev/v1alpha1", "kind": "Instance", "metadata": {"name": "console-one"}, "spec": {"site": "local-lxc", "processes": 99}}')
    press(browser, "Apply")
    shows(browser, "Somebody else changed it")
    assert "memory" not in spec("console-one")
    press(browser, "Load what is there now")
    until(browser, "the other change", lambda found: found.find_element(By.ID, "processes").get_attribute("value") == "99")
    memory = browser.find_element(By.ID, "memory")
    memory.send_keys("64Mi")
    until(browser, "the plan", lambda found: "64Mi at once" in found.find_element(By.CSS_SELECTOR, ".changes").text)
    press(browser, "Apply")
    until(browser, "its page", lambda found: found.find_element(By.TAG_NAME, "h1").text == "console-one")
    shows(browser, "64 MiB")
    assert spec("console-one")["memory"] == "64Mi"
    done("changed one after its plan, and not over somebody else's change")


def terminals(browser):
    go(browser, "#/instances/default/console-one/exec")
    shows(browser, "Connected")
    written = lambda found: found.find_element(By.CSS_SELECTOR, ".xterm-accessibility-tree").text
    until(browser, "the prompt", lambda found: "#" in written(found))
    browser.switch_to.active_element.send_keys("echo $((6*7))-$(stty size)", Keys.ENTER)
    until(browser, "what the command wrote", lambda found: "42-" in written(found))
    rows, columns = written(browser).partition("42-")[2].split()[:2]
    assert int(rows) > 10 and int(columns) > 90, (rows, columns)
    findings.extend(judge(browser, "terminal"))
    # What is typed is not the page's: neither help nor another page.
    browser.switch_to.active_element.send_keys("?gic")
    assert not browser.find_elements(By.CSS_SELECTOR, "dialog") and browser.current_url.endswith("/exec")
    browser.switch_to.active_element.send_keys(Keys.CONTROL, "c")
    browser.switch_to.active_element.send_keys("exit 3", Keys.ENTER)
    shows(browser, "The command ended with code 3.")
    press(browser, "Run")
    shows(browser, "Connected")
    browser.switch_to.active_element.send_keys(Keys.SHIFT, Keys.ESCAPE)
    until(browser, "the way out", lambda found: found.switch_to.active_element.text == "Disconnect")
    go(browser, "#/instances/default/console-one/console")
    shows(browser, "Connected")
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    until(browser, "the console", lambda found: written(found).strip())
    done("worked in its terminal and on its console")


def picture(browser):
    go(browser, "#/sites/local-lxc")
    until(browser, "it in the picture", lambda found: deep(found, "[data-workload='default/console-one']"))
    findings.extend(judge(browser, "site"))
    deep(browser, "[data-box=linux-kernel]").send_keys(Keys.ENTER)
    shows(browser, "release")
    press(browser, "Close", "dialog")
    deep(browser, "[data-workload='default/console-one']").send_keys(Keys.ENTER)
    press(browser, "Stop", "dialog")
    until(browser, "that it stands still in the picture", lambda found: "Stopped" in found.find_element(By.CSS_SELECTOR, ".diagram").shadow_root.find_element(By.CSS_SELECTOR, "svg").text, 45)
    deep(browser, "[data-workload='default/console-one']").click()
    press(browser, "Start", "dialog")
    until(browser, "that it runs", lambda found: phase("console-one") == "Running", 45)
    done("opened boxes of the live picture, and stopped and started an instance in it")


def advice(browser):
    go(browser, "#/advisor")
    need = lambda kind, field: until(browser, kind, lambda found: found.find_element(By.CSS_SELECTOR, f".need[data-kind={kind}] select[name='{field}']"))
    guests = need("guest", "guest")
    for option in guests.find_elements(By.TAG_NAME, "option"):
        if option.text == "windows":
            option.click()
    shows(browser, "Recommended")
    need("liveMigration", "liveMigration weight").send_keys("must be")
    need("leave", "leave").find_element(By.CSS_SELECTOR, "option[value=vsphere]").click()
    until(browser, "an answer without it", lambda found: found.find_element(By.CSS_SELECTOR, ".chosen").text and "vSphere" not in found.find_element(By.CSS_SELECTOR, ".answer").text.partition("excluded")[0].partition("Then:")[0])
    findings.extend(judge(browser, "advisor"))
    press(browser, "Begin anew")
    shows(browser, "Say what is needed")
    done("was advised, anew with each need")


def attachments(browser):
    go(browser, "#/attachments")
    until(browser, "the forms", lambda found: len(found.find_elements(By.CSS_SELECTOR, "form.inline")) == 2)
    for summary in browser.find_elements(By.CSS_SELECTOR, "section summary"):
        summary.click()
    browser.find_element(By.ID, "volumes-name").send_keys("console-data")
    browser.find_element(By.ID, "volumes-size").clear()
    browser.find_element(By.ID, "volumes-size").send_keys("16Mi")
    press(browser, "Make it", "section:nth-of-type(2)")
    until(browser, "the volume", lambda found: "default/console-data\nAvailable" in page(found), 45)
    findings.extend(judge(browser, "attachments"))
    browser.find_element(By.CSS_SELECTOR, "button[aria-label='Delete console-data']").click()
    shows(browser, "the volume console-data and all that is in it")
    press(browser, "Delete", "dialog")
    until(browser, "its end", lambda found: not found.find_elements(By.CSS_SELECTOR, "button[aria-label='Delete console-data']"), 45)
    done("made and deleted a volume")


def copy(browser):
    go(browser, "#/instances/default/console-one")
    press(browser, "Copy…")
    field = until(browser, "the question", lambda found: found.find_element(By.ID, "dialog-name"))
    field.clear()
    field.send_keys("console-copy")
    press(browser, "OK", "dialog")
    until(browser, "that the copy runs", lambda found: phase("console-copy") == "Running", 60)
    strata("rm", "console-copy", "--yes")
    with tempfile.TemporaryDirectory(dir=data) as directory:
        archive = saved(browser, directory, "Export")
        assert os.path.basename(archive) == "console-one.tar" and os.path.getsize(archive) > 100_000, archive
        strata("import", archive, "--name", "console-copy", "--site", "local-lxc", "--no-start")
    assert phase("console-copy") == "Stopped"
    strata("rm", "console-copy", "--yes")
    done("copied one, and exported one that could be imported")


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
    shows(browser, "All 2 done.", 60)
    assert phase("console-one") == phase("console-two") == "Stopped"
    told = sorted(line.text for line in browser.find_elements(By.CSS_SELECTOR, ".results li"))
    assert told == ["console-one stop: done", "console-two stop: done"], told
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
    for place, word in (("#/", "What needs attention"), ("#/instances", "None selected"), ("#/create", "As YAML"), ("#/stacks/lxc", "Against it"),
                        ("#/sites/local-lxc", "What it can do"), ("#/advisor", "Say what is needed"), ("#/attachments", "Make a volume")):
        begin = browser.execute_script("return performance.now()")
        go(browser, place)
        shows(browser, word)
        moved = shifts(browser, begin)
        if moved >= 0.1:
            findings.append(f"{place}: its content moves by itself: {moved}")
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
    edit(browser)
    terminals(browser)
    picture(browser)
    copy(browser)
    many(browser)
    delete(browser)
    stacks(browser)
    advice(browser)
    attachments(browser)
    dark(browser)
    complaints = severe(browser, allowed=["401 (Unauthorized)", "409 (Conflict)", "422 ("])
    restart(browser)
assert not complaints, complaints
assert not findings, "\n".join(findings)
done("axe-core and the browser found nothing serious")
