"""An administrator and a viewer at the console at once, and text that means harm. Prints a line for each thing that held."""
import json
import sys

from selenium.webdriver.common.by import By

from browser import chromium, done, go, judge, link, names, page, phase, press, severe, shows, strata, until, user

MARKUP = "<img src=x onerror=document.title='owned'>"
data = sys.argv[1]
findings = []


def buttons(browser):
    return [button.text for button in browser.find_elements(By.CSS_SELECTOR, "main button, main a.button")]


with chromium() as admin, chromium() as viewer:
    strata("launch", "busybox", "console-both")
    admin.get(link())
    viewer.get(link(user(data, "eve", "viewer")))
    for browser in (admin, viewer):
        shows(browser, "What needs attention")
        go(browser, "#/instances")
        until(browser, "the instance", lambda found: names(found) == ["console-both"])
    nav = lambda browser: [link.text for link in browser.find_elements(By.CSS_SELECTOR, "nav a") if link.is_displayed()]
    assert "Create" in nav(admin)
    until(viewer, "the viewer's pages", lambda found: "Create" not in nav(found) and "Instances" in nav(found))
    assert {"Stop", "Delete…"} <= set(buttons(admin)) and not {"Start", "Stop", "Pause", "Delete…", "Create"} & set(buttons(viewer)), buttons(viewer)
    for browser in (admin, viewer):
        go(browser, "#/instances/default/console-both")
        until(browser, "its state", lambda found: found.find_element(By.CSS_SELECTOR, ".head .badge").text == "Running")
    until(admin, "the administrator's buttons", lambda found: {"Stop", "Change…", "Terminal", "Delete…", "Take a snapshot…"} <= set(buttons(found)))
    assert buttons(viewer) == [], buttons(viewer)
    findings.extend(judge(viewer, "a viewer's instance"))
    told = viewer.execute_async_script("""
        const done = arguments[0];
        const path = "/apis/strata.dev/v1alpha1/namespaces/default/instances/console-both";
        const headers = { "Strata-Console": "1" };
        const opened = new Promise((resume) => {
          const socket = new WebSocket(`wss://${location.host}${path}/exec?command=sh&stdin=true&stdout=true`, ["v5.channel.k8s.io"]);
          socket.onopen = () => resume("open");
          socket.onclose = () => resume("refused");
        });
        Promise.all([fetch(path, { method: "DELETE", headers }), fetch(path + "/restart", { method: "POST", headers }), fetch("/api/v1/secrets", { headers }), opened])
          .then(([...all]) => done(all.map((one) => one.status ?? one)));""")
    assert told == [403, 403, 403, "refused"], told
    done("a viewer sees, is offered nothing, and is refused what the page does not offer")

    press(admin, "Pause")
    until(viewer, "that it is paused", lambda found: found.find_element(By.CSS_SELECTOR, ".head .badge").text == "Paused")
    press(admin, "Resume")
    until(viewer, "that it runs on", lambda found: found.find_element(By.CSS_SELECTOR, ".head .badge").text == "Running")
    done("one sees what the other does")

    strata("apply", "-f", "-", feed=json.dumps({
        "apiVersion": "strata.dev/v1alpha1", "kind": "Instance", "metadata": {"name": "console-hostile", "annotations": {"note": MARKUP}},
        "spec": {"site": "local-lxc", "image": f"/nowhere/{MARKUP}"}}))
    for place in ("#/instances", "#/", "#/instances/default/console-hostile"):
        for browser in (admin, viewer):
            go(browser, place)
            shows(browser, MARKUP)
            assert not browser.find_elements(By.CSS_SELECTOR, "img[src=x]") and "owned" not in browser.title
    go(admin, "#/sites/local-lxc")
    until(admin, "the picture", lambda found: found.find_element(By.CSS_SELECTOR, ".diagram").shadow_root.find_element(By.CSS_SELECTOR, "[data-workload='default/console-both']"))
    done("markup stayed text, for both")

    strata("user", "add", "nobody", "--role", "viewer", "--data", data)
    admin.get(link(user(data, "team", "operator", "--namespace", "team-a")).replace("/console/#", "/console/?team#"))
    until(admin, "the team's namespace", lambda found: found.find_element(By.CSS_SELECTOR, ".who select").text == "team-a")
    go(admin, "#/instances")
    shows(admin, "There is no instance yet.")
    assert "Create" in nav(admin)
    done("a team sees its namespace and no other")

    for browser in (admin, viewer):
        complaints = severe(browser, allowed=["401 (Unauthorized)", "403 (", "WebSocket connection to", "404 ("])
        assert not complaints, complaints
assert not findings, "\n".join(findings)
for name in ("console-both", "console-hostile"):
    strata("rm", name, "--yes")
done("all gone")
