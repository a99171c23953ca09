#!/usr/bin/env python3
"""Runs the query that `weibao stats sql` prints on Spark or DuckDB, and compares the releases.

    run.py --weibao PROGRAM --root PROJECT (spark | duckdb) ...

A synthetic export is imported from its rows, and from the counts that the query makes of the same rows: both must
give one release, byte for byte. Needs the packages pyspark (and a Java) or duckdb.
"""

import argparse
import csv
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

AS_OF = "2026-09-30"
# With many more, protection takes longer than the query.
ROWS, SEED = 20000, 7


def duckdb(rows, query, counts):
    import duckdb

    database = duckdb.connect()
    database.execute("CREATE TABLE children AS SELECT * FROM read_csv(?, header = true, all_varchar = true)", [str(rows)])
    answer = database.execute(query)
    write(counts, [column[0] for column in answer.description], answer.fetchall())


def spark(rows, query, counts):
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.log.level": "ERROR",
    }
    session = SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    # White space at the ends of a value is part of what is tested, as are quotation marks and line breaks.
    reader = session.read.options(
        header=True,
        multiLine=True,
        quote='"',
        escape='"',
        ignoreLeadingWhiteSpace=False,
        ignoreTrailingWhiteSpace=False,
    )
    reader.csv(str(rows)).createOrReplaceTempView("children")
    answer = session.sql(query.strip().removesuffix(";"))
    write(counts, answer.columns, answer.collect())
    session.stop()


def write(path, names, records):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows(records)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weibao", type=Path, required=True)
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("databases", nargs="+", choices=["duckdb", "spark"])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        project = folder / "project"
        (project / "content/statistics").mkdir(parents=True)
        shutil.copy(asked.root / "content/places.toml", project / "content")
        for declaration in (asked.root / "content/statistics").glob("*.toml"):
            shutil.copy(declaration, project / "content/statistics")

        def stats(*arguments):
            command = [asked.weibao.resolve(), "stats", *arguments, "--root", project, "--as-of", AS_OF]
            done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
            if done.returncode != 0:
                sys.exit(f"databases: {' '.join(map(str, arguments))} failed:\n{done.stderr}")
            return done.stdout

        def release_of(export):
            path = project / "content/statistics/releases/compared.release"
            path.unlink(missing_ok=True)
            stats("import", export, "--release", "compared", "--quick")
            return path.read_bytes()

        rows = folder / "rows.csv"
        stats("sample", "--rows", str(ROWS), "--seed", str(SEED), "--out", rows)
        by_rows = release_of(rows)
        for database in asked.databases:
            query = stats("sql", "--dialect", database, "--sample", f"seed={SEED} rows={ROWS}")
            counts = folder / f"{database}.csv"
            {"duckdb": duckdb, "spark": spark}[database](rows, query, counts)
            if release_of(counts) != by_rows:
                sys.exit(f"databases: {database} gives another release than the rows")
            print(f"databases: {database} gives the release that the rows give")


main()
