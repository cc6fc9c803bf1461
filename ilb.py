"""The command line: ``ilb --help`` lists what it can do."""

from __future__ import annotations

from cli.app import app


def main() -> None:
    app()


if __name__ == "__main__":
    main()
