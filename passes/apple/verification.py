"""Reading a pass's signature again, as a phone does: who signed, and whether it is good.

A small reader of DER and nothing else: it shares no code with what signs. Structure: RFC 5652,
5.1 and 5.3; the signature is made over the attributes, which hold the manifest's digest.
"""

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

_MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")
_SIGNING_TIME = bytes.fromhex("06092a864886f70d010905")
_SET_OF, _OPTIONAL = 0x31, 0xA0


class _Value(NamedTuple):
    tag: int
    content: bytes
    whole: bytes


def verify(manifest: bytes, signature: bytes, leaf: x509.Certificate) -> None:
    """Raises ``ValueError`` with the first thing for which a phone would refuse it."""
    try:
        attributes, signed = _signer(signature)
        said = {_inside(one)[0].whole: _inside(one)[1].content for one in _inside(attributes)}
        digest = next(_values(said[_MESSAGE_DIGEST])).content
    except (IndexError, KeyError, StopIteration):
        raise ValueError("the signature is nothing that a phone can read") from None
    if _SIGNING_TIME not in said:
        raise ValueError("the signature does not say when it was made")
    if digest != hashlib.sha256(manifest).digest():
        raise ValueError("the signature is not over this manifest")
    _check(leaf, signed.content, bytes([_SET_OF]) + attributes.whole[1:])


def _signer(signature: bytes) -> tuple[_Value, _Value]:
    """The signed attributes of the only signer, and what was made of them."""
    content = _inside(_inside(next(_values(signature)))[1])[0]
    signer = _inside(_inside(content)[-1])[0]
    parts = _inside(signer)
    return next(part for part in parts if part.tag == _OPTIONAL), parts[5]


def _check(leaf: x509.Certificate, signature: bytes, data: bytes) -> None:
    public = leaf.public_key()
    try:
        if isinstance(public, rsa.RSAPublicKey):
            return public.verify(signature, data, padding.PKCS1v15(), SHA256())
        if isinstance(public, ec.EllipticCurvePublicKey):
            return public.verify(signature, data, ec.ECDSA(SHA256()))
    except InvalidSignature:
        raise ValueError("the signature is not the certificate's") from None
    raise ValueError("the certificate's key is neither RSA nor EC")


def _inside(value: _Value) -> list[_Value]:
    return list(_values(value.content))


def _values(data: bytes) -> Iterator[_Value]:
    """The values that follow one another; lengths are definite, as DER has it."""
    at = 0
    while at < len(data):
        length, start = data[at + 1], at + 2
        if length >= 0x80:
            count = length & 0x7F
            length, start = int.from_bytes(data[start : start + count]), start + count
        end = start + length
        if end > len(data):
            raise IndexError("cut off")
        yield _Value(data[at], data[start:end], data[at:end])
        at = end
