"""What was measured: on the screen, for machines, and as the table of docs/benchmarks.md."""
import json
import os
import pathlib
import platform
import re
import statistics
import time

BEGIN, END = "<!-- results: begin -->", "<!-- results: end -->"


class Sample:
    """Repeated measurements of one thing."""

    def __init__(self, values):
        self.values = sorted(values)

    @property
    def median(self):
        return statistics.median(self.values)

    def part(self, share):
        return self.values[min(len(self.values) - 1, int(len(self.values) * share))]

    def text(self, unit="ms", scale=1e3):
        """The median, and where four of five measurements lay."""
        low, high = self.part(0.1) * scale, self.part(0.9) * scale
        return f"{self.median * scale:,.1f} {unit} ({low:,.1f} to {high:,.1f}, n={len(self.values)})"


class Report:
    def __init__(self, path, order):
        self.path = pathlib.Path(path)
        self.order = order
        self.rows = {}
        self.has_missed = False
        if self.path.exists():
            self.rows = json.loads(self.path.read_text())["benchmarks"]

    def begin(self, name):
        self.name = name
        self.rows[name] = {"at": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()), "load": os.getloadavg()[0], "rows": []}

    def add(self, what, measured, peer="", goal="", is_met=None, **numbers):
        """One measurement. `is_met` is None where there is no goal."""
        verdict = "" if is_met is None else "met" if is_met else "NOT met"
        self.has_missed = self.has_missed or is_met is False
        self.rows[self.name]["rows"].append(
            {"what": what, "measured": measured, "peer": peer, "goal": goal, "verdict": verdict, "numbers": numbers})
        print(f"{what}: {measured}" + (f"; {peer}" if peer else "") + (f"; goal {goal}: {verdict}" if goal else ""), flush=True)

    def save(self):
        self.rows = {name: self.rows[name] for name in self.order if name in self.rows}
        self.path.write_text(json.dumps({"machine": machine(), "benchmarks": self.rows}, indent=1) + "\n")

    def publish(self, docs):
        path = pathlib.Path(docs)
        text = path.read_text()
        if BEGIN not in text or END not in text:
            raise RuntimeError(f"{docs} has no place for results: {BEGIN} … {END}")
        lines = [f"Machine: {machine()}.", "", "| measurement | Strata | beside it | goal | |", "|---|---|---|---|---|"]
        for name, benchmark in self.rows.items():
            for row in benchmark["rows"]:
                lines.append("| " + " | ".join(row[key] for key in ["what", "measured", "peer", "goal", "verdict"]) + " |")
        times = ", ".join(f"`{name}` {item['at']} (load average before it {item['load']:.1f})" for name, item in self.rows.items())
        lines += ["", f"Measured: {times}."]
        path.write_text(re.sub(f"{BEGIN}.*{END}", lambda _: "\n".join([BEGIN, *lines, END]), text, flags=re.S))


def machine():
    """This machine in a sentence."""
    cpu = re.search(r"model name\s*:\s*(.*)", pathlib.Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text()).group(1)) / 1024 / 1024
    system = re.search(r'PRETTY_NAME="(.*)"', pathlib.Path("/etc/os-release").read_text())
    return (f"{os.cpu_count()} cores ({cpu.group(1) if cpu else platform.machine()}), {memory:.0f} GiB, "
            f"Linux {platform.release()}, {system.group(1) if system else ''}")
