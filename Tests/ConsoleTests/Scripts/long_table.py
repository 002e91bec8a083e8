"""Scrolls a long table, and says how many rows of it are in the page at most."""
import sys

from selenium.webdriver.common.by import By

from browser import chromium, go, link, shows, until

total = int(sys.argv[1])
with chromium() as browser:
    browser.get(link())
    shows(browser, "What needs attention")
    go(browser, "#/instances")
    shows(browser, f"{total:,} instances")
    view = browser.find_element(By.CSS_SELECTOR, ".tableview")
    most = 0
    for part in range(11):
        browser.execute_script("arguments[0].scrollTop = arguments[0].scrollHeight * arguments[1] / 10", view, part)
        until(browser, "rows", lambda found: found.find_elements(By.CSS_SELECTOR, ".tablebody .row"))
        most = max(most, len(browser.find_elements(By.CSS_SELECTOR, ".tablebody .row")))
    last = until(browser, "the last row", lambda found: found.find_element(By.CSS_SELECTOR, f".row[aria-rowindex='{total + 1}']"))
    print(f"{view.get_attribute('aria-rowcount')} rows, last {last.find_element(By.CSS_SELECTOR, '[data-column=name]').text}, "
          f"{'few' if most < 80 else most} in the page")
