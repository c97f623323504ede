"""Independent judges of a certificate: pyHanko for the signature, zxing-cpp for the QR code.

judge.py qr IMAGE                      prints the text of the one code in a picture
judge.py hash NUMBER SALT              prints the statement's hash of a number, by OpenSSL
judge.py pdf CERTIFICATE TIME FILE...  prints a line per file: its verdict, a tab, its name
"""

import asyncio
import logging
import sys
from datetime import datetime


def qr(path):
    import zxingcpp
    from PIL import Image

    codes = zxingcpp.read_barcodes(Image.open(path))
    sys.stdout.write(codes[0].text if len(codes) == 1 else "")


def slow_hash(number, salt):
    import hashlib

    sys.stdout.write(hashlib.pbkdf2_hmac("sha256", number.encode(), bytes.fromhex(salt), 600_000, 16).hex())


def verdict(path, context):
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import async_validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    try:
        with open(path, "rb") as file:
            signatures = PdfFileReader(file).embedded_signatures
            if len(signatures) != 1:
                return f"refused: {len(signatures)} signatures"
            status = asyncio.run(async_validate_pdf_signature(signatures[0], context()))
            if not status.bottom_line:
                return f"refused: {status.summary()}"
            if status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
                return f"refused: {status.coverage}"
            return "accepted"
    except Exception as error:  # whatever a broken file makes it raise is a refusal
        return f"refused: {type(error).__name__}: {error}".replace("\n", " ")


def pdf(certificate, moment, *paths):
    from pyhanko.keys import load_cert_from_pemder
    from pyhanko_certvalidator import ValidationContext

    logging.disable(logging.CRITICAL)
    root, moment = load_cert_from_pemder(certificate), datetime.fromisoformat(moment)

    def context():
        return ValidationContext(trust_roots=[root], moment=moment, best_signature_time=moment, allow_fetching=False)

    for path in paths:
        print(f"{verdict(path, context)}\t{path}", flush=True)


if __name__ == "__main__":
    {"qr": qr, "hash": slow_hash, "pdf": pdf}[sys.argv[1]](*sys.argv[2:])
