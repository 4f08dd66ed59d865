"""The worker's side: does what each line of standard input names, and tells what it took.

Imports nothing but the standard library: each interpreter that is measured has it.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Mapping


def serve(operations: Mapping[str, Callable[..., object]]) -> None:
    """Until the input ends. What an operation itself prints, such as metrics, is dropped."""
    with os.fdopen(os.dup(1), "w") as answers, open(os.devnull, "w") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 1)
        for line in sys.stdin:
            name, *arguments = json.loads(line)
            operation = operations[name]
            wall, cpu = time.perf_counter(), time.process_time()
            told = operation(*arguments)
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            answers.write(json.dumps([cpu * 1000, wall * 1000, told]) + "\n")
            answers.flush()
