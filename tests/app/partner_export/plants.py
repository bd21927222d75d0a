"""Leaks of many kinds, planted into a finished workbook: the ways in which a text or a number can hide in one."""

from __future__ import annotations

import gzip
import re
import zlib
from base64 import b64encode
from collections.abc import Callable
from io import BytesIO
from struct import pack
from urllib.parse import quote
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

Parts = dict[str, bytes]
Plant = Callable[[Parts, str], None]
BOOK, FRONT, DEALS, STRINGS = (
    "xl/workbook.xml",
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/sheet2.xml",
    "xl/sharedStrings.xml",
)
CHART, DRAWING, TABLE, STYLES = (
    "xl/charts/chart1.xml",
    "xl/drawings/drawing1.xml",
    "xl/tables/table1.xml",
    "xl/styles.xml",
)
CORE, APP, CUSTOM, THEME = "docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "xl/theme/theme1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
PIXEL = b"\x89PNG\r\n\x1a\n"


def unpacked(content: bytes) -> Parts:
    with ZipFile(BytesIO(content)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(parts: Parts, comment: bytes = b"", extra: bytes = b"") -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            info = ZipInfo(name)
            info.compress_type, info.extra = ZIP_DEFLATED, extra
            archive.writestr(info, data)
        archive.comment = comment
    return out.getvalue()


def planted(content: bytes, plant: Plant, secret: str) -> bytes:
    parts = unpacked(content)
    plant(parts, secret)
    return packed(parts)


def _before(part: str, mark: str, text: str) -> Plant:
    """Puts the text before the first place where the part says `mark`."""

    def plant(parts: Parts, secret: str) -> None:
        old = parts[part].decode()
        assert mark in old, (part, mark)
        parts[part] = old.replace(mark, text.replace("SECRET", secret) + mark, 1).encode()

    return plant


def _instead(part: str, pattern: str, text: str) -> Plant:
    def plant(parts: Parts, secret: str) -> None:
        new, count = re.subn(pattern, lambda _: text.replace("SECRET", secret), parts[part].decode(), count=1)
        assert count, (part, pattern)
        parts[part] = new.encode()

    return plant


def _part(name: str, text: str, coded: Callable[[str], bytes] = lambda text: text.encode()) -> Plant:
    def plant(parts: Parts, secret: str) -> None:
        parts[name.replace("SECRET", secret)] = coded(text.replace("SECRET", secret))

    return plant


def _string(spelled: Callable[[str], str]) -> Plant:
    """A shared string that spells the secret in a way of its own."""

    def plant(parts: Parts, secret: str) -> None:
        _before(STRINGS, "</sst>", f"<si><t>{spelled(secret)}</t></si>")(parts, "")

    return plant


def _chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))


def _zip_of(text: str) -> bytes:
    return packed({"word/document.xml": f"<d>{text}</d>".encode()})


def _zero_width(secret: str) -> str:
    return "\u200b".join(secret)


def _wide(secret: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in secret)


def _runs(secret: str) -> str:
    at = len(secret) // 2
    return f'<si><r><t>{secret[:at]}</t></r><r><rPr><b/></rPr><t xml:space="preserve">{secret[at:]}</t></r></si>'


def _runs_plant(parts: Parts, secret: str) -> None:
    _before(STRINGS, "</sst>", _runs(secret))(parts, "")


def _row(cells: str, more: str = "") -> Plant:
    return _before(FRONT, "</sheetData>", f'<row r="60"{more}>{cells}</row>')


TEXTS: dict[str, Plant] = {
    "shared string": _string(lambda s: s),
    "shared string in runs": _runs_plant,
    "shared string in other case": _string(str.swapcase),
    "shared string with other blanks": _string(lambda s: s.replace(" ", "\u00a0 \t")),
    "shared string with zero-width characters": _string(_zero_width),
    "shared string in wide letters": _string(_wide),
    "shared string in character references": _string(lambda s: "".join(f"&#{ord(c)};" for c in s)),
    "shared string in _xHHHH_": _string(lambda s: "".join(f"_x{ord(c):04X}_" for c in s)),
    "shared string escaped twice": _string(lambda s: "".join(f"&amp;#x{ord(c):x};" for c in s)),
    "shared string in percent codes": _string(lambda s: quote(s, safe="").replace("a", "%61")),
    "shared string in base64": _string(lambda s: b64encode(s.encode()).decode()),
    "shared string in UTF-16 base64": _string(lambda s: b64encode(s.encode("utf-16-le")).decode()),
    "shared string in hex": _string(lambda s: s.encode().hex()),
    "shared string in CDATA": _string(lambda s: f"<![CDATA[{s}]]>"),
    "shared string within another": _string(lambda s: f"see {s}, of course"),
    "phonetic run": _before(STRINGS, "</sst>", '<si><t>x</t><rPh sb="0" eb="1"><t>SECRET</t></rPh></si>'),
    "inline string": _row('<c r="A60" t="inlineStr"><is><t>SECRET</t></is></c>'),
    "cell of type str": _row('<c r="A60" t="str"><v>SECRET</v></c>'),
    "formula": _row('<c r="A60" t="str"><f>"SECRET"</f><v>x</v></c>'),
    "hidden row": _row('<c r="A60" t="inlineStr"><is><t>SECRET</t></is></c>', ' hidden="1"'),
    "cell of the last column": _row('<c r="XFD60" t="inlineStr"><is><t>SECRET</t></is></c>'),
    "hidden sheet": _part(
        "xl/worksheets/sheet3.xml",
        f"<worksheet {MAIN}><sheetData><row><c t='inlineStr'><is><t>SECRET</t></is></c></row></sheetData></worksheet>",
    ),
    "sheet name": _before(BOOK, "</sheets>", '<sheet name="SECRET" sheetId="9" state="veryHidden" r:id="rId1"/>'),
    "defined name": _before(BOOK, "</definedNames>", '<definedName name="x">"SECRET"</definedName>'),
    "defined name's comment": _before(
        BOOK, "</definedNames>", '<definedName name="x" comment="SECRET">1</definedName>'
    ),
    "comment": _part(
        "xl/comments1.xml",
        f"<comments {MAIN}><commentList><comment ref='A1'><text><t>SECRET</t></text>"
        "</comment></commentList></comments>",
    ),
    "comment's author": _part(
        "xl/comments1.xml", f"<comments {MAIN}><authors><author>SECRET</author></authors></comments>"
    ),
    "threaded comment": _part(
        "xl/threadedComments/threadedComment1.xml", "<ThreadedComments><text>SECRET</text></ThreadedComments>"
    ),
    "person": _part("xl/persons/person.xml", '<personList><person displayName="SECRET"/></personList>'),
    "validation list": _before(
        DEALS,
        "<pageMargins",
        '<dataValidations><dataValidation><formula1>"SECRET"</formula1></dataValidation></dataValidations>',
    ),
    "validation prompt": _before(
        DEALS, "<pageMargins", '<dataValidations><dataValidation prompt="SECRET"/></dataValidations>'
    ),
    "conditional format": _before(
        DEALS,
        "<pageMargins",
        '<conditionalFormatting><cfRule><formula>"SECRET"</formula></cfRule></conditionalFormatting>',
    ),
    "header": _before(FRONT, "<oddFooter>", "<oddHeader>&amp;C&amp;8SECRET</oddHeader>"),
    "header in pieces": _before(FRONT, "<oddFooter>", "<oddHeader>&amp;CQ&amp;Buarry&amp;B001x Sands</oddHeader>"),
    "scenario": _before(DEALS, "<pageMargins", '<scenarios><scenario name="SECRET"/></scenarios>'),
    "extension": _before(DEALS, "</worksheet>", '<extLst><ext uri="x"><x:a xmlns:x="y" val="SECRET"/></ext></extLst>'),
    "title property": _instead(CORE, "<dc:title>[^<]*", "<dc:title>SECRET"),
    "author property": _instead(CORE, "<dc:creator>", "<dc:creator>SECRET"),
    "last modified by": _instead(CORE, "<cp:lastModifiedBy>", "<cp:lastModifiedBy>SECRET"),
    "company property": _instead(APP, "<Company>", "<Company>SECRET"),
    "custom property": _before(CUSTOM, "</Properties>", '<property name="x"><vt:lpwstr>SECRET</vt:lpwstr></property>'),
    "custom property's name": _before(CUSTOM, "</Properties>", '<property name="SECRET"><vt:i4>1</vt:i4></property>'),
    "custom XML": _part("customXml/item1.xml", "<root><secret>SECRET</secret></root>"),
    "number format": _before(
        STYLES, "<fonts", '<numFmts><numFmt numFmtId="200" formatCode="&quot;SECRET&quot;0"/></numFmts>'
    ),
    "style name": _before(STYLES, "</cellStyles>", '<cellStyle name="SECRET" xfId="0"/>'),
    "font name": _before(STYLES, "</fonts>", '<font><name val="SECRET"/></font>'),
    "theme name": _instead(THEME, ' name="[^"]*"', ' name="SECRET"'),
    "table's column": _instead(TABLE, 'name="Address"', 'name="SECRET"'),
    "table's total": _instead(TABLE, 'id="1" name="Address"', 'id="1" name="Address" totalsRowLabel="SECRET"'),
    "table's comment": _instead(TABLE, "<table ", '<table comment="SECRET" '),
    "pivot cache": _part(
        "xl/pivotCache/pivotCacheDefinition1.xml", '<c><sharedItems><s v="SECRET"/></sharedItems></c>'
    ),
    "pivot records": _part("xl/pivotCache/pivotCacheRecords1.xml", '<r><s v="SECRET"/></r>'),
    "slicer cache": _part("xl/slicerCaches/slicerCache1.xml", '<s><i name="SECRET"/></s>'),
    "chart title": _instead(CHART, "<a:t>[^<]*", "<a:t>SECRET"),
    "chart's cached label": _before(CHART, "</c:strCache>", '<c:pt idx="7"><c:v>SECRET</c:v></c:pt>'),
    "chart's series name": _before(CHART, "<c:cat>", "<c:tx><c:v>SECRET</c:v></c:tx>"),
    "text box": _before(
        DRAWING,
        "<xdr:clientData/>",
        "<xdr:sp><xdr:txBody><a:p><a:r><a:t>SECRET</a:t></a:r></a:p></xdr:txBody></xdr:sp>",
    ),
    "text box in runs": _before(
        DRAWING,
        "<xdr:clientData/>",
        "<xdr:sp><a:p><a:r><a:t>Quarry001x</a:t></a:r><a:r><a:t> Sands</a:t></a:r></a:p></xdr:sp>",
    ),
    "alternative text": _instead(DRAWING, 'descr="[^"]*"', 'descr="SECRET"'),
    "legacy drawing": _part("xl/drawings/vmlDrawing1.vml", '<xml><v:shape xmlns:v="v" alt="SECRET"/></xml>'),
    "hyperlink's target": _before(
        "xl/worksheets/_rels/sheet1.xml.rels",
        "</Relationships>",
        '<Relationship Id="r9" TargetMode="External" Target="https://example.com/SECRET"/>',
    ),
    "hyperlink's tip": _before(
        FRONT, "<pageMargins", '<hyperlinks><hyperlink ref="A1" tooltip="SECRET"/></hyperlinks>'
    ),
    "external link": _part(
        "xl/externalLinks/_rels/externalLink1.xml.rels", '<R><r Target="file:///C:/SECRET/a.xlsx"/></R>'
    ),
    "external link's cache": _part("xl/externalLinks/externalLink1.xml", "<e><cell><v>SECRET</v></cell></e>"),
    "connection": _part("xl/connections.xml", '<c><connection description="SECRET"/></c>'),
    "web query": _part("xl/queryTables/queryTable1.xml", '<q name="SECRET"/>'),
    "revision log": _part(
        "xl/revisions/revisionLog1.xml", '<r><rcc><nc t="inlineStr"><is><t>SECRET</t></is></nc></rcc></r>'
    ),
    "XML comment": _before(FRONT, "<sheetData>", "<!-- SECRET -->"),
    "processing instruction": _before(FRONT, "<sheetData>", "<?note SECRET?>"),
    "element's name": _before(FRONT, "<sheetData>", "<SECRETx/>".replace("SECRETx", "Quarry001xSands")),
    "attribute's name": _before(FRONT, "<sheetData>", '<x Quarry001xSands="1"/>'),
    "UTF-16 part": _part(
        "customXml/item2.xml",
        '<?xml version="1.0" encoding="UTF-16"?><a>SECRET</a>',
        lambda text: text.encode("utf-16"),
    ),
    "part that is no XML": _part("customXml/item3.xml", "<a>SECRET"),
    "document type": _part("customXml/item4.xml", '<!DOCTYPE a [<!ENTITY e "SECRET">]><a>&e;</a>'),
    "part's name": _part("xl/media/SECRET.bin", "x"),
    "image's text": _part(
        "xl/media/image1.png", "SECRET", lambda t: PIXEL + _chunk(b"tEXt", b"Comment\0" + t.encode())
    ),
    "image's packed text": _part(
        "xl/media/image1.png", "SECRET", lambda t: PIXEL + _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(t.encode()))
    ),
    "photo's metadata": _part(
        "xl/media/image2.jpeg", "SECRET", lambda t: b"\xff\xd8\xff\xe1Exif\0\0" + t.encode("utf-16-be")
    ),
    "photo's Latin-1 metadata": _part(
        "xl/media/image2.jpeg", "SECRET", lambda t: b"\xff\xd8\xff\xfe" + t.encode("latin-1")
    ),
    "macros": _part("xl/vbaProject.bin", "SECRET", lambda t: b"\xd0\xcf\x11\xe0" + t.encode("utf-16-le")),
    "printer settings": _part(
        "xl/printerSettings/printerSettings1.bin", "SECRET", lambda t: b"\1" + t.encode("utf-16-le")
    ),
    "embedded document": _part("xl/embeddings/a.docx", "SECRET", _zip_of),
    "zip in a zip": _part("xl/embeddings/b.bin", "SECRET", lambda t: b"head" + packed({"inner.zip": _zip_of(t)})),
    "gzip stream": _part("xl/embeddings/c.bin", "SECRET", lambda t: b"head" + gzip.compress(t.encode())),
    "content types": _before("[Content_Types].xml", "</Types>", '<Default Extension="x" ContentType="SECRET"/>'),
}

# What is not a text that anybody else owns: only what was ordered may stand there.
NUMBERS: dict[str, Plant] = {
    "number in a free cell": _row('<c r="A60"><v>132001</v></c>'),
    "number in a hidden column": _row('<c r="XFD60"><v>132001</v></c>'),
    "number instead of the partner's": _instead(DEALS, "<v>45000</v>", "<v>132001</v>"),
    "number in a row that has one less": _instead(DEALS, r'<c r="K5"[^>]*><v>[^<]*</v></c>', '<c r="K5"/>'),
    "cell that stands there twice": _instead(DEALS, '<c r="A5"', '<c r="A5"><v>132001</v></c><c r="A5"'),
    "number as a row's number": _instead(DEALS, '<row r="5"', '<row r="132001"'),
    "number as a row's span": _instead(DEALS, '<row r="5" spans="1:11"', '<row r="5" spans="132:1001"'),
    "number as a cell's style": _instead(DEALS, '<c r="A5" s="[0-9]+"', '<c r="A5" s="132001"'),
    "shared string that nothing shows": _before(STRINGS, "</sst>", "<si><t>132001</t></si>"),
    "yes or no": _row('<c r="A60" t="b"><v>1</v></c>'),
    "number in a formula": _row('<c r="A60"><f>132000+1</f></c>'),
    "number in the chart's cache": _instead(CHART, r"(?<=<c:numCache>).*?<c:v>[^<]*", '<c:pt idx="0"><c:v>132001'),
    "number in a defined name": _before(BOOK, "</definedNames>", '<definedName name="x">132001</definedName>'),
    "number as a column's width": _instead(FRONT, 'width="[^"]*"', 'width="132.001"'),
    "number as a row's height": _instead(FRONT, 'ht="[^"]*"', 'ht="132.001"'),
    "number in a number format": _before(
        STYLES, "<fonts", '<numFmts><numFmt numFmtId="200" formatCode="132001"/></numFmts>'
    ),
    "number in a property": _before(CUSTOM, "</Properties>", '<property name="x"><vt:i4>132001</vt:i4></property>'),
    "number as a picture's place": _instead(DRAWING, "<xdr:colOff>[^<]*", "<xdr:colOff>132001"),
    "row taken out": _instead(DEALS, r'<row r="5".*?</row>', ""),
    "hidden row": _instead(DEALS, '<row r="5"', '<row r="5" hidden="1"'),
    "sheet hidden": _instead(BOOK, '<sheet name="Deals"', '<sheet name="Deals" state="hidden"'),
    "empty part": _part("xl/media/nothing.bin", ""),
}


def around(content: bytes, secret: str) -> dict[str, bytes]:
    """Leaks outside the parts of the zip."""
    parts, raw = unpacked(content), secret.encode()
    extra = pack("<HH", 0x7777, len(raw)) + raw
    plain = packed(parts)
    return {
        "zip comment": packed(parts, comment=raw),
        "extra field": packed(parts, extra=extra),
        "bytes before": raw + plain,
        "bytes behind": plain + raw,
        "bytes between": _between(plain, raw),
    }


def _between(content: bytes, raw: bytes) -> bytes:
    """The bytes stand between the last part and the directory, whose place is corrected."""
    with ZipFile(BytesIO(content)) as archive:
        start = archive.start_dir
    moved = bytearray(content[:start] + raw + content[start:])
    end = moved.rfind(b"PK\5\6")
    moved[end + 16 : end + 20] = pack("<I", start + len(raw))
    return bytes(moved)
