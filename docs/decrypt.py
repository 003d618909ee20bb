#!/usr/bin/env python3
"""Decrypts an AES256_GCM file of the Jenkins plugin backblaze-b2 without the plugin: decrypt.py FILE TARGET

Needs Python 3.8 and its package "cryptography". The passphrase is asked for, or taken from the variable B2_PASSPHRASE.
The format is described in docs/encryption.md.
"""
import base64
import getpass
import hashlib
import os
import struct
import sys
import tempfile

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HEADER = struct.Struct(">8sBBI16s")  # magic, version, KDF id, iterations, salt
SEGMENT = 1 << 20
TAG = 16


def key_bytes(text):
    return base64.b64decode(text[7:]) if text.startswith("base64:") else text.encode("utf-8")


def decrypt(source, target, passphrase):
    header = source.read(HEADER.size)
    if len(header) != HEADER.size:
        raise ValueError("not an AES256_GCM file")
    magic, version, kdf, iterations, salt = HEADER.unpack(header)
    if (magic, version, kdf) != (b"\x89B2ENC\r\n", 1, 1) or not 1_000 <= iterations <= 10_000_000:
        raise ValueError("not an AES256_GCM file that this program knows")
    stream_header = source.read(40)
    if len(stream_header) != 40 or stream_header[0] != 40:
        raise ValueError("damaged header, or cut off")
    file_salt, nonce_prefix = stream_header[1:33], stream_header[33:]
    key = hashlib.pbkdf2_hmac("sha256", key_bytes(passphrase), salt, iterations, 32)
    cipher = AESGCM(HKDF(hashes.SHA256(), 32, file_salt, header).derive(key))

    number, segment = 0, source.read(SEGMENT - len(stream_header))
    while True:
        following = source.read(SEGMENT)
        nonce = nonce_prefix + struct.pack(">IB", number, 0 if following else 1)
        if len(segment) < TAG:
            raise ValueError("cut off")
        target.write(cipher.decrypt(nonce, segment, None))
        if not following:
            return
        number, segment = number + 1, following


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    name, target = sys.argv[1:]
    passphrase = os.environ.get("B2_PASSPHRASE") or getpass.getpass("Passphrase: ")
    folder = os.path.dirname(os.path.abspath(target))
    try:
        # Plaintext gets its name when all of it is authentic, and is gone if not.
        with open(name, "rb") as source, tempfile.TemporaryDirectory(dir=folder) as beside:
            partial = os.path.join(beside, "plaintext")
            with open(partial, "xb") as out:
                decrypt(source, out, passphrase)
            os.replace(partial, target)
    except InvalidTag:
        sys.exit("Wrong passphrase, or the file was altered or cut off.")
    except ValueError as error:
        sys.exit("Can't decrypt: %s" % error)


if __name__ == "__main__":
    main()
