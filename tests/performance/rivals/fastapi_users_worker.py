"""Run by path in .venv-rivals: fastapi-users' reset, as its documentation shows it, over SQLite.

The ASGI application is called as a server calls it, without a socket. fastapi-users makes no mail:
its hook waits for the milliseconds that a mail server takes to say yes.
"""

import asyncio
import json
import sys
import uuid
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from fastapi_users import BaseUserManager, FastAPIUsers, UUIDIDMixin
from fastapi_users.db import SQLAlchemyBaseUserTableUUID, SQLAlchemyUserDatabase
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from tests.performance.told_calls import serve

NEW = "mèo tím gõ bàn phím"
SECRET = "made up for a benchmark, long enough"
ENGINE = create_async_engine(f"sqlite+aiosqlite:///{Path(sys.argv[1]) / 'db'}")
SESSIONS = async_sessionmaker(ENGINE, expire_on_commit=False)


class Base(DeclarativeBase):  # type: ignore[misc]
    pass


class User(SQLAlchemyBaseUserTableUUID, Base):  # type: ignore[misc]
    pass


class Manager(UUIDIDMixin, BaseUserManager):  # type: ignore[misc]
    reset_password_token_secret = SECRET
    verification_token_secret = SECRET
    seconds = 0.0
    last = ""

    async def on_after_forgot_password(self, user: Any, token: str, request: Any = None) -> None:
        Manager.last = token
        if self.seconds:
            await asyncio.sleep(self.seconds)


async def session() -> AsyncIterator[Any]:
    async with SESSIONS() as opened:
        yield opened


async def manager(opened: Annotated[AsyncSession, Depends(session)]) -> AsyncIterator[Manager]:
    yield Manager(SQLAlchemyUserDatabase(opened, User))


class Site:
    """One event loop, one request at a time."""

    def __init__(self, runner: asyncio.Runner, accounts: int) -> None:
        self._runner = runner
        self._application = FastAPI()
        users: Any = FastAPIUsers(manager, [])
        self._application.include_router(users.get_reset_password_router())
        runner.run(filled(accounts))

    def request(self, email: str) -> str:
        """The token that would be mailed, '' where none would be."""
        Manager.last = ""
        self._call("/forgot-password", {"email": email}, 202)
        return Manager.last

    def confirm(self, token: str) -> None:
        self._call("/reset-password", {"token": token, "password": NEW}, 200)

    def _call(self, path: str, body: dict[str, str], status: int) -> None:
        sent: list[dict[str, Any]] = []
        given = {"type": "http.request", "body": json.dumps(body).encode(), "more_body": False}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(b"content-type", b"application/json")],
        }

        async def receive() -> dict[str, Any]:
            return given

        async def send(message: Any) -> None:
            sent.append(message)

        self._runner.run(self._application(scope, receive, send))
        assert sent[0]["status"] == status, sent


async def filled(accounts: int) -> None:
    password = Manager(None).password_helper.hash("nobody's")
    async with ENGINE.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
        rows = [
            {"id": uuid.uuid4(), "email": f"{number}@thu.example.com", "hashed_password": password}
            for number in range(accounts)
        ]
        await connection.execute(insert(User), rows)


def main(accounts: int, seconds: float) -> None:
    Manager.seconds = seconds
    with asyncio.Runner() as runner:
        site = Site(runner, accounts)
        operations: dict[str, Callable[..., object]] = {
            "request": site.request,
            "confirm": site.confirm,
        }
        serve(operations)
        runner.run(ENGINE.dispose())


if __name__ == "__main__":
    main(int(sys.argv[2]), float(sys.argv[3]))
