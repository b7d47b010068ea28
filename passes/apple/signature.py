"""The signature over a manifest: PKCS #7, detached, with Apple's intermediate and the time.

Two signatures of one RSA key differ in three places that never change their length: the time,
the manifest's hash, and the signature proper. So ``cryptography`` writes one, and every other is
that form with those places filled. A form that is not understood to the byte is not used.

https://developer.apple.com/documentation/walletpasses/building-a-pass
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder

from passes.apple.identity import Identity

# Without Binary, line ends in the manifest are changed before it is hashed.
_OPTIONS = (PKCS7Options.DetachedSignature, PKCS7Options.Binary, PKCS7Options.NoCapabilities)

_CONTENT_TYPE = bytes.fromhex("301806092a864886f70d010903")
_SIGNING_TIME = bytes.fromhex("06092a864886f70d010905310f170d")
_SET, _TAGGED = b"\x31", 0xA0
_TIME = "%y%m%d%H%M%SZ"
_ANYTHING = b"{}"


def sign(manifest: bytes, identity: Identity) -> bytes:
    """Sign the manifest, now."""
    form = _form(identity)
    return form.filled(manifest, datetime.now(UTC)) if form else _written(manifest, identity)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """A signature without what changes; ``attributes`` are what is really signed.

    ``time`` and ``digest`` are where those two stand among them.
    """

    key: rsa.RSAPrivateKey
    before: bytes
    attributes: bytes
    after: bytes
    time: int
    digest: int

    def filled(self, manifest: bytes, at: datetime) -> bytes:
        """The signature over that manifest, made at that time."""
        told = bytearray(self.attributes)
        moment = _utc_time(at)
        told[self.time : self.time + len(moment)] = moment
        told[self.digest : self.digest + 32] = sha256(manifest).digest()
        return b"".join((self.before, told, self.after, self.proper(told)))

    def proper(self, attributes: bytes | bytearray) -> bytes:
        """The RSA signature: over the attributes as a set, whatever they are tagged as."""
        return self.key.sign(_SET + attributes[1:], padding.PKCS1v15(), SHA256())


def _utc_time(at: datetime) -> bytes:
    """As in 261123093200Z; ``strftime`` takes ten times as long."""
    return at.isoformat(" ", "seconds")[2:19].encode().translate(None, b"-: ") + b"Z"


@lru_cache(maxsize=4)
def _form(identity: Identity) -> _Form | None:
    """What that identity's signatures have in common; ``None``: each has to be written anew."""
    if not isinstance(identity.key, rsa.RSAPrivateKey):
        return None  # an elliptic signature has no fixed length
    written = _written(_ANYTHING, identity)
    end = len(written) - identity.key.key_size // 8
    start = written.find(_CONTENT_TYPE) - 2
    stop = start + 2 + written[start + 1]
    attributes = written[start:stop]
    form = _Form(
        key=identity.key,
        before=written[:start],
        attributes=attributes,
        after=written[stop:end],
        time=attributes.find(_SIGNING_TIME) + len(_SIGNING_TIME),
        digest=attributes.find(sha256(_ANYTHING).digest()),
    )
    return form if _is_understood(form, written) else None


def _is_understood(form: _Form, written: bytes) -> bool:
    """Whether filling the form with what was written gives what was written."""
    attributes = form.attributes
    found = attributes[:1] == bytes([_TAGGED]) and form.digest > 0 and _SIGNING_TIME in attributes
    if not found:
        return False
    moment = attributes[form.time : form.time + 13].decode("ascii", "replace")
    at = datetime.strptime(moment, _TIME).replace(tzinfo=UTC)
    return form.filled(_ANYTHING, at) == written


def _written(manifest: bytes, identity: Identity) -> bytes:
    return (
        PKCS7SignatureBuilder()
        .set_data(manifest)
        .add_signer(identity.leaf, identity.key, SHA256())
        .add_certificate(identity.intermediate)
        .sign(Encoding.DER, _OPTIONS)
    )
