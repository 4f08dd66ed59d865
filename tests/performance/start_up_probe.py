"""Run by path in a fresh interpreter: imports `app` and prints what that took, in milliseconds.

The interpreter's own start is left out: it is the same for both sides and would hide differences.
"""

import time

wall, cpu = time.perf_counter(), time.process_time()
__import__("app")
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu

print(f'{{"CPU": {cpu * 1000}, "wall": {wall * 1000}}}')
