"""Every address of the site: who may use it, by which methods, and what stands in it.

A new address fails tests/web/test_matrix.py until it has a line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
# Django's own form views take PUT like POST and tell their methods.
FORM_VIEW = "GET POST PUT OPTIONS"
VIEW = "GET OPTIONS"
# Pages of a step that was not begun lead to its beginning, before they look at the method.
ELSEWHERE = dict.fromkeys(METHODS, (302,))


@dataclass(frozen=True)
class Route:
    """`who`: "anyone", "somebody" who is signed in, the "owner" of the thing in the address, or
    whoever has the "token" in it. `things`: the parts of the address, as names in `World.things`,
    or as they are after an equals sign. `odd`: statuses that the rightful person may get for a
    method besides the usual ones."""

    who: str
    methods: str
    things: Mapping[str, str] = field(default_factory=dict)
    organisation: bool = False
    checks_origin: bool = True
    odd: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def allowed(self) -> set[str]:
        """The methods it takes; HEAD goes with GET."""
        named = set(self.methods.split())
        return named | {"HEAD"} if "GET" in named else named


CASE = {"case_id": "case"}
FILE = {**CASE, "file_id": "file"}


def anyone(methods: str = "GET", **more: object) -> Route:
    return Route("anyone", methods, **more)  # type: ignore[arg-type]


def somebody(methods: str = "GET", **more: object) -> Route:
    return Route("somebody", methods, **more)  # type: ignore[arg-type]


def owner(methods: str, things: Mapping[str, str], **more: object) -> Route:
    return Route("owner", methods, things, **more)  # type: ignore[arg-type]


ROUTES: dict[str, Route] = {
    "web:home": anyone(),
    "web:platform": anyone(things={"identity": "=linkedin"}),
    "web:sample": anyone(),
    "web:guides": anyone(),
    "web:guide": anyone(things={"identity": "=identity"}),
    "web:privacy": anyone(),
    "web:healthz": anyone(),
    "web:readyz": anyone(odd={"GET": (503,), "HEAD": (503,)}),
    # For whoever works on the pages, and there only.
    "web:styleguide": anyone(odd={"GET": (404,), "HEAD": (404,)}),
    "web:set-language": anyone("GET POST PUT PATCH DELETE OPTIONS TRACE"),
    "letters:write": anyone("GET POST"),
    # 204 while there is nothing to show yet.
    "letters:preview": anyone("POST", odd={"POST": (204,)}),
    "letters:companies": anyone(),
    "letters:law": anyone(),
    "letters:resume": owner("GET", {"draft_id": "draft"}),
    "letters:throw-away": owner("POST", {"draft_id": "draft"}),
    "letters:download": anyone("POST", things={"form": "=pdf"}),
    "directory:list": anyone(),
    "directory:platform": anyone(things={"identity": "=linkedin"}),
    "directory:api": anyone(),
    "directory:api-platforms": anyone(),
    "directory:api-platform": anyone(things={"identity": "=linkedin"}),
    "directory:api-authorities": anyone(),
    "directory:api-authority": anyone(things={"identity": "=ie-dpc"}),
    "directory:own-list": somebody(),
    "directory:own-add": somebody("GET POST"),
    "directory:own-change": owner("GET POST", {"identity": "company"}),
    "directory:own-delete": owner("POST", {"identity": "company"}),
    "directory:own-export": owner("GET", {"identity": "company"}),
    # Signing in
    "accounts:sign-in": anyone("GET POST"),
    "account_login": anyone("GET POST"),
    "accounts:sign-in-link": Route("token", "GET POST", {"token": "link-token"}),
    "accounts:sign-out": anyone("POST"),
    "accounts:start-over": anyone("POST"),
    "account_signup": anyone(FORM_VIEW, organisation=True),
    "account_email_verification_sent": anyone(FORM_VIEW, organisation=True, odd=ELSEWHERE),
    "account_request_login_code": anyone(FORM_VIEW, organisation=True),
    "account_confirm_login_code": anyone(FORM_VIEW, organisation=True, odd=ELSEWHERE),
    "mfa_login_webauthn": anyone(FORM_VIEW, organisation=True),
    "mfa_authenticate": anyone("GET POST OPTIONS", organisation=True, odd=ELSEWHERE),
    "account_inactive": anyone(VIEW, organisation=True),
    "account_reauthenticate": somebody(FORM_VIEW, organisation=True, odd=ELSEWHERE),
    "mfa_reauthenticate": somebody(FORM_VIEW, organisation=True),
    "mfa_reauthenticate_webauthn": somebody(FORM_VIEW, organisation=True),
    "accounts:confirm-by-link": somebody(),
    "accounts:confirm-by-code": somebody("GET POST"),
    # The person
    "accounts:settings": somebody("GET POST"),
    # The owner's alone, and that on a personal instance (tests/accounts/test_mail_server.py).
    "accounts:mail-server": somebody(
        "GET POST", odd=dict.fromkeys(("GET", "HEAD", "POST"), (404,))
    ),
    "mfa_index": somebody(),
    "accounts:password": somebody("GET POST", organisation=True),
    "accounts:end-sessions": somebody("POST"),
    "accounts:end-session": owner("POST", {"session_id": "session"}),
    "account_email": somebody(FORM_VIEW, organisation=True),
    "mfa_activate_totp": somebody(FORM_VIEW, organisation=True),
    # Nobody here has an app to remove.
    "mfa_deactivate_totp": somebody(
        FORM_VIEW, organisation=True, odd=dict.fromkeys(METHODS, (404,))
    ),
    "mfa_list_webauthn": somebody(VIEW, organisation=True),
    "mfa_add_webauthn": somebody(FORM_VIEW, organisation=True),
    "mfa_remove_webauthn": owner("GET POST DELETE OPTIONS", {"pk": "passkey"}, organisation=True),
    "mfa_view_recovery_codes": somebody(VIEW, organisation=True, odd={"GET": (404,)}),
    "mfa_generate_recovery_codes": somebody(FORM_VIEW, organisation=True),
    "mfa_download_recovery_codes": somebody(
        VIEW, organisation=True, odd=dict.fromkeys(METHODS, (404,))
    ),
    "accounts:own-data": somebody(),
    "accounts:export": somebody("POST"),
    "accounts:take-over": somebody("POST"),
    "accounts:keep-for": somebody("POST"),
    "accounts:consent": somebody("POST", things={"name": "=reminders"}, odd={"POST": (404,)}),
    "accounts:erase": somebody("GET POST"),
    "accounts:audit": somebody(),
    # Cases
    "cases:list": somebody(),
    "cases:this-month": somebody(),
    "cases:month": somebody(things={"year": "=2026", "number": "=11"}),
    "cases:bulk": somebody("POST"),
    "cases:letters": owner("GET", {"job_id": "letters"}),
    "cases:letters-stop": owner("POST", {"job_id": "letters"}),
    "cases:letters-file": owner("GET", {"job_id": "letters", "file_id": "letters-file"}),
    "cases:several": somebody("GET POST"),
    "cases:round": owner("GET POST", {"round_id": "round"}),
    "cases:feeds": somebody("GET POST"),
    "cases:revoke-feed": owner("POST", {"feed_id": "feed"}),
    "cases:feed": Route("token", "GET", {"token": "feed-token"}),
    "cases:statistics": anyone(),
    # Takes back only what is theirs: for anybody else there is nothing of that number.
    "cases:undo": somebody("POST", things={"submission": "=00000000-0000-4000-8000-000000000000"}),
    "cases:record-sending": anyone("POST"),
    "cases:case": owner("GET", CASE),
    "cases:mark-sent": owner("GET POST", CASE),
    "cases:add-event": owner("POST", CASE),
    "cases:correct": owner("GET POST", {**CASE, "event_id": "event"}),
    "cases:reply": owner("GET POST", CASE),
    "cases:files": owner("GET POST", CASE),
    "cases:file": owner("GET", FILE),
    "cases:file-picture": owner("GET", FILE),
    "cases:remove-file": owner("POST", FILE),
    "cases:close": owner("GET POST", CASE),
    "cases:reopen": owner("POST", CASE),
    "cases:calendar": owner("GET", CASE),
    "cases:write": owner("GET POST", {**CASE, "kind": "=reminder"}),
    "cases:letter": owner("GET", {**CASE, "letter_id": "letter", "form": "=txt"}),
    "complaints:authority": owner("GET POST", {"case_id": "lodged"}),
    "complaints:bundle": owner("GET POST", CASE),
    "complaints:bundle-stop": owner("POST", CASE),
    "complaints:bundle-file": owner("GET", {**CASE, "file_id": "bundle"}),
    "complaints:add-paper": owner("POST", {**CASE, "kind": "=complaint-authority"}),
    "complaints:letter": owner("GET", {**CASE, "kind": "=complaint-authority"}),
    "complaints:write": owner("GET POST", {**CASE, "kind": "=complaint-authority"}),
    # Mail programs post here by themselves (RFC 8058).
    "reminders:choices": somebody("GET POST"),
    "reminders:off": Route("token", "GET POST", {"token": "off-token"}, checks_origin=False),
}
