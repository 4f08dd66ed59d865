"""Who of the staff may do what: decided here, from group and unit or office code, and nowhere else.

A unit and a collector enter TK1-TS and see what they entered; an officer enters 02-SDGD and decides
on TK1-TS, a supervisor decides on 02-SDGD, and both see what their own office decides on. Nobody
decides on what he entered.
"""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from vssid_recovery.declaration_model import SD_GD, TK1_TS, Declaration
from vssid_recovery.errors import Forbidden, NotFound, Unauthenticated
from vssid_recovery.model import Account


class Role(StrEnum):
    UNIT = "unit"
    COLLECTOR = "collector"
    OFFICER = "officer"
    SUPERVISOR = "supervisor"


class Act(StrEnum):
    ENTER_TK1_TS = "ENTER_TK1_TS"
    ENTER_02_SDGD = "ENTER_02_SDGD"
    SEE = "SEE"
    LIST = "LIST"
    DECIDE_TK1_TS = "DECIDE_TK1_TS"
    DECIDE_02_SDGD = "DECIDE_02_SDGD"


ENTER = {TK1_TS: Act.ENTER_TK1_TS, SD_GD: Act.ENTER_02_SDGD}
DECIDE = {TK1_TS: Act.DECIDE_TK1_TS, SD_GD: Act.DECIDE_02_SDGD}
MAY: Mapping[Role, frozenset[Act]] = {
    Role.UNIT: frozenset({Act.ENTER_TK1_TS, Act.SEE}),
    Role.COLLECTOR: frozenset({Act.ENTER_TK1_TS, Act.SEE}),
    Role.OFFICER: frozenset({Act.ENTER_02_SDGD, Act.SEE, Act.LIST, Act.DECIDE_TK1_TS}),
    Role.SUPERVISOR: frozenset({Act.SEE, Act.LIST, Act.DECIDE_02_SDGD}),
}
OUTSIDE = frozenset({Role.UNIT, Role.COLLECTOR})  # of the social insurance offices


class Staff(Struct, frozen=True):
    """Who has signed in, as the token says. `domain` is of the own e-mail address, '' unknown."""

    sub: str
    roles: frozenset[Role]
    unit_code: str = ""
    office_code: str = ""
    domain: str = ""

    @property
    def name(self) -> str:
        """How a history names them: role, place and `sub`."""
        role = "+".join(sorted(self.roles))
        place = self.unit_code if self.roles & OUTSIDE else self.office_code
        return f"{role} {place} {self.sub}"

    @property
    def is_of_office(self) -> bool:
        return bool(self.roles - OUTSIDE)

    def require(self, act: Act) -> None:
        """Raises Forbidden where no role of theirs may, or the code that it needs is missing."""
        if not any(act in MAY[role] and self._code(role) for role in self.roles):
            raise Forbidden(act)

    def require_form(self, acts: Mapping[str, Act], form: str) -> None:
        """Like `require`, for the act on a form; what is no form is nobody's."""
        if form not in acts:
            raise Forbidden(form)
        self.require(acts[form])

    def require_to_decide(self) -> None:
        """Raises Forbidden for whoever decides on nothing, before anything is looked at."""
        if not any(MAY[role] & set(DECIDE.values()) and self._code(role) for role in self.roles):
            raise Forbidden("decides on nothing")

    def speaks_for(self, account: Account, form: str) -> bool:
        """Any office takes in whoever comes in person; a unit speaks for its own people only."""
        if form == SD_GD:
            return True
        if account.unit_code == self.unit_code:
            return True
        by_office = Role.COLLECTOR in self.roles and bool(self.office_code)
        return by_office and account.office_code == self.office_code

    def sees(self, unit_code: str, office_code: str) -> bool:
        """Whether what that unit entered, and that office decides on, is theirs to see."""
        return any(
            code and code == (unit_code if role in OUTSIDE else office_code)
            for role in self.roles
            if (code := self._code(role))
        )

    def require_sight(self, unit_code: str, office_code: str) -> None:
        """Raises NotFound: what is another's does not exist."""
        if not self.sees(unit_code, office_code):
            raise NotFound

    def require_decision(self, declaration: Declaration) -> None:
        """Raises NotFound for another's declaration, Forbidden for one of the own hand."""
        if declaration.office_code != self.office_code:
            raise NotFound
        self.require_form(DECIDE, declaration.declared.form)
        self.require_other_hand(declaration.entered_by)

    def require_other_hand(self, entered_by: str) -> None:
        """Raises Forbidden: a second person decides (OWASP ASVS 5.0, 2.3.5)."""
        if entered_by == self.sub:
            raise Forbidden("decides on what was entered by the same person")

    def _code(self, role: Role) -> str:
        return self.unit_code if role in OUTSIDE else self.office_code


def staff_of(claims: Mapping[str, object]) -> Staff:
    """Who signed in, from an id token that the authorizer has checked. Raises Unauthenticated.

    Groups arrive as «a,b» on AWS and as «[a b]» in the emulator.
    """
    said = {name: value for name, value in claims.items() if isinstance(value, str)}
    if not said.get("sub") or said.get("token_use") != "id":
        raise Unauthenticated
    groups = said.get("cognito:groups", "").strip("[]").replace(",", " ").split()
    return Staff(
        sub=said["sub"],
        roles=frozenset(Role(group) for group in groups if group in set(Role)),
        unit_code=said.get("custom:unit_code", "").strip(),
        office_code=said.get("custom:office_code", "").strip(),
        domain=said.get("email", "").rpartition("@")[2].lower(),
    )
