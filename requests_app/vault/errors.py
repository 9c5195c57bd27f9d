"""What can go wrong with secrets. All of it fails closed: no ciphertext is ever shown as text."""


class VaultError(Exception):
    """Something about keys or sealed data is not in order; the message is one sentence."""


class KeyMissing(VaultError):
    """A key that is needed is not there."""


class WrongKey(VaultError):
    """A key that is there, and is not the one that data was sealed under."""


class Unreadable(VaultError):
    """Sealed data that does not open: altered, moved, or sealed under another key."""


class TooLarge(VaultError):
    """A file of more bytes than were allowed; nothing of it was kept."""


class SealedFieldMisuse(TypeError):
    """A query or bulk change that would compare or write a sealed field in the clear."""
