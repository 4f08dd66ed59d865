"""A telephone call at the console, as its page makes it; the tests tell what is pressed."""

from typing import Any

from tests.functional.console_room import ConsoleRoom

Line = dict[str, Any]


class Telephone:
    """The page's part of a call; it hears every sentence out unless it is told otherwise."""

    def __init__(self, room: ConsoleRoom, caller: str = "0912345678") -> None:
        self._browser = room.browser()
        self.url = f"/console/calls/{self._dial(caller)}"
        self.lines: list[Line] = []
        self.ended = ""
        self.asked_for: list[str] = []

    def _dial(self, caller: str) -> str:
        answer = self._browser.post("/console/calls", json={"caller": caller})
        assert answer.status_code == 201
        return str(answer.get_json()["call"])

    def hears(self, identifier_or_kind: str) -> Line:
        """Listens until a line of this kind, or a sentence with these words, begins."""
        while not self.ended:
            for line in self._news():
                if identifier_or_kind in (line["kind"], line.get("text")):
                    return line
                if identifier_or_kind in line.get("text", ""):
                    return line
                self.hears_out(line)
        raise AssertionError(f"{identifier_or_kind} was never heard: {self.lines}")

    def hears_all(self) -> "Telephone":
        """Listens until the call is over."""
        while not self.ended:
            for line in self._news():
                self.hears_out(line)
        return self

    def hears_out(self, line: Line) -> None:
        if line["kind"] == "heard":
            self.posts("heard", {"number": line["number"]})

    def presses(self, keys: str) -> "Telephone":
        for key in keys:
            self.takes(key)
        return self

    def takes(self, key: str) -> bool:
        """Whether one key that is pressed now counts."""
        answer = self._browser.post(f"{self.url}/keys", json={"key": key})
        return bool(answer.get_json()["taken"])

    def hangs_up(self) -> "Telephone":
        self.posts("hang-up", {})
        return self

    def posts(self, what: str, body: dict[str, Any]) -> None:
        self.asked_for.append(f"{self.url}/{what}")
        assert self._browser.post(f"{self.url}/{what}", json=body).status_code == 204

    def audio(self, line: Line) -> tuple[int, bytes]:
        self.asked_for.append(f"{self.url}/audio/{line['number']}")
        answer = self._browser.get(self.asked_for[-1])
        return answer.status_code, answer.data

    def _news(self) -> list[Line]:
        told = self._browser.get(f"{self.url}/lines?after={len(self.lines)}").get_json()
        self.ended = told["ended"]
        self.lines += told["lines"]
        news: list[Line] = told["lines"]
        return news

    @property
    def digits(self) -> str:
        return "".join(line.get("digits", "") for line in self.lines)
