"""The command line: ``ilb --help`` lists what it can do."""

from __future__ import annotations

import memory

memory.begin()

from cli.app import app  # noqa: E402 - loaded as quickly as what follows


def main() -> None:
    app()


if __name__ == "__main__":
    main()
