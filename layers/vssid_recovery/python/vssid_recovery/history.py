"""An account's history, for an operator with a reason; the look-up is itself an event."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from vssid_recovery.errors import InvalidRequest, Unavailable
from vssid_recovery.identifiers import parse_identifier
from vssid_recovery.model import Account, Event
from vssid_recovery.operation_ports import HistoryLine, HistoryStore
from vssid_recovery.ports import Clock, Subjects
from vssid_recovery.sign_in_throttle import Throttle

LONGEST_REASON = 200


class AccountHistory(Struct, frozen=True):
    """`counts` are the wrong guesses by kind; None where the key to them cannot be read."""

    account: Account
    lines: Sequence[HistoryLine]
    counts: Mapping[str, Throttle] | None


class History(Struct, frozen=True):
    store: HistoryStore
    subjects: Subjects
    clock: Clock
    by: str

    def read(self, identifier: str, reason: str) -> AccountHistory | None:
        """The history of the account behind any identifier, None when nobody has it.

        The look-up is noted before anything is shown. Raises InvalidRequest("identifier") and
        InvalidRequest("reason"), the latter for none or one over 200 characters.
        """
        why = " ".join(reason.split())
        if not why or len(why) > LONGEST_REASON or not why.isprintable():
            raise InvalidRequest("reason")
        number = self.store.resolve(parse_identifier(identifier))
        account = self.store.look_up(number)
        if account is None:
            return None
        event = Event(self.clock(), "HISTORY", "READ", "OPERATOR", f"operator {self.by}", why)
        self.store.note(number, event)
        return AccountHistory(account, self.store.lines(number), self._counts(number))

    def _counts(self, number: str) -> Mapping[str, Throttle] | None:
        """An operator need not be able to read the root secret to read a history."""
        try:
            person = self.subjects.subject("person", number)
        except Unavailable:
            return None
        return self.store.sign_in_counts(person)
