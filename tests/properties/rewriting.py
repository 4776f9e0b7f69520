"""The same document written otherwise: nothing of what XML leaves free may change a verdict."""

from random import Random
from typing import Final

from lxml import etree

_ENCODINGS: Final = ("UTF-8", "utf-8", "ISO-8859-1", "iso-8859-15")
_BLANKS: Final = ("", "", " ", "\n", "\n    ", "\t", "\r\n", "\n\n")
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"


def rewritten(data: bytes, rng: Random) -> bytes:
    """
    Another document of the same content.

    What changes: the encoding, the declaration and its quotes, a mark at the head, the prefix and where its
    namespace is declared, the order and quotes of attributes, a hint of a schema, blanks and comments
    between elements, comments and CDATA sections in values, characters written as references.
    """
    root = etree.fromstring(data, etree.XMLParser(remove_comments=True, remove_pis=True))
    encoding = rng.choice(_ENCODINGS)
    text = _Writer(rng, str(etree.QName(root).namespace)).document(root, encoding)
    marked = rng.random() < 0.2 and encoding.lower() == "utf-8"
    return (b"\xef\xbb\xbf" if marked else b"") + text.encode(encoding, "xmlcharrefreplace")


class _Writer:
    def __init__(self, rng: Random, namespace: str) -> None:
        self.rng = rng
        self.namespace = namespace
        self.prefix = rng.choice(["", "", "f:", "fse:", "ns0:", "_x.1:"])
        self.blanks = rng.random() < 0.7
        self.remarks = rng.random() < 0.5

    def document(self, root: etree._Element, encoding: str) -> str:
        quote = self.rng.choice("\"'")
        standalone = self.rng.choice(["", f" standalone={quote}yes{quote}"])
        head = f"<?xml version={quote}1.0{quote} encoding={quote}{encoding}{quote}{standalone}?>"
        if encoding.lower() == "utf-8" and self.rng.random() < 0.2:
            head = ""
        return f"{head}{self.between() if head else ''}{self.element(root, outermost=True)}{self.between()}"

    def element(self, element: etree._Element, *, outermost: bool = False) -> str:
        name = self.prefix + etree.QName(element).localname
        namespace = str(etree.QName(element).namespace)
        attributes = [(str(key), str(value)) for key, value in element.attrib.items()]
        if outermost or namespace != self.namespace:
            self.namespace = namespace
            attributes.append(("xmlns" + (f":{self.prefix[:-1]}" if self.prefix else ""), namespace))
        if outermost and self.rng.random() < 0.3:
            attributes += [("xmlns:xsi", _XSI), ("xsi:schemaLocation", f"{namespace} http://127.0.0.1:9/fse.xsd")]
        self.rng.shuffle(attributes)
        quotes = [self.rng.choice("\"'") for _ in attributes]
        written = "".join(
            f" {key}={quote}{value}{quote}" for (key, value), quote in zip(attributes, quotes, strict=True)
        )
        tail = self.rng.choice(["", "", " ", "\n"])
        children = list(element)
        if children:
            inner = self.between() + "".join(self.element(child) + self.between() for child in children)
        else:
            inner = self.value(element.text or "")
        return f"<{name}{written}{tail}>{inner}</{name}{tail}>"

    def between(self) -> str:
        """What may stand between two elements."""
        blank = self.rng.choice(_BLANKS) if self.blanks else ""
        if self.remarks and self.rng.random() < 0.05:
            blank += self.rng.choice(["<!---->", "<!-- <!DOCTYPE x> -->", "<!-- é < & ]]> -->"]) + blank
        return blank

    def value(self, text: str) -> str:
        """A text as written: escaped, as a CDATA section, by references, cut by a comment."""
        way = self.rng.random()
        if way < 0.03:
            return f"<![CDATA[{text}]]>"
        if way < 0.06 and len(text) > 1:
            cut = self.rng.randrange(1, len(text))
            return f"{self.escaped(text[:cut])}<!-- x -->{self.escaped(text[cut:])}"
        return self.escaped(text)

    def escaped(self, text: str) -> str:
        """A text with what must be escaped, and now and then what need not be."""
        written = []
        for sign in text:
            if sign in "<&>":
                written.append({"<": "&lt;", "&": "&amp;", ">": "&gt;"}[sign])
            elif self.rng.random() < 0.01:
                written.append(self.rng.choice([f"&#{ord(sign)};", f"&#x{ord(sign):X};"]))
            else:
                written.append(sign)
        return "".join(written)
