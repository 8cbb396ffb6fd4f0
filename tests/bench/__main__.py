"""script/bench [names] [--json]: measure, compare with the targets, exit with 1 when one is short."""

import argparse
import json
import logging
import os
import sys

import django


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="script/bench", description="Measures against tests/bench/targets.py."
    )
    parser.add_argument("names", nargs="*", help="which ones; all unless given")
    parser.add_argument("--json", action="store_true", help="one JSON document instead of a line a figure")
    options = parser.parse_args(arguments)
    django.setup()
    logging.disable()  # the report is all that is printed
    from tests.bench.run import BENCHES, figures

    names = options.names or list(BENCHES)
    if unknown := set(names) - set(BENCHES):
        parser.error(f"no such bench: {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}")
    found = []
    for figure in figures(names):
        found.append(figure)
        if not options.json:
            sys.stdout.write(f"{figure}\n")
            sys.stdout.flush()
    if options.json:
        sys.stdout.write(json.dumps([figure.as_dict() for figure in found], indent=2) + "\n")
    return 0 if all(figure.ok for figure in found) else 1


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    sys.exit(main(sys.argv[1:]))
