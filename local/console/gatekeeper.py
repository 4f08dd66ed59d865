"""Who may speak to the console: this machine's own browser, on the console's own pages."""

from flask import Flask, abort, request

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OURS = frozenset({"", "same-origin", "none"})


def keep_gate(app: Flask, port: int) -> None:
    """Refuses other names for this machine (DNS rebinding) and other sites' requests."""
    names = {f"127.0.0.1:{port}", f"localhost:{port}"}

    @app.before_request
    def refuse_strangers() -> None:
        if request.host not in names:
            abort(421)
        if request.method in SAFE:
            return
        origin = request.headers.get("Origin", f"http://{request.host}")
        site = request.headers.get("Sec-Fetch-Site", "")
        if origin != f"http://{request.host}" or site not in OURS:
            abort(403)
