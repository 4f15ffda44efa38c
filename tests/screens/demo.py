"""The workstation on a database of the tests with the sample record types, for the tests with a real terminal.

python tests/screens/demo.py URL
"""

from __future__ import annotations

import sys

from screens.workstation import run


def main() -> int:
    from shuro.kernel import registry
    from tests.screens import samples

    registry.index = samples.index  # type: ignore[assignment]
    return run(sys.argv[1])


if __name__ == "__main__":
    sys.exit(main())
