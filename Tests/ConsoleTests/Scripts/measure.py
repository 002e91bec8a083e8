"""Measures the console with 25,000 instances: measure.py, with STRATA_BINARY and STRATA_KUBECONFIG of a server without sites (--no-discover)."""
import time

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from browser import chromium, go, link, shows, strata, until

TOTAL = 25_000
document = "apiVersion: strata.dev/v1alpha1\nkind: Instance\nmetadata: {{name: row-{0:05}, labels: {{tier: t{1}}}}}\nspec: {{site: nowhere, image: busybox}}\n"
for first in range(0, TOTAL, 1000):
    strata("apply", "-f", "-", feed="---\n".join(document.format(number, number % 7) for number in range(first, first + 1000)))

with chromium() as browser:
    browser.get(link())
    shows(browser, "What needs attention")
    go(browser, "#/instances")
    shows(browser, f"{TOTAL:,} instances", 60)
    browser.refresh()
    start = time.monotonic()
    until(browser, "rows", lambda found: found.find_elements(By.CSS_SELECTOR, ".tablebody .row"))
    rows = time.monotonic() - start
    shows(browser, f"{TOTAL:,} instances", 60)
    print(f"first rows {rows:.2f} s, all {time.monotonic() - start:.2f} s after the load event")
    paint = browser.execute_script("return performance.getEntriesByName('first-contentful-paint')[0].startTime")
    print(f"first contentful paint {paint:.0f} ms")
    frames = browser.execute_async_script("""
        const done = arguments[0];
        const view = document.querySelector(".tableview");
        const times = [];
        const step = (now) => {
          times.push(now);
          view.scrollTop += 3000;
          if (times.length < 120) requestAnimationFrame(step);
          else done([times.at(-1) - times[0], Math.max(...times.slice(1).map((time, at) => time - times[at]))]);
        };
        requestAnimationFrame(step);""")
    print(f"scrolling by 3,000 pixels a frame: 120 frames in {frames[0]:.0f} ms, the longest {frames[1]:.0f} ms")
    search = browser.find_element(By.ID, "search")
    start = time.monotonic()
    search.send_keys("row-1234")
    shows(browser, f"10 of {TOTAL:,}")
    print(f"filter to 10: {time.monotonic() - start:.2f} s from the keys on")
    search.send_keys(Keys.ESCAPE)
    shows(browser, f"{TOTAL:,} instances")
    browser.execute_cdp_cmd("Performance.enable", {})
    busy = lambda: next(one["value"] for one in browser.execute_cdp_cmd("Performance.getMetrics", {})["metrics"] if one["name"] == "TaskDuration")
    before = busy()
    time.sleep(10)
    print(f"idle: {(busy() - before) * 10:.1f} % of a core")
