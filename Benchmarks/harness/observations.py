"""A site with very many machines that are not Strata's: taken in, watched at rest, lost, and found again.

The stack is one that answers at once, and the controllers run in the measuring process, so all of the time is Strata's own.
"""
import json
import subprocess


def run(setting, report):
    interval, settling, looks = (1, 2, 3) if setting.is_quick else (5, 35, 8)
    command = [setting.load, "observe", "--directory", f"{setting.directory}/observe", "--machines", str(setting.count),
               "--interval", str(interval), "--settling", str(settling), "--looks", str(looks)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900)
    if done.returncode != 0:
        raise RuntimeError(f"strata-bench observe failed: {done.stderr.strip()}")
    seen = json.loads(done.stdout)
    report.add(f"take in a site of {setting.count:,} machines", f"{seen['takenInSeconds']:.1f} s", "", "within 10 s", seen["takenInSeconds"] < 10, **seen)
    report.add("resident memory meanwhile, at most", f"{seen['peakBytes'] / 1e6:.0f} MB", "", "under 400 MB", seen["peakBytes"] < 400e6)
    report.add(f"each look at it at rest, {seen['writesPerLook']:.0f} usages written", f"{seen['cpuSecondsPerLook'] * 1e3:.0f} ms of processor time")
    report.add("it stops answering: all of its instances Unknown", f"{seen['unknownSeconds']:.1f} s, at most {interval} s of it until the next look")
    report.add("it answers again: all of them Running", f"{seen['backSeconds']:.1f} s, at most {interval} s of it until the next look")
