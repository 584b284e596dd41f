"""`python3 -m bot COMMAND`: sets up whatever COMMAND needs under `.venv/`, then runs it there.

Two commands are only here, because they work on the repository: `python3 -m bot test [PYTEST ARGUMENTS]`
and `python3 -m bot lock [UV ARGUMENTS]` (re-makes the lock files; `lock --upgrade` takes newer versions).
This file parses on Python 3.8 so that an older Python gets a clear line in place of a syntax error.
"""

import os
import sys


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - the line is for those who start it with an older one
        version = ".".join(map(str, sys.version_info[:2]))
        sys.stderr.write(f"Rangkul needs Python 3.11 or newer, this is {version}: try `python3.11 -m bot`.\n")
        return 2
    if os.name != "posix":
        sys.stderr.write("Rangkul runs on Linux and macOS; on Windows use the Windows Subsystem for Linux.\n")
        return 2
    from bot.bootstrap.start import start

    return start(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
