"""Run by path in .venv-rivals: Django's own reset, as `startproject` sets it up, over SQLite.

The WSGI application is called as a server calls it, without a socket. Its mail is made into bytes
and dropped, after the milliseconds that a mail server takes to say yes.
"""

import io
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import django
from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

from tests.performance.told_calls import serve

TOKEN = "c" * 32  # the form's, as in the cookie: the check is made, and passes
NEW = "mèo tím gõ bàn phím"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
VALIDATORS = (
    "UserAttributeSimilarity",
    "MinimumLength",
    "CommonPassword",
    "NumericPassword",
)


class Post(BaseEmailBackend):  # type: ignore[misc]
    """A mail server of `seconds`; keeps the last mail."""

    seconds = 0.0
    last = ""

    def send_messages(self, messages: Any) -> int:
        for message in messages:
            message.message().as_bytes()
            Post.last = message.body
            time.sleep(self.seconds)
        return len(messages)


class Site:
    """A browser's requests, with the cookies that it would bring."""

    def __init__(self, accounts: int) -> None:
        from django.contrib.auth.models import User
        from django.core.management import call_command
        from django.core.wsgi import get_wsgi_application

        call_command("migrate", verbosity=0)
        # Nobody's password: only that there is one is looked at.
        password = "pbkdf2_sha256$1000000$c2FsdA$" + "A" * 43 + "="
        User.objects.bulk_create(
            User(username=f"u{number}", email=f"{number}@thu.example.com", password=password)
            for number in range(accounts)
        )
        self._application = get_wsgi_application()

    def request(self, email: str) -> str:
        """The mailed link's path, '' where none was mailed."""
        Post.last = ""
        status, _ = self._call("POST", "/password_reset/", "", {"email": email})
        assert status.startswith("302"), status
        found = re.search(r"/reset/\S+", Post.last)
        return found[0] if found else ""

    def confirm(self, link: str) -> None:
        """Following the link, which moves the token into the session, and the form after it."""
        status, headers = self._call("GET", link, "")
        session = headers["Set-Cookie"].partition(";")[0]
        form = {"new_password1": NEW, "new_password2": NEW}
        status, headers = self._call("POST", headers["Location"], session, form)
        assert status.startswith("302"), status
        assert headers["Location"] == "/reset/done/"

    def _call(
        self, method: str, path: str, cookie: str, form: dict[str, str] | None = None
    ) -> tuple[str, dict[str, str]]:
        body = urlencode({**form, "csrfmiddlewaretoken": TOKEN} if form else {}).encode()
        answered: list[Any] = []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_COOKIE": f"csrftoken={TOKEN}; {cookie}",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
        }
        response = self._application(environ, lambda *told: answered.extend(told))
        b"".join(response)
        response.close()
        return answered[0], dict(answered[1])


def configure(folder: Path) -> None:
    auth = "django.contrib.auth.password_validation"
    settings.configure(
        SECRET_KEY="made up for a benchmark",
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "db"}},
        INSTALLED_APPS=[
            f"django.contrib.{name}"
            for name in ("admin", "auth", "contenttypes", "sessions", "messages", "staticfiles")
        ],
        MIDDLEWARE=MIDDLEWARE,
        ROOT_URLCONF="django.contrib.auth.urls",
        TEMPLATES=[
            {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
        ],
        AUTH_PASSWORD_VALIDATORS=[{"NAME": f"{auth}.{name}Validator"} for name in VALIDATORS],
        EMAIL_BACKEND="__main__.Post",
        USE_TZ=True,
    )
    django.setup()


def main(folder: Path, accounts: int, seconds: float) -> None:
    Post.seconds = seconds
    configure(folder)
    site = Site(accounts)
    operations: dict[str, Callable[..., object]] = {
        "request": site.request,
        "confirm": site.confirm,
    }
    serve(operations)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
