"""Acknowledged changes through the API, beside what SQLite itself commits one after the other on the same disk with the same settings.

The store is SQLite in WAL mode with synchronous=FULL: a commit is acknowledged once fsync(2) of the log has returned. Writes that wait at the
same time share one commit, so more clients than one can exceed what one writer of SQLite can.
"""
import os
import sqlite3
import time


def run(setting, report):
    server = setting.fleet()
    seconds = 1 if setting.is_quick else 8
    before = sqlite_rate(setting.directory, seconds)
    rates = {}
    for clients in [1, 16, 64, 256]:
        rates[clients] = setting.run_load(server, "write", "--connections", str(clients), "--seconds", str(seconds))
    # Before and after, since the disk's pace changes.
    sqlite = (before + sqlite_rate(setting.directory, seconds)) / 2
    for clients, measured in rates.items():
        report.add(
            f"acknowledged changes, {clients} client{'s' if clients > 1 else ''}",
            f"{measured['perSecond']:,.0f}/s, p50 {measured['p50ms']:.1f} ms, p99 {measured['p99ms']:.1f} ms",
            f"SQLite, one writer: {sqlite:,.0f}/s; {measured['perSecond'] / sqlite:.2f} ×", **measured, sqlite=sqlite)


def sqlite_rate(directory, seconds):
    """Commits per second of one writer: a row of an object's size into a log, and its key's place in an index, as the store does."""
    path = f"{directory}/peer.db"
    database = sqlite3.connect(path, isolation_level=None)
    database.executescript("""
        PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 2000;
        CREATE TABLE revision (rev INTEGER PRIMARY KEY, key BLOB NOT NULL, value BLOB NOT NULL);
        CREATE INDEX revision_by_key ON revision (key, rev);
        CREATE TABLE live (key BLOB PRIMARY KEY, rev INTEGER NOT NULL) WITHOUT ROWID;
        """)
    value = os.urandom(1_000)
    count = 0
    begin = time.perf_counter()
    while time.perf_counter() - begin < seconds:
        key = b"core/secrets/default/bench-%d" % (count % 64)
        database.execute("BEGIN IMMEDIATE")
        row = database.execute("INSERT INTO revision (key, value) VALUES (?, ?)", (key, value)).lastrowid
        database.execute("INSERT INTO live VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET rev = ?2", (key, row))
        database.execute("COMMIT")
        count += 1
    taken = time.perf_counter() - begin
    database.close()
    os.remove(path)
    return count / taken
