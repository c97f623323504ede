#!/usr/bin/env bash
# pyHanko 0.38.0 (PyPI) signs a tagged PDF so that it no longer passes PDF/UA-1, though nothing visible is added.
#
# An ordinary invisible signature on a one-page tagged document: before it PyPI outloud 0.2.1 finds no error, after it two. The
# signature's form field has no alternate name (/TU, ISO 14289-1 7.18.1), and its widget stands in no Form structure element
# (7.18.4). SigFieldSpec has no setting for either, so a signed paper that must stay accessible needs the field made
# beforehand, with its name and its place in the structure tree, by whoever writes the PDF. The document is made by WeasyPrint
# 70.0, which needs Pango (Debian: libpango-1.0-0 libpangoft2-1.0-0).
#
# Exit 0: the behaviour is as described. Exit 1: it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check weasyprint==70.0 pyHanko==0.38.0 outloud==0.2.1
cd "$folder"
python/bin/python - <<'PYTHON'
import datetime
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from weasyprint import HTML

page = '<!DOCTYPE html><html lang="en"><head><title>Certificate</title></head><body><h1>Certificate</h1><p>The account owes nothing.</p></body></html>'
HTML(string=page).write_pdf("tagged.pdf", pdf_variant="pdf/ua-1")

key = ec.generate_private_key(ec.SECP256R1())
name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Made-up issuer")])
begin = datetime.datetime.now(datetime.timezone.utc)
builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
certificate = builder.not_valid_before(begin).not_valid_after(begin + datetime.timedelta(days=30)).sign(key, hashes.SHA256())
pem = serialization.Encoding.PEM
with open("key.pem", "wb") as file:
    file.write(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
with open("certificate.pem", "wb") as file:
    file.write(certificate.public_bytes(pem))

signer = signers.SimpleSigner.load("key.pem", "certificate.pem")
with open("tagged.pdf", "rb") as source, open("signed.pdf", "wb") as target:
    signers.sign_pdf(IncrementalPdfFileWriter(source), signers.PdfSignatureMetadata(field_name="Signature1"), signer=signer, output=target)
PYTHON
for file in tagged signed; do
  python/bin/outloud --no-info --fail-on never --json "$file.json" "$file.pdf" >/dev/null
done
python/bin/python - <<'PYTHON'
import json
import sys
from importlib.metadata import version

rules = {}
for name in ("tagged", "signed"):
    with open(f"{name}.json", encoding="utf-8") as file:
        found = json.load(file)["results"][0]["findings"]
    rules[name] = sorted(finding["rule"] for finding in found)
    print(f"{name}.pdf: {len(found)} findings")
    for finding in found:
        print("  ", finding["rule"], finding["message"])
print(*(f"{package} {version(package)}" for package in ("pyHanko", "outloud", "weasyprint")), sep=", ")
as_described = rules == {"tagged": [], "signed": ["FRM-001", "FRM-003"]}
print("as described" if as_described else "CHANGED")
sys.exit(0 if as_described else 1)
PYTHON
