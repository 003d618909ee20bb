#!/usr/bin/env python3
"""Decrypts a file of the Jenkins plugin backblaze-b2 without the plugin: decrypt.py [--name NAME] FILE TARGET

Opens both formats, AES256_GCM and FERNET. With --name, an AES256_GCM file is opened only if it was encrypted under that
name in B2; without, the name is printed. Needs Python 3.8 and its package "cryptography". The passphrase is asked for, or
taken from the variable B2_ENCRYPTION_PASSPHRASE; the salt of FERNET is taken from B2_ENCRYPTION_SALT. The formats are described in
docs/reference/encryption-format.md.
"""
import argparse
import base64
import getpass
import hashlib
import hmac
import os
import struct
import sys
import tempfile

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"\x89B2ENC\r\n"
# Magic, version, length of the header, KDF id, iterations, salt, key check, length of the name.
HEADER = struct.Struct(">8sBHBI16s32sH")
FIELD = struct.Struct(">BH")
SEGMENT = 1 << 20
TAG = 16


def secret_bytes(text):
    if not text.startswith("base64:"):
        return text.encode("utf-8")
    text = text[7:].replace("-", "+").replace("_", "/").rstrip("=")
    return base64.b64decode(text + "=" * (-len(text) % 4))


def hkdf(key, salt, info):
    return HKDF(hashes.SHA256(), 32, salt, info).derive(key)


def read_header(source):
    """The header as bytes, and what it says: iterations, salt, key check, name."""
    fixed = source.read(HEADER.size)
    if len(fixed) != HEADER.size:
        raise ValueError("cut off within the header")
    magic, version, length, kdf, iterations, salt, key_check, name_length = HEADER.unpack(fixed)
    if version != 1 or kdf != 1:
        raise ValueError("version %d, key derivation %d: this program knows 1 and 1" % (version, kdf))
    if not HEADER.size < length <= 2048 or not 100_000 <= iterations <= 2_000_000 or not 1 <= name_length <= 1024:
        raise ValueError("the header has impossible values")
    rest = source.read(length - HEADER.size)
    if len(rest) != length - HEADER.size or len(rest) < name_length:
        raise ValueError("cut off within the header")
    name, fields = rest[:name_length].decode("utf-8"), rest[name_length:]
    while fields:
        kind, size = FIELD.unpack_from(fields)
        if kind < 128 or FIELD.size + size > len(fields):
            raise ValueError("field %d of the header is unknown to this program" % kind)
        fields = fields[FIELD.size + size :]
    return fixed + rest, iterations, salt, key_check, name


def decrypt_gcm(source, target, passphrase, expected_name):
    header, iterations, salt, key_check, name = read_header(source)
    if expected_name is not None and name != expected_name:
        raise ValueError("it was encrypted as '%s', not as '%s'" % (name, expected_name))
    stream_header = source.read(40)
    if len(stream_header) != 40 or stream_header[0] != 40:
        raise ValueError("damaged header, or cut off")
    file_salt, nonce_prefix = stream_header[1:33], stream_header[33:]
    key = hashlib.pbkdf2_hmac("sha256", secret_bytes(passphrase), salt, iterations, 32)
    if not hmac.compare_digest(key_check, hkdf(key, salt, b"backblaze-b2 key check v1")):
        raise ValueError("the passphrase is not the one it was encrypted with, or the header was altered")
    cipher = AESGCM(hkdf(key, file_salt, header))

    number, segment = 0, source.read(SEGMENT - len(stream_header))
    while True:
        following = source.read(SEGMENT)
        nonce = nonce_prefix + struct.pack(">IB", number, 0 if following else 1)
        if len(segment) < TAG:
            raise ValueError("cut off")
        target.write(cipher.decrypt(nonce, segment, None))
        if not following:
            return name
        number, segment = number + 1, following


def decrypt_fernet(source, target, passphrase):
    """Holds the whole file in memory several times."""
    if "B2_ENCRYPTION_SALT" not in os.environ:
        raise ValueError("it is FERNET, which needs its salt in B2_ENCRYPTION_SALT")
    salt = secret_bytes(os.environ["B2_ENCRYPTION_SALT"])
    key = hashlib.pbkdf2_hmac("sha256", secret_bytes(passphrase), salt, 100_000, 32)
    target.write(Fernet(base64.urlsafe_b64encode(key)).decrypt(source.read()))


def decrypt(source, target, passphrase, expected_name):
    """The name that the file was encrypted under; None for FERNET, which keeps none."""
    first = source.read(len(MAGIC))
    source.seek(0)
    if first == MAGIC:
        return decrypt_gcm(source, target, passphrase, expected_name)
    if not first.startswith(b"gAAAAA"):
        raise ValueError("neither AES256_GCM nor FERNET")
    return decrypt_fernet(source, target, passphrase)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--name", help="the name in B2 that it must have been encrypted under")
    parser.add_argument("file")
    parser.add_argument("target")
    options = parser.parse_args()
    passphrase = os.environ.get("B2_ENCRYPTION_PASSPHRASE") or getpass.getpass("Passphrase: ")
    folder = os.path.dirname(os.path.abspath(options.target))
    try:
        # Plaintext gets its name when all of it is authentic, and is gone if not.
        with open(options.file, "rb") as source, tempfile.TemporaryDirectory(dir=folder) as beside:
            partial = os.path.join(beside, "plaintext")
            with open(partial, "xb") as out:
                name = decrypt(source, out, passphrase, options.name)
            os.replace(partial, options.target)
    except (InvalidTag, InvalidToken):
        sys.exit("The file was altered or cut off, or (FERNET) passphrase or salt is wrong.")
    except ValueError as error:
        sys.exit("Can't decrypt: %s" % error)
    if name is not None and options.name is None:
        print("It was encrypted as %r." % name)


if __name__ == "__main__":
    main()
