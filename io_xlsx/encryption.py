"""Workbooks behind a password: the encryption that Excel and LibreOffice use themselves (ECMA-376, agile)."""

from __future__ import annotations

from io import BytesIO

from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError
from msoffcrypto.format.ooxml import OOXMLFile

from io_xlsx.parts.foreign import is_encrypted

__all__ = ["Damaged", "WrongPassword", "decrypted", "encrypted", "is_encrypted"]

LONGEST_PASSWORD = 255  # characters that Excel takes


class WrongPassword(Exception):
    """The file does not open with this password."""


class Damaged(Exception):
    """The file is encrypted, and what is inside is not what was put there."""


def encrypted(content: bytes, password: str) -> bytes:
    """A workbook's bytes behind the password; ValueError for one that is empty or too long."""
    if not 0 < len(password) <= LONGEST_PASSWORD:
        raise ValueError("a password has 1 to 255 characters")
    out = BytesIO()
    OOXMLFile(BytesIO(content)).encrypt(password, out)
    return out.getvalue()


def decrypted(content: bytes, password: str) -> bytes:
    """What is inside, its integrity verified. Raises WrongPassword and Damaged."""
    out = BytesIO()
    try:
        file = OOXMLFile(BytesIO(content))
        file.load_key(password=password, verify_password=True)
    except InvalidKeyError:
        raise WrongPassword from None
    except (DecryptionError, FileFormatError) as fault:
        raise Damaged(str(fault)) from None
    except Exception as fault:  # the container itself is broken; the library then fails in a dozen ways
        raise Damaged(type(fault).__name__) from None
    try:
        file.decrypt(out, verify_integrity=file.type == "agile")
    except Exception as fault:
        raise Damaged(type(fault).__name__) from None
    return out.getvalue()
