"""Scores extraction on a corpus of pages with gold, and refuses a drop below the committed floors.

    NEWSCRAWL_CORPUS=folder python benchmarks/quality.py            compare with benchmarks/quality.json
    NEWSCRAWL_CORPUS=folder python benchmarks/quality.py --raise    raise the floors to what was reached, never lower

The folder brings its own measure, evaluate.py: lines {id, url, html_path, charset} go to the command, lines
{id, record} come back. Floors belong to one corpus, by its digest; another one is scored and not compared.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

FLOORS = Path(__file__).with_suffix(".json")
COMMAND = f"{Path(sys.executable).with_name('newscrawl')} extract --batch -"
RUNS: dict[str, list[str]] = {
    "magic+zhds zh news": ["--sets", "magic,zhds", "--lang", "zh", "--kind", "news"],
    "gne": ["--sets", "gne"],
    "aeb": ["--sets", "aeb"],
    "fundus": ["--sets", "fundus"],
    "wcxb": ["--sets", "wcxb"],
    "zh": ["--sets", "gne,zhds,newton,twnews", "--lang", "zh"],
    "htmldate": ["--sets", "htmldate"],
}
HIGHER = ("F1", "t_norm", "d_ok", "a_f1", "s_ok")
"""Measures that must not fall: body, title, day, bylines, source."""
LOWER = ("leak", "eleak", "d_wrong")
"""Measures that must not rise: notices and editor lines left in, wrong days."""
EPSILON = 0.002
"""A page more or less on the edge of a rule is no drop."""


def digest(corpus: Path) -> str:
    """SHA-256 over names, sizes and gold of the corpus."""
    hashed = hashlib.sha256()
    for path in sorted(corpus.rglob("*")):
        if path.name == "gold.jsonl":
            hashed.update(path.read_bytes())
        elif path.suffix == ".gz":
            hashed.update(f"{path.relative_to(corpus)} {path.stat().st_size}\n".encode())
    return hashed.hexdigest()


def scores(corpus: Path, folder: Path) -> dict[str, dict[str, float]]:
    """What the corpus' own measure says of our records, by set."""
    evaluate = [sys.executable, "evaluate.py"]
    sets = ",".join(dict.fromkeys(name for options in RUNS.values() for name in options[1].split(",")))
    run = ["run", "--cmd", COMMAND, "--name", "newscrawl", "--sets", sets, "--out", str(folder)]
    subprocess.run([*evaluate, *run], cwd=corpus, check=True, capture_output=True)
    found: dict[str, dict[str, float]] = {}
    for name, options in RUNS.items():
        out = folder / "score.json"
        score = ["score", "--preds", str(folder), *options, "--json", str(out)]
        subprocess.run([*evaluate, *score], cwd=corpus, check=True, capture_output=True)
        values: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))["newscrawl"]
        found[name] = {key: round(values[key], 4) for key in (*HIGHER, *LOWER) if isinstance(values.get(key), float)}
    return found


def drops(found: dict[str, dict[str, float]], floors: dict[str, dict[str, float]]) -> list[str]:
    """What is worse than its floor, a sentence each."""
    worse = []
    for name, values in floors.items():
        for key, floor in values.items():
            now = found[name][key]
            if (now < floor - EPSILON) if key in HIGHER else (now > floor + EPSILON):
                worse.append(f"{name}: {key} is {now:.3f}, its floor {floor:.3f}")
    return worse


def better(found: dict[str, dict[str, float]], floors: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Floors raised to what was reached."""
    return {
        name: {
            key: (max if key in HIGHER else min)(value, floors.get(name, {}).get(key, value))
            for key, value in values.items()
        }
        for name, values in found.items()
    }


def main() -> int:
    """Score, print, compare."""
    place = os.environ.get("NEWSCRAWL_CORPUS", "")
    if not place:
        sys.stdout.write("no corpus: NEWSCRAWL_CORPUS names no folder, so nothing is scored\n")
        return 0
    corpus = Path(place).resolve()
    kept = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {"corpus": None, "floors": {}}
    with tempfile.TemporaryDirectory() as folder:
        found = scores(corpus, Path(folder))
    for name, values in found.items():
        sys.stdout.write(f"{name:20}" + "  ".join(f"{key} {value:.3f}" for key, value in values.items()) + "\n")
    known = digest(corpus)
    if "--raise" in sys.argv:
        floors = better(found, kept["floors"] if kept["corpus"] == known else {})
        FLOORS.write_text(json.dumps({"corpus": known, "floors": floors}, indent=1) + "\n", encoding="utf-8")
        return 0
    if kept["corpus"] != known:
        sys.stdout.write("another corpus than the one the floors belong to: scored, not compared\n")
        return 0
    worse = drops(found, kept["floors"])
    sys.stdout.writelines(f"DROP {line}\n" for line in worse)
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
