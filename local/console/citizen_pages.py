"""The pages in web/ as CloudFront serves them: same paths, same headers."""

from pathlib import Path

from flask import Blueprint, Response, jsonify, send_from_directory

from local.stack_file import Stack

# As web/README.md has them; `connect-src` gets what only the staff's desk speaks to.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'{connect}; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "Cache-Control": "no-cache",
}


def citizen_pages(web: Path, stack: Stack) -> Blueprint:
    """Everything below the root that no other part of the console serves."""
    routes = Blueprint("citizen_pages", __name__)
    headers = page_headers(stack.endpoint_url)

    @routes.get("/")
    @routes.get("/<path:path>")
    def page(path: str = "index.html") -> Response:
        return send_from_directory(web, path)

    @routes.get("/desk/")
    def desk() -> Response:
        return send_from_directory(web, "desk/index.html")

    @routes.get("/config.json")
    def config() -> Response:
        return jsonify(
            region=stack.region,
            userPoolClientId=stack.user_pool_client_id,
            signInUrl=f"{stack.endpoint_url}/",
            uploadOrigin=stack.endpoint_url,
        )

    @routes.after_request
    def guarded(response: Response) -> Response:
        response.headers.update(headers)
        return response

    return routes


def page_headers(*connect: str) -> dict[str, str]:
    """The headers of every page; `connect` are the origins that the desk speaks to."""
    more = "".join(f" {origin}" for origin in connect)
    return {name: value.replace("{connect}", more) for name, value in HEADERS.items()}
