"""Run by path with the layers: the worker of declaration files, one message of its queue a call."""

import os
import sys

from tests.performance.lambda_call import CONTEXT, loaded
from tests.performance.told_calls import serve
from tests.performance.traffic import Traffic, peak_megabytes
from vssid_recovery.errors import Unavailable


def main(folder: str) -> None:
    traffic = Traffic()
    function = loaded(folder, "declaration_batch")

    def message(body: str) -> bool:
        """False for one that the queue is to bring again."""
        try:
            function.handler({"Records": [{"body": body}]}, CONTEXT)
        except Unavailable:
            return False
        return True

    serve({"message": traffic.counted(message), "peak": peak_megabytes})


if __name__ == "__main__":
    # Local AWS has no certificate of its own to check, and no proxy is between.
    os.environ["NO_PROXY"] = "127.0.0.1"
    main(sys.argv[1])
