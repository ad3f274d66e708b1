"""`slips_page`: one slip for each person, to print on A4 and cut along the lines."""

from collections.abc import Sequence

from jinja2 import Environment

from connector.model.envelope import Slip
from connector.sealing.letter import ADVICE, OCCASIONS

PAGE = """<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<title>Mật khẩu lần đầu – {{ agency }}</title>
<style>
@page { size: A4; margin: 12mm 15mm; }
* { box-sizing: border-box; }
body { font: 11pt/1.4 "Liberation Sans", Arial, sans-serif; color: #000; margin: 0 auto; max-width: 180mm; }
.slip { break-inside: avoid; border-bottom: 1px dashed #000; padding: 6mm 2mm 7mm; position: relative; }
.slip::after { content: "\\2702"; position: absolute; left: 0; bottom: -3.1mm; background: #fff; padding-right: 1.5mm; }
.head { display: flex; justify-content: space-between; gap: 4mm; font-size: 9.5pt; color: #333; }
h2 { font-size: 13pt; margin: 1.5mm 0 3mm; }
dl { display: grid; grid-template-columns: 38mm 1fr; gap: 1mm 3mm; margin: 0; }
dt { color: #333; }
dd { margin: 0; font-weight: bold; overflow-wrap: anywhere; }
dd.password { font: bold 15pt/1.3 "Liberation Mono", "Courier New", monospace; letter-spacing: .06em; }
dd.legend { font-weight: normal; font-size: 8.5pt; color: #333; margin: .5mm 0 0; grid-column: 2; }
.advice { font-size: 9pt; margin: 3mm 0 0; }
@media screen { body { padding: 8mm 4mm; } }
</style>
</head>
<body>
{% for slip in slips %}<section class="slip">
<div class="head"><span>{{ agency }}</span>
<span>{{ occasions[slip.occasion] }} · {{ slip.made.strftime("%d/%m/%Y") }}</span></div>
<h2>{{ slip.name }}</h2>
<dl>
<dt>Đơn vị</dt><dd>{{ slip.unit or slip.agency }}</dd>
<dt>Hộp thư</dt><dd>{{ slip.address }}</dd>
<dt>Mật khẩu lần đầu</dt><dd class="password">{{ slip.password }}</dd>
<dd class="legend">Phân biệt chữ hoa, chữ thường; không có chữ I, l, O, o hay số 0, 1.</dd>
</dl>
<p class="advice">{{ advice }}</p>
</section>
{% endfor %}</body>
</html>
"""


def slips_page(agency: str, slips: Sequence[Slip]) -> bytes:
    """Return the page of one agency, as UTF-8."""
    template = Environment(autoescape=True).from_string(PAGE)
    return template.render(agency=agency, slips=slips, occasions=OCCASIONS, advice=ADVICE).encode()
