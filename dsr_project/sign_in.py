"""Settings of signing in by address: allauth's, and what goes with them."""

from __future__ import annotations

from dsr_project.environment import number

# allauth keeps addresses in clear in its own table: what it gets to see is a keyed fingerprint,
# and the adapter sends to the sealed address (accounts/adapter.py).
ACCOUNT_ADAPTER = "requests_app.accounts.adapter.AccountAdapter"
ACCOUNT_USER_DISPLAY = "requests_app.accounts.adapter.shown_as"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email_index"
ACCOUNT_LOGIN_METHODS = {"email"}
# Nobody chooses a password before the address is theirs: else whoever signs up with a stranger's
# address would hold a password to that stranger's later account.
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 60 * number("REAUTHENTICATION_MINUTES", 15)
ACCOUNT_FORMS = {
    "login": "requests_app.accounts.sign_in_forms.PasswordSignInForm",
    "signup": "requests_app.accounts.sign_in_forms.SignUpForm",
    "request_login_code": "requests_app.accounts.sign_in_forms.RequestCodeForm",
    "add_email": "requests_app.accounts.sign_in_forms.NewAddressForm",
    "confirm_email_verification_code": "requests_app.accounts.sign_in_forms.AddressCodeForm",
}
# Answers that depend on whether there is an account take a whole number of these.
STEADY_SECONDS = 0.5
# Written down for people in docs/operating.md.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "20/h/ip",
    # Each may mail three times; in an hour all of them together stay well below the total of mails.
    "request_login_code": "20/m/ip,100/h/ip,3/m/key",
    "confirm_email": "1/10s/key",
    "manage_email": "10/m/user,30/h/user",
    "reauthenticate": "10/m/user",
}
MFA_ADAPTER = "requests_app.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "add_webauthn": "requests_app.accounts.sign_in_forms.NewPasskeyForm",
    "authenticate": "requests_app.accounts.second_step.SecondStepForm",
    "reauthenticate": "requests_app.accounts.second_step.ConfirmForm",
    "activate_totp": "requests_app.accounts.second_step.NewAppForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "DSR Desk"
# A phone’s clock may be off by one period; a code is taken once all the same (second_step.py).
MFA_TOTP_TOLERANCE = 1
