"""What the one secret of this installation can do: seal what is private, make keyed digests, sign the day's anchor.

Each use has a key of its own, derived from the secret by HKDF, so that none of them tells anything about another.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Self

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORM = "1"
"""The way things are sealed now; it stands before each, so that another way can come beside it."""

_NONCE = 12


class UnsealError(Exception):
    """What was sealed cannot be read: it was altered, belongs elsewhere, or was sealed with another secret.

    `other_secret` tells the last apart: nothing is broken then, the right secret is missing.
    """

    def __init__(self, *, other_secret: bool) -> None:
        super().__init__("sealed with another secret" if other_secret else "altered, or bound to another place")
        self.other_secret = other_secret


class Keys:
    """The keys of one secret. It shows none of them, not even when it is printed."""

    __slots__ = ("_contact", "_digests", "_signing", "name")

    def __init__(self, contact: bytes, digests: bytes, signing: bytes, name: str) -> None:
        self._contact = AESGCM(contact)
        self._digests = digests
        self._signing = Ed25519PrivateKey.from_private_bytes(signing)
        self.name = name
        """Tells secrets apart and says nothing about them: eight hexadecimal digits."""

    @classmethod
    def of(cls, secret: str) -> Self:
        """The keys of a secret, always the same ones."""
        uses = ("contact", "digests", "anchors")
        contact, digests, signing = (_derived(secret, use, 32) for use in uses)
        return cls(contact, digests, signing, _derived(secret, "name", 4).hex())

    def __repr__(self) -> str:
        return f"Keys({self.name})"

    def seal(self, text: str, bound_to: str) -> str:
        """A text that only this secret opens again, and only in its place, such as "petition:17"; ASCII."""
        nonce = secrets.token_bytes(_NONCE)
        head = self._head()
        sealed = self._contact.encrypt(nonce, text.encode("utf-8", "surrogatepass"), _bound(head, bound_to))
        return head + urlsafe_b64encode(nonce + sealed).decode()

    def unseal(self, sealed: str, bound_to: str) -> str:
        """The text that was sealed in this place. Raises UnsealError."""
        head = self._head()
        if not sealed.startswith(head):
            raise UnsealError(other_secret=sealed.startswith(f"{FORM}."))
        try:
            raw = urlsafe_b64decode(sealed.removeprefix(head).encode())
            text = self._contact.decrypt(raw[:_NONCE], raw[_NONCE:], _bound(head, bound_to))
        except (InvalidTag, ValueError):
            raise UnsealError(other_secret=False) from None
        return text.decode("utf-8", "surrogatepass")

    def digest(self, name: str, value: str) -> str:
        """A keyed digest, 64 hexadecimal digits: equal for an equal value of the same name, and tells nothing else."""
        named = f"{len(name)}:{name}{value}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._digests, named, "sha256").hex()

    def is_digest(self, kept: str, name: str, value: str) -> bool:
        """Whether a kept digest is that of a value, found out in the same time whatever the answer."""
        return hmac.compare_digest(kept.encode("utf-8", "surrogatepass"), self.digest(name, value).encode())

    def sign(self, text: str) -> str:
        """An Ed25519 signature, 128 hexadecimal digits; whoever has the public key can check it."""
        return self._signing.sign(text.encode()).hex()

    def verify(self, text: str, signature: str) -> bool:
        """Whether a signature was made with this secret, for this text."""
        return is_signed(text, signature, self.public_key)

    @property
    def public_key(self) -> str:
        """What others check signatures with, 64 hexadecimal digits; it may be published."""
        return self._signing.public_key().public_bytes_raw().hex()

    def _head(self) -> str:
        return f"{FORM}.{self.name}."


def is_signed(text: str, signature: str, public_key: str) -> bool:
    """Whether a text was signed by the holder of a public key; false too for what is no signature or no key."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _derived(secret: str, use: str, length: int) -> bytes:
    key = HKDF(SHA256(), length, salt=None, info=f"motcua {use} 1".encode())
    return key.derive(secret.encode("utf-8", "surrogateescape"))


def _bound(head: str, place: str) -> bytes:
    return f"{head}{place}".encode()
