"""The console's own pages and their headers."""

from collections.abc import Mapping
from pathlib import Path

from flask import Blueprint, Response, render_template

from local.console.api_reference import read_reference
from local.stack_file import Stack

DESK = "/desk/"

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; media-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def console_pages(stack: Stack, openapi: Path) -> Blueprint:
    """Routes under /console/ that are pages, and what they load."""
    routes = Blueprint(
        "console",
        __name__,
        url_prefix="/console",
        template_folder="templates",
        static_folder="static",
    )

    @routes.context_processor
    def places() -> dict[str, str]:
        return {"desk": DESK}

    @routes.get("/")
    def people() -> str:
        return render_template("people.html", staff=stack.staff)

    @routes.get("/phone")
    def phone() -> str:
        return render_template("phone.html")

    @routes.get("/mails")
    def mails() -> str:
        return render_template("mails.html")

    @routes.get("/reference")
    def reference() -> str:
        return render_template("reference.html", reference=read_reference(openapi))

    return routes


def guard(response: Response) -> Response:
    """Adds the console's headers; a mail keeps its own, stricter policy."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
