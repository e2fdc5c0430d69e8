"""Runs one command and prints what it took, as JSON: exit code, wall and CPU seconds, peak memory in kB.

    python -S launch.py ERRORS COMMAND…

A process of its own, and a small one: Linux counts what a program weighs from the fork on, so a child of the
large process that compares outputs would seem to weigh as much as that. CPU time is user and system, of the
command and of all its children that it waited for (getrusage(2)). Standard error goes to the file ERRORS.
"""

import json
import os
import sys
import time

errors, command = sys.argv[1], sys.argv[2:]
redirected = (
    (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
    (os.POSIX_SPAWN_OPEN, 2, errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644),
)
begun = time.perf_counter()
child = os.posix_spawn(command[0], command, os.environ, file_actions=redirected)
_, status, used = os.wait4(child, 0)
wall = time.perf_counter() - begun
answer = [os.waitstatus_to_exitcode(status), wall, used.ru_utime + used.ru_stime, used.ru_maxrss]
sys.stdout.write(json.dumps(answer))
