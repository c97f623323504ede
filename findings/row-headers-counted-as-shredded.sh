#!/usr/bin/env bash
# outloud 0.2.1 (PyPI) calls the headers of a short table "shredded" when its rows have headers of their own.
#
# A receipt of one bill is a table of one row: Service, Fee, Amount above, and the service's name as the row's header. Each
# column header is one TH with /Scope /Column, the row's is one TH with /Scope /Row, as ISO 14289-1, 7.5 wants headers to say
# what they head; the file has no other fault. Seen: with that row header rule TBL-010 is an error ("4 header cells against 2
# data cells"), with a second row, too (5 against 4), with a third there is none (6 against 6); with the rows' first cells as
# TD there is none either. The rule counts cells and does not read /Scope, so whether a receipt passes hangs on how many
# bills were paid.
#
# The page is made with typst 0.15.2 as PDF/UA-1; pikepdf 10.18.0 turns the row's first cell into its header.
#
# Exit 0: the behaviour is as described. Exit 1: it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check outloud==0.2.1 typst==0.15.2 pikepdf==10.18.0
"$folder/python/bin/python" - "$folder" <<'PYTHON'
import subprocess
import sys
from importlib.metadata import version

import pikepdf
import typst

folder = sys.argv[1]
ROWS = ["[Telephone], [0.05], [2.50]", "[Internet], [0.36], [18.00]", "[Gas], [0.00], [9.00]"]


def page(name, rows):
    with open(f"{folder}/{name}.typ", "w") as source:
        source.write('#set document(title: "Receipt")\n#set text(lang: "en")\n= Receipt\n')
        source.write("#table(columns: 3, table.header([Service], [Fee], [Amount]), " + ", ".join(rows) + ")\n")
    with open(f"{folder}/{name}.pdf", "wb") as pdf:
        pdf.write(typst.compile(f"{folder}/{name}.typ", pdf_standards=["ua-1"]))


def with_row_headers(name):
    with pikepdf.open(f"{folder}/{name}.pdf", allow_overwriting_input=True) as pdf:
        rows = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/TR"]
        for row in rows:
            first = row.K[0]
            if first.S == "/TD":
                first.S = pikepdf.Name.TH
                first.A = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row)
        pdf.save(f"{folder}/{name}.pdf")


def shredded(name):
    said = subprocess.run([f"{folder}/python/bin/outloud", f"{folder}/{name}.pdf"], capture_output=True, text=True).stdout
    return [line.split(":", 1)[1].strip() for line in said.splitlines() if "TBL-010" in line], said.startswith("PASS")


seen = {}
for name, rows, headed in [("values", 1, False), ("one", 1, True), ("two", 2, True), ("three", 3, True)]:
    page(name, ROWS[:rows])
    if headed:
        with_row_headers(name)
    seen[name] = shredded(name)
    print(f"outloud {version('outloud')}, {name}: {seen[name]}")
expected = {
    "values": ([], True),
    "one": (["4 header cells against 2 data cells"], False),
    "two": (["5 header cells against 4 data cells"], False),
    "three": ([], True),
}
sys.exit(0 if seen == expected else 1)
PYTHON
